import * as pulumi from "@pulumi/pulumi";
import { argumentNames } from "../lifecycle/arguments";
import { tenantKey } from "../lifecycle/identity";
import { tokenArguments } from "../lifecycle/token/arguments";
import { claimOn } from "../lifecycle/token/claims";
import { rotationDue } from "../lifecycle/token/expiry";
import {
  type ProfileType,
  secretTokenOutputs,
  type TokenOrigin,
  type TokenStatus,
  tokenOutputNames,
  type WhenReplaced,
} from "../lifecycle/token/state";
import { qrCodeImage } from "../qr/draw";
import type { QrCodeForm, QrCodeOptions, QrContentOptions } from "../qr/options";
import { claimProfile } from "./claims";
import { contentOf, currentToken, secretQrCode } from "./currentToken";
import type { GetEnrollmentTokenResult } from "./getEnrollmentToken";
import type { InputsOf } from "./InputsOf";
import { IntuneResource } from "./IntuneResource";
import { configuredTenantId } from "./programSession";

/** The arguments of an EnrollmentToken. A faulty value fails the preview, with the name of the argument and what is allowed. */
export interface EnrollmentTokenArgs {
  /**
   * The id of the enrollment profile on which the token is issued, for example the `profileId` of an EnrollmentProfile
   * or of {@link getEnrollmentProfileOutput}. Not empty, and without `/ \ ? # %`, white space or control characters.
   * Changing it replaces the resource.
   */
  profileId: pulumi.Input<string>;
  /**
   * How long the token is valid, in seconds: an integer from 1 to 2147483647. Changing it issues a new token in place.
   *
   * Source: Graph's `tokenValidityInSeconds` (Int32). Microsoft documents up to 90 days (7776000) for androidForWork.
   */
  tokenValidityInSeconds: pulumi.Input<number>;
  /** The kind of the profile; Graph has two. Default `androidForWork`. Changing it replaces the resource. */
  profileType?: pulumi.Input<"androidForWork" | "androidDeviceOwner">;
  /**
   * An `up` issues a new token if the present one is valid for less than this time. In seconds: an integer from 0 to
   * `tokenValidityInSeconds` − 1. Default 0: a new token is issued once the present one has expired.
   */
  renewBeforeInSeconds?: pulumi.Input<number>;
  /** If one of these texts changes, a new token is issued. The values may be secret and are never shown. */
  rotateWhenChanged?: pulumi.Input<Record<string, pulumi.Input<string>>>;
  /**
   * When the resource is created: take over the profile's token instead of issuing one, if it is valid for more than
   * `renewBeforeInSeconds`. Default false.
   */
  adoptExisting?: pulumi.Input<boolean>;
  /**
   * When the resource is deleted: revoke the token, if it is still the profile's token. Default true. Devices that have
   * enrolled stay enrolled.
   */
  revokeOnDelete?: pulumi.Input<boolean>;
  /**
   * What to do when a refresh finds that somebody else issued another token on the profile. `adopt` takes that token
   * over; `reissue` issues a new one at the next `up`. Default `adopt`.
   */
  whenReplaced?: pulumi.Input<"adopt" | "reissue">;
  /**
   * Keep the token and its QR code in state, encrypted. Default true. If false, state holds only a salted digest, by
   * which the token is recognised, and the outputs `tokenValue` and `qrCodeContent` are empty.
   */
  storeToken?: pulumi.Input<boolean>;
  /**
   * The Microsoft Entra tenant of the profile: an id or a domain name. Default: `intune:tenantId`. Changing this
   * argument replaces the resource; changing `intune:tenantId` does not.
   */
  tenantId?: pulumi.Input<string>;
}

/** A picture in the shape of Graph's mimeContent. */
export interface QrCodeImage {
  readonly type: "image/png";
  /** Base64. */
  readonly value: string;
}

/**
 * An enrollment token for Android devices in Microsoft Intune. It is issued when the resource is created, issued anew
 * before it expires, and revoked when the resource is deleted. It is never issued twice by accident.
 *
 * Creating the resource calls Graph's `createToken` on the enrollment profile and then reads the token.
 * Source: https://learn.microsoft.com/graph/api/intune-androidforwork-androidforworkenrollmentprofile-createtoken
 *
 * ```ts
 * const token = new EnrollmentToken("kiosk", { profileId, tokenValidityInSeconds: secondsIn("P30D") });
 * export const qrCode = token.qrCode("svg");
 * ```
 */
export class EnrollmentToken extends IntuneResource {
  /** {@inheritDoc EnrollmentTokenArgs.profileId} */
  declare readonly profileId: pulumi.Output<string>;
  /** {@inheritDoc EnrollmentTokenArgs.tokenValidityInSeconds} */
  declare readonly tokenValidityInSeconds: pulumi.Output<number>;
  /** {@inheritDoc EnrollmentTokenArgs.profileType} */
  declare readonly profileType: pulumi.Output<ProfileType>;
  /** {@inheritDoc EnrollmentTokenArgs.renewBeforeInSeconds} */
  declare readonly renewBeforeInSeconds: pulumi.Output<number>;
  /** {@inheritDoc EnrollmentTokenArgs.rotateWhenChanged} */
  declare readonly rotateWhenChanged: pulumi.Output<Record<string, string> | undefined>;
  /** {@inheritDoc EnrollmentTokenArgs.adoptExisting} */
  declare readonly adoptExisting: pulumi.Output<boolean>;
  /** {@inheritDoc EnrollmentTokenArgs.revokeOnDelete} */
  declare readonly revokeOnDelete: pulumi.Output<boolean>;
  /** {@inheritDoc EnrollmentTokenArgs.whenReplaced} */
  declare readonly whenReplaced: pulumi.Output<WhenReplaced>;
  /** {@inheritDoc EnrollmentTokenArgs.storeToken} */
  declare readonly storeToken: pulumi.Output<boolean>;
  /** {@inheritDoc EnrollmentTokenArgs.tenantId} */
  declare readonly tenantId: pulumi.Output<string | undefined>;

  /** Secret. The token, for typing in by hand. Empty if `storeToken` is false. */
  declare readonly tokenValue: pulumi.Output<string>;
  /** Secret. The text in the QR code: JSON, or JSON in base64 for AOSP profiles. Empty if `storeToken` is false. */
  declare readonly qrCodeContent: pulumi.Output<string>;
  /** When the token expires; ISO 8601, UTC. A token that does not expire has `9999-12-31T23:59:59Z`. */
  declare readonly tokenExpirationDateTime: pulumi.Output<string>;
  /**
   * When the token was issued; ISO 8601, UTC. If Graph does not say it: when the provider asked for the token or took it
   * over. Empty for a token that is only read ({@link EnrollmentToken.get}).
   */
  declare readonly tokenIssuedDateTime: pulumi.Output<string>;
  /** The status of the token at the last `up` or `refresh`. */
  declare readonly tokenStatus: pulumi.Output<TokenStatus>;
  /**
   * How the resource got the token. `issued`: it issued the token. `adopted`: it took the token over when it was
   * created (`adoptExisting`). `followed`: it took somebody else's token over later (`whenReplaced: "adopt"`). If you
   * delete the resource, a token that was issued or adopted is revoked; a token that was followed is not. Undefined for
   * a token that is only read, and in the state of an earlier release, where it means `issued`.
   */
  declare readonly tokenOrigin: pulumi.Output<TokenOrigin | undefined>;
  /** How many tokens this resource has issued. A token that it took over does not count. */
  declare readonly generation: pulumi.Output<number>;
  /** The profile's name in Intune. */
  declare readonly profileDisplayName: pulumi.Output<string>;
  /** The version of Microsoft Graph that the profile was read from: `v1.0` or `beta`. */
  declare readonly apiVersion: pulumi.Output<string>;

  /**
   * @param name the name of the resource in the stack
   * @param args see {@link EnrollmentTokenArgs}
   * @param opts Pulumi's resource options
   */
  constructor(name: string, args: EnrollmentTokenArgs, opts?: pulumi.CustomResourceOptions) {
    // With an id, the resource only reads (see `get`): it has no arguments, and claims no profile.
    const inputs = opts?.id === undefined ? { ...defaulted, ...args, profileId: claimed(name, args) } : {};
    super(kind, name, inputs, opts);
  }

  /**
   * Reads the token of a profile without owning it. Nothing is issued, and nothing is revoked.
   *
   * @param id `androidForWorkEnrollmentProfiles/{profileId}` or `androidDeviceOwnerEnrollmentProfiles/{profileId}`
   */
  static get(
    name: string,
    id: pulumi.Input<pulumi.ID>,
    opts?: pulumi.CustomResourceOptions,
  ): EnrollmentToken {
    return new EnrollmentToken(name, {} as EnrollmentTokenArgs, { ...opts, id });
  }

  /**
   * The time from which an `up` issues the token anew; ISO 8601, UTC. For pipelines that schedule themselves. Empty if
   * it is not known when the token expires, for example in a test whose mocks do not say it.
   */
  get rotationDueDateTime(): pulumi.Output<string> {
    return pulumi
      .all([
        this.tokenIssuedDateTime,
        this.tokenExpirationDateTime,
        this.renewBeforeInSeconds,
        this.tokenOrigin,
      ])
      .apply(
        ([issued, expiration, renewBefore, origin]: [
          string,
          string,
          number | undefined,
          TokenOrigin | undefined,
        ]) => {
          // With the mocks of a test, any of these may be undefined.
          const due = rotationDue({ issued, expiration, origin }, renewBefore ?? 0);
          return Number.isNaN(due.getTime()) ? "" : due.toISOString();
        },
      );
  }

  /**
   * Secret. The token of this resource with its QR code content, expiry and profile name: from state, or read from
   * Microsoft Graph if `storeToken` is false. It reads in previews too. Use it inside the program: what a stack exports
   * goes into state.
   *
   * @throws {IntuneError} as a failure of the output, as {@link getEnrollmentToken} does
   */
  current(): pulumi.Output<GetEnrollmentTokenResult> {
    return currentToken(this);
  }

  /** Secret. The QR code as a PNG picture. The program draws it; state does not hold it. */
  get qrCodeImage(): pulumi.Output<QrCodeImage> {
    return pulumi.secret(contentOf(this.current()).apply((content) => qrCodeImage(content)));
  }

  /**
   * Secret. The QR code that a device scans. If `storeToken` is false, its content is read from Microsoft Graph.
   *
   * @param form `svg`, `png` (base64), or `terminal` (text)
   * @param options what to add for the setup of the device, such as Wi-Fi, and how to draw the code
   */
  qrCode(form: QrCodeForm, options: InputsOf<QrContentOptions & QrCodeOptions> = {}): pulumi.Output<string> {
    return secretQrCode(contentOf(this.current()), form, options);
  }
}

/** The program knows this in a preview, too. The provider's `check` applies the same default. */
const defaulted = { profileType: tokenArguments.profileType.default } as const;

const kind = {
  name: "EnrollmentToken",
  properties: [
    ...argumentNames(tokenArguments),
    ...tokenOutputNames,
    "profileDisplayName",
    "apiVersion",
  ] satisfies (keyof EnrollmentToken)[],
  secrets: secretTokenOutputs,
  insteadOfImport: "Set adoptExisting: true, which takes over the token that the profile holds,",
} as const;

/** The profile's id. It fails if another token of this stack is on the profile. */
function claimed(
  name: string,
  { profileId, profileType, tenantId }: EnrollmentTokenArgs,
): pulumi.Output<string> {
  return pulumi
    .all([profileId, profileType ?? defaulted.profileType, tenantId])
    .apply(([id, type, tenant]) => {
      // A faulty argument claims no profile. The provider's `check` reports it.
      const { profileId: idArgument, profileType: typeArgument } = tokenArguments;
      if (idArgument.rule(id, {}) ?? typeArgument.rule(type, {})) return id;
      const claim = claimOn({ profileType: type, profileId: id }, tenantKey(tenant, configuredTenantId()));
      claimProfile(claim, name);
      return id;
    });
}
