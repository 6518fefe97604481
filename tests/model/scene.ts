import fc from "fast-check";
import type { Behaviour } from "../emulator";
import type { EnrollmentTokenArgs } from "../../provider/src/resources/EnrollmentToken";

/** The kinds of profile. The tokens of each look and end differently. */
export const kinds = {
  androidForWork: undefined,
  dedicated: "corporateOwnedDedicatedDevice",
  fullyManaged: "corporateOwnedFullyManaged",
  aosp: "corporateOwnedAOSPUserlessDevice",
} as const;

export type Kind = keyof typeof kinds;

/** How long a new token may take to show, in the configuration of every program. */
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

/** When reads show a change: mostly at once, or after a while, or with late copies in between. */
const delays: fc.Arbitrary<Pick<Behaviour, "readLag" | "lateCopies">> = fc.oneof(
  { weight: 4, arbitrary: fc.constant({ readLag: {}, lateCopies: {} }) },
  {
    weight: 3,
    arbitrary: fc
      .oneof(
        fc.record({ reads: fc.integer({ min: 1, max: 3 }) }),
        fc.record({ milliseconds: fc.constantFrom(700, 20_000) }),
        fc.record({ milliseconds: fc.constantFrom(45_000, 300_000) }),
      )
      .map((readLag) => ({ readLag, lateCopies: {} })),
  },
  {
    weight: 2,
    arbitrary: fc
      .record({ milliseconds: fc.constantFrom(700, 20_000, 300_000), every: fc.constantFrom(2, 3) })
      .map((lateCopies) => ({ readLag: {}, lateCopies })),
  },
);

const switches: fc.Arbitrary<Partial<Behaviour>> = fc.record({
  servedInV1: fc.boolean(),
  tokenFieldsWithoutSelect: fc.boolean(),
  earlierToken: fc.constantFrom("invalidated", "lives on"),
  revokes: fc.constantFrom("all", "all", "the latest"),
  afterRevoke: fc.constantFrom("cleared", "emptied", "expired now", "expired at 0001-01-01", "unchanged"),
  expirationBeforeToken: fc.constantFrom("0001-01-01T00:00:00Z", null),
  aospActionsOnBareId: fc.boolean(),
  tokenValidity: fc.constantFrom({}, {}, { maximumInSeconds: 600, outside: "clamp" }),
  expirationWithoutEnd: fc.constantFrom("9999-12-31T23:59:59Z", "0001-01-01T00:00:00Z", "as requested"),
});

/** Every combination of what Microsoft does not document. */
const behaviour = fc
  .tuple(switches, delays)
  .map((parts): Partial<Behaviour> => ({ ...parts[0], ...parts[1] }));

/**
 * A service, or one each of two tenants; one to three tokens on profiles of their own; and the seed of the services' ids
 * and tokens.
 */
export const scene = fc.record({
  behaviour,
  twoTenants: fc.oneof(
    { weight: 3, arbitrary: fc.constant(false) },
    { weight: 1, arbitrary: fc.constant(true) },
  ),
  tokens: fc.array(fc.record({ kind: fc.constantFrom(...(Object.keys(kinds) as Kind[])), args: declared }), {
    minLength: 1,
    maxLength: 3,
  }),
  seed: fc.nat(),
});

export type Scene = typeof scene extends fc.Arbitrary<infer Value> ? Value : never;
