import type { ProfileToken } from "./profile";

const minuteInMilliseconds = 60_000;
const lifeInMilliseconds = 24 * 60 * minuteInMilliseconds;
/** How long Graph may take to create a profile, and what its machines' clocks may differ by. */
const toleranceInMilliseconds = minuteInMilliseconds;

/**
 * The tokenExpirationDateTime to create a profile with, for the token that Graph issues at once. It lies 24 hours ahead,
 * and on a whole minute, which {@link isFirstToken} knows it by: a token of createToken ends on one by chance only.
 *
 * @param now by Graph's clock where that is known
 */
export function firstTokenExpiration(now: Date): string {
  const minutes = Math.ceil((now.getTime() + lifeInMilliseconds) / minuteInMilliseconds);
  return new Date(minutes * minuteInMilliseconds).toISOString().replace(".000Z", "Z");
}

/**
 * Whether the token is the one that Graph issued when this provider created the profile, told from the profile's own
 * dates: it began with the profile, and ends a day later on a whole minute. Such a token is nobody's: neither the answer
 * to a createToken nor somebody else's. Always false for androidForWork profiles, which do not tell when a token began.
 */
export function isFirstToken({
  createdDateTime,
  token,
}: {
  readonly createdDateTime?: string;
  readonly token?: Pick<ProfileToken, "tokenCreationDateTime" | "tokenExpirationDateTime">;
}): boolean {
  if (createdDateTime === undefined || token?.tokenCreationDateTime === undefined) return false;
  const created = Date.parse(createdDateTime);
  const end = Date.parse(token.tokenExpirationDateTime);
  const isNear = (one: number, other: number) => Math.abs(one - other) <= toleranceInMilliseconds;
  return (
    isNear(Date.parse(token.tokenCreationDateTime), created) &&
    end % minuteInMilliseconds === 0 &&
    isNear(end, created + lifeInMilliseconds + minuteInMilliseconds / 2)
  );
}
