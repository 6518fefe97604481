import fc from "fast-check";
import type { Behaviour } from "../emulator";
import type { EnrollmentTokenArgs } from "../../provider/src/resources/EnrollmentTokenArgs";

/** The kinds of profile, each of whose tokens looks and ends in its own way. */
export const kinds = {
  androidForWork: undefined,
  dedicated: "corporateOwnedDedicatedDevice",
  fullyManaged: "corporateOwnedFullyManaged",
  aosp: "corporateOwnedAOSPUserlessDevice",
} as const;

export type Kind = keyof typeof kinds;

/** How long a new token may take to show, by the configuration of every program. */
export const propagationTimeoutInSeconds = 30;

/** What a stack declares of one token, apart from the profile. */
export type Declared = Required<
  Omit<EnrollmentTokenArgs, "profileId" | "profileType" | "tenantId" | "rotateWhenChanged">
> & {
  readonly tokenValidityInSeconds: number;
  readonly renewBeforeInSeconds: number;
  readonly rotateWhenChanged?: Readonly<Record<string, string>>;
  readonly adoptExisting: boolean;
  readonly revokeOnDelete: boolean;
  readonly whenReplaced: "adopt" | "reissue";
  readonly storeToken: boolean;
};

export const declared: fc.Arbitrary<Declared> = fc
  .record({
    tokenValidityInSeconds: fc.constantFrom(60, 600, 3600, 86_400),
    renewBeforeInSeconds: fc.constantFrom(0, 0, 30, 300, 3599),
    rotateWhenChanged: fc.constantFrom(undefined, { season: "spring" }, { season: "autumn" }),
    adoptExisting: fc.boolean(),
    revokeOnDelete: fc.constantFrom(true, true, true, false),
    whenReplaced: fc.constantFrom("adopt", "reissue"),
    storeToken: fc.constantFrom(true, true, false),
  })
  .map(({ rotateWhenChanged, ...rest }) => ({
    ...rest,
    renewBeforeInSeconds: Math.min(rest.renewBeforeInSeconds, rest.tokenValidityInSeconds - 1),
    ...(rotateWhenChanged === undefined ? {} : { rotateWhenChanged }),
  }));

/** Every combination of what Microsoft leaves open, mostly a service without lag. */
export const behaviour: fc.Arbitrary<Partial<Behaviour>> = fc.record({
  servedInV1: fc.boolean(),
  tokenFieldsWithoutSelect: fc.boolean(),
  readLag: fc.oneof(
    { weight: 4, arbitrary: fc.constant({}) },
    { weight: 1, arbitrary: fc.record({ reads: fc.integer({ min: 1, max: 3 }) }) },
    { weight: 1, arbitrary: fc.record({ milliseconds: fc.constantFrom(700, 20_000) }) },
    { weight: 1, arbitrary: fc.record({ milliseconds: fc.constantFrom(45_000, 300_000) }) },
  ),
  earlierToken: fc.constantFrom("invalidated", "lives on"),
  afterRevoke: fc.constantFrom("cleared", "emptied", "expired now", "expired at 0001-01-01", "unchanged"),
  expirationBeforeToken: fc.constantFrom("0001-01-01T00:00:00Z", null),
  aospActionsOnBareId: fc.boolean(),
  tokenValidity: fc.constantFrom({}, {}, { maximumInSeconds: 600, outside: "clamp" }),
  expirationWithoutEnd: fc.constantFrom("9999-12-31T23:59:59Z", "0001-01-01T00:00:00Z", "as requested"),
});

/** A service, one to three tokens on profiles of their own, and the seed of the service's ids and tokens. */
export const scene = fc.record({
  behaviour,
  tokens: fc.array(fc.record({ kind: fc.constantFrom(...(Object.keys(kinds) as Kind[])), args: declared }), {
    minLength: 1,
    maxLength: 3,
  }),
  seed: fc.nat(),
});

export type Scene = typeof scene extends fc.Arbitrary<infer Value> ? Value : never;
