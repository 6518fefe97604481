/**
 * The public types, pinned: each line is a promise to stacks that are written already, and a compiler's error once it
 * no longer holds. `npm run lint` compiles this file.
 */
import type { CustomResource, Input, Output } from "@pulumi/pulumi";
import type * as api from "pulumi-intune-enrollment";

/** True only for the very same type: `any` equals nothing but `any`. */
/* eslint-disable @typescript-eslint/no-unnecessary-type-parameters -- a free T is what makes the comparison exact */
type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
/* eslint-enable @typescript-eslint/no-unnecessary-type-parameters */
type IsAny<T> = 0 extends 1 & T ? true : false;
type Extends<A, B> = A extends B ? true : false;
type Expect<T extends true> = T;
type Reject<T extends false> = T;

type ProfileType = "androidForWork" | "androidDeviceOwner";
type TokenArgs = api.EnrollmentTokenArgs;
type Token = api.EnrollmentToken;
type Profile = api.EnrollmentProfile;
type Optional<T> = { [K in keyof T]-?: undefined extends T[K] ? K : never }[keyof T];
type Required<T> = Exclude<keyof T, Optional<T>>;

export type Arguments = [
  Expect<Equal<Required<TokenArgs>, "profileId" | "tokenValidityInSeconds">>,
  Expect<
    Equal<
      Optional<TokenArgs>,
      | "profileType"
      | "renewBeforeInSeconds"
      | "rotateWhenChanged"
      | "adoptExisting"
      | "revokeOnDelete"
      | "whenReplaced"
      | "storeToken"
      | "tenantId"
    >
  >,
  Expect<Equal<TokenArgs["profileId"], Input<string>>>,
  Expect<Equal<TokenArgs["tokenValidityInSeconds"], Input<number>>>,
  Expect<Equal<TokenArgs["profileType"], Input<ProfileType> | undefined>>,
  Expect<Equal<TokenArgs["renewBeforeInSeconds"], Input<number> | undefined>>,
  Expect<Equal<TokenArgs["rotateWhenChanged"], Input<Record<string, Input<string>>> | undefined>>,
  Expect<Equal<TokenArgs["adoptExisting"], Input<boolean> | undefined>>,
  Expect<Equal<TokenArgs["revokeOnDelete"], Input<boolean> | undefined>>,
  Expect<Equal<TokenArgs["whenReplaced"], Input<"adopt" | "reissue"> | undefined>>,
  Expect<Equal<TokenArgs["storeToken"], Input<boolean> | undefined>>,
  Expect<Equal<TokenArgs["tenantId"], Input<string> | undefined>>,
  Expect<Equal<Required<api.EnrollmentProfileArgs>, "displayName">>,
];

export type Outputs = [
  Expect<Equal<Token extends CustomResource ? true : false, true>>,
  Expect<Equal<Token["profileId"], Output<string>>>,
  Expect<Equal<Token["profileType"], Output<ProfileType>>>,
  Expect<Equal<Token["tokenValidityInSeconds"], Output<number>>>,
  Expect<Equal<Token["renewBeforeInSeconds"], Output<number>>>,
  Expect<Equal<Token["rotateWhenChanged"], Output<Record<string, string> | undefined>>>,
  Expect<Equal<Token["adoptExisting"], Output<boolean>>>,
  Expect<Equal<Token["revokeOnDelete"], Output<boolean>>>,
  Expect<Equal<Token["whenReplaced"], Output<"adopt" | "reissue">>>,
  Expect<Equal<Token["storeToken"], Output<boolean>>>,
  Expect<Equal<Token["tenantId"], Output<string | undefined>>>,
  Expect<Equal<Token["tokenValue"], Output<string>>>,
  Expect<Equal<Token["qrCodeContent"], Output<string>>>,
  Expect<Equal<Token["qrCodeImage"], Output<api.QrCodeImage>>>,
  Expect<Equal<Token["tokenExpirationDateTime"], Output<string>>>,
  Expect<Equal<Token["tokenIssuedDateTime"], Output<string>>>,
  Expect<Equal<Token["rotationDueDateTime"], Output<string>>>,
  Expect<Equal<Token["tokenStatus"], Output<"active" | "expired" | "revoked" | "replaced">>>,
  Expect<Equal<Token["generation"], Output<number>>>,
  Expect<Equal<Token["profileDisplayName"], Output<string>>>,
  Expect<Equal<Token["apiVersion"], Output<string>>>,
  Expect<Equal<ReturnType<Token["qrCode"]>, Output<string>>>,
  Expect<Equal<ReturnType<Token["current"]>, Output<api.GetEnrollmentTokenResult>>>,
  Expect<Equal<api.QrCodeForm, "svg" | "png" | "terminal">>,
  Expect<Equal<api.QrCodeImage, { readonly type: "image/png"; readonly value: string }>>,
  Expect<Equal<Profile["profileId"], Output<string>>>,
  Expect<Equal<Profile["wifiPassword"], Output<string | undefined>>>,
];

export type Functions = [
  Expect<Equal<typeof api.secondsIn, (iso8601Duration: string) => number>>,
  Expect<Equal<ReturnType<typeof api.getEnrollmentProfile>, Promise<api.GetEnrollmentProfileResult>>>,
  Expect<Equal<ReturnType<typeof api.getEnrollmentProfileOutput>, Output<api.GetEnrollmentProfileResult>>>,
  Expect<Equal<ReturnType<typeof api.getEnrollmentToken>, Promise<api.GetEnrollmentTokenResult>>>,
  Expect<Equal<ReturnType<typeof api.getEnrollmentTokenOutput>, Output<api.GetEnrollmentTokenResult>>>,
  Expect<Equal<ReturnType<typeof api.listEnrollmentProfiles>, Promise<api.GetEnrollmentProfileResult[]>>>,
  Expect<Equal<ReturnType<typeof api.enrollmentSheet>, Output<string>>>,
  Expect<Equal<ReturnType<typeof api.knoxConfiguration>, Output<string>>>,
  Expect<Equal<ReturnType<typeof api.aospConfiguration>, Output<string>>>,
  Expect<Equal<ReturnType<typeof api.zeroTouchConfiguration>, Output<string>>>,
];

/** What a program hands over to be put on paper, or into a portal. */
type Sheet = Parameters<typeof api.enrollmentSheet>;
type ZeroTouch = Parameters<typeof api.zeroTouchConfiguration>;
type Drawn = NonNullable<Parameters<Token["qrCode"]>[1]>;
interface Setup {
  wifi: { ssid: string; password: Output<string> };
  locale: Promise<string>;
}

export type HandedOut = [
  Expect<Equal<api.TokenToHandOut, Token | Input<api.GetEnrollmentTokenResult>>>,
  Expect<Equal<Sheet, [api.TokenToHandOut, api.InputsOf<api.EnrollmentSheetOptions>]>>,
  Expect<Equal<ZeroTouch[0], api.TokenToHandOut>>,
  Expect<Equal<NonNullable<ZeroTouch[1]>, api.InputsOf<api.ZeroTouchOptions>>>,
  Expect<Equal<Parameters<typeof api.knoxConfiguration>, [api.TokenToHandOut]>>,
  Expect<Equal<Parameters<typeof api.enrollmentQrCode>[0], api.TokenToHandOut>>,
  Expect<Equal<NonNullable<Parameters<typeof api.enrollmentQrCode>[2]>, Drawn>>,
  Expect<Equal<Drawn, api.InputsOf<api.QrContentOptions & api.QrCodeOptions>>>,
  Expect<Equal<api.InputsOf<{ a: { b: string } }>, { a: Input<{ b: Input<string> }> }>>,
  Expect<Equal<keyof api.ZeroTouchOptions, "locale" | "timeZone" | "leaveAllSystemAppsEnabled">>,
  // Plain values, promises, outputs and secrets, at any depth and mixed.
  Expect<Extends<Setup, Drawn>>,
  Expect<Extends<{ extras: { "android.app.extra.PROVISIONING_LOCAL_TIME": Output<number> } }, Drawn>>,
  Expect<Extends<{ title: Output<string>; device: Setup }, Sheet[1]>>,
  Expect<Extends<{ title: string; device: Output<api.QrContentOptions> }, Sheet[1]>>,
  Expect<Extends<Output<api.GetEnrollmentTokenResult>, Sheet[0]>>,
  Reject<Extends<{ wifi: { ssid: Output<number> } }, Drawn>>,
  Reject<Extends<{ device: Setup }, Sheet[1]>>,
];

export type Errors = [
  Expect<Equal<api.IntuneError["code"], api.IntuneErrorCode>>,
  Expect<Equal<api.QrCodeError["code"], api.QrCodeErrorCode>>,
  Expect<Equal<api.QrCodeError["faults"], readonly string[]>>,
  // A stack that handles these codes today goes on compiling.
  Expect<
    Equal<
      Extract<api.IntuneErrorCode, "forbidden" | "not-found" | "outcome-unknown" | "not-readable-yet">,
      "forbidden" | "not-found" | "outcome-unknown" | "not-readable-yet"
    >
  >,
];

/** The members of a type that are `any`, but for those that every resource has from Pulumi. */
type AnyMembers<T> = {
  [K in Exclude<keyof T, keyof CustomResource>]-?: IsAny<T[K]> extends true ? K : never;
}[Exclude<keyof T, keyof CustomResource>];

export type NothingIsAny = [
  Reject<IsAny<Token>>,
  Reject<IsAny<ConstructorParameters<typeof api.EnrollmentToken>[1]>>,
  Reject<IsAny<ConstructorParameters<typeof api.EnrollmentProfile>[1]>>,
  Expect<Equal<AnyMembers<typeof api>, never>>,
  Expect<Equal<AnyMembers<Token>, never>>,
  Expect<Equal<AnyMembers<Profile>, never>>,
  Expect<Equal<AnyMembers<TokenArgs>, never>>,
  Expect<Equal<AnyMembers<api.EnrollmentProfileArgs>, never>>,
  Expect<Equal<AnyMembers<api.GetEnrollmentProfileResult>, never>>,
  Expect<Equal<AnyMembers<api.GetEnrollmentTokenResult>, never>>,
  Expect<Equal<AnyMembers<api.EnrollmentSheetOptions>, never>>,
  Expect<Equal<AnyMembers<api.QrCodeOptions & api.QrContentOptions>, never>>,
  Expect<Equal<AnyMembers<Drawn>, never>>,
  Expect<Equal<AnyMembers<Sheet[1]>, never>>,
];
