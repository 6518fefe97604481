import type { Profile, ProfileToken } from "./profile";

const minuteInMilliseconds = 60_000;
const dayInMilliseconds = 24 * 60 * minuteInMilliseconds;
/** How long Graph may take to create a profile, and how much its servers' clocks may differ. */
const toleranceInMilliseconds = minuteInMilliseconds;

/**
 * The end of the token that Graph issues as soon as it creates a profile. It is 24 hours ahead, on a whole minute.
 * {@link isFirstToken} recognises the token by that: a token of createToken ends on a whole minute only by chance.
 *
 * @param now by Graph's clock, if that is known
 * @param days more than one if Graph refuses such a short life
 */
export function firstTokenExpiration(now: Date, days = 1): string {
  const minutes = Math.ceil((now.getTime() + days * dayInMilliseconds) / minuteInMilliseconds);
  return new Date(minutes * minuteInMilliseconds).toISOString().replace(".000Z", "Z");
}

/**
 * Whether the token is the one that Graph issued when this provider created the profile. Such a token belongs to
 * nobody. The process that created the profile knows the token's end. Another process goes by the dates of the profile,
 * which androidForWork profiles do not tell: the token was created with the profile, and ends a day later on a whole
 * minute.
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
