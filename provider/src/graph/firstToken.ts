import type { Profile, ProfileToken } from "./profile";

const minuteInMilliseconds = 60_000;
const dayInMilliseconds = 24 * 60 * minuteInMilliseconds;
/** How long Graph may take to create a profile, and what its machines' clocks may differ by. */
const toleranceInMilliseconds = minuteInMilliseconds;

/**
 * The tokenExpirationDateTime to create a profile with, for the token that Graph issues at once. It lies 24 hours ahead,
 * and on a whole minute, which {@link isFirstToken} knows it by: a token of createToken ends on one by chance only.
 *
 * @param now by Graph's clock where that is known
 * @param days more than one where Graph refuses so short a life
 */
export function firstTokenExpiration(now: Date, days = 1): string {
  const minutes = Math.ceil((now.getTime() + days * dayInMilliseconds) / minuteInMilliseconds);
  return new Date(minutes * minuteInMilliseconds).toISOString().replace(".000Z", "Z");
}

/**
 * Whether the token is the one that Graph issued when this provider created the profile. Such a token is nobody's: neither
 * the answer to a createToken nor somebody else's. The process that created the profile knows its end; any other tells by
 * the profile's own dates, which androidForWork profiles do not tell: it began with the profile, and ends a day later
 * on a whole minute.
 */
export function isFirstToken({
  createdDateTime,
  firstTokenExpirationDateTime,
  token,
}: Partial<Pick<Profile, "createdDateTime" | "firstTokenExpirationDateTime">> & {
  readonly token?: Pick<ProfileToken, "tokenCreationDateTime" | "tokenExpirationDateTime">;
}): boolean {
  if (token !== undefined && token.tokenExpirationDateTime === firstTokenExpirationDateTime) return true;
  if (createdDateTime === undefined || token?.tokenCreationDateTime === undefined) return false;
  const created = Date.parse(createdDateTime);
  const end = Date.parse(token.tokenExpirationDateTime);
  const isNear = (one: number, other: number) => Math.abs(one - other) <= toleranceInMilliseconds;
  return (
    isNear(Date.parse(token.tokenCreationDateTime), created) &&
    end % minuteInMilliseconds === 0 &&
    isNear(end, created + dayInMilliseconds + minuteInMilliseconds / 2)
  );
}
