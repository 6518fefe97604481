import type { TokenOrigin } from "./state";

/** From when until when a token can be used; ISO 8601. */
interface Lifetime {
  readonly issued: string;
  readonly expiration: string;
  /** `tokenOrigin`; absent as in states of earlier releases. */
  readonly origin?: TokenOrigin | undefined;
}

/**
 * The moment from which a token is to be issued anew: `renewBeforeInSeconds` before it expires. Where Graph gave a
 * token that the resource issued a shorter life than that, the expiry itself: otherwise every `up` would issue another
 * one.
 */
export function rotationDue({ issued, expiration, origin }: Lifetime, renewBeforeInSeconds: number): Date {
  const expires = Date.parse(expiration);
  const due = expires - renewBeforeInSeconds * 1000;
  const isShort = origin !== "followed" && origin !== "adopted" && due <= Date.parse(issued);
  return new Date(isShort ? expires : due);
}

/** Whether more than `renewBeforeInSeconds` of a token's life is left. */
export function outlasts(
  { tokenExpirationDateTime }: { readonly tokenExpirationDateTime: string },
  { renewBeforeInSeconds }: { readonly renewBeforeInSeconds: number },
  now: Date,
): boolean {
  return Date.parse(tokenExpirationDateTime) - now.getTime() > renewBeforeInSeconds * 1000;
}

export function isPast(dateTime: string, now: Date): boolean {
  return Date.parse(dateTime) <= now.getTime();
}

/** Why a token has to be issued anew by now, in words; undefined while it need not be. */
export function expiryReason(
  lifetime: Lifetime,
  renewBeforeInSeconds: unknown,
  now: Date,
): string | undefined {
  if (isPast(lifetime.expiration, now)) return `it expired on ${lifetime.expiration}`;
  // Not a number while a preview does not know it.
  if (typeof renewBeforeInSeconds !== "number") return undefined;
  if (rotationDue(lifetime, renewBeforeInSeconds) > now) return undefined;
  const left = duration(Date.parse(lifetime.expiration) - now.getTime());
  return `it expires in ${left}, inside renewBeforeInSeconds ${renewBeforeInSeconds}`;
}

const units = [
  ["day", 86_400_000],
  ["hour", 3_600_000],
  ["minute", 60_000],
  ["second", 1000],
] as const;

/** For people: the largest unit that is at least one, rounded down. */
function duration(milliseconds: number): string {
  const [unit, length] = units.find(([, size]) => milliseconds >= size) ?? units[3];
  const count = Math.floor(milliseconds / length);
  return `${count} ${unit}${count === 1 ? "" : "s"}`;
}
