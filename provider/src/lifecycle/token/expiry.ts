import type { TokenOrigin } from "./state";

/** When a token was issued, and when it expires; ISO 8601. */
interface Lifetime {
  readonly issued: string;
  readonly expiration: string;
  /** `tokenOrigin`. States of earlier releases do not have it. */
  readonly origin?: TokenOrigin | undefined;
}

/**
 * When a token is due to be issued anew: `renewBeforeInSeconds` before it expires. If the resource issued the token and
 * Graph gave it a shorter life than that, it is due when it expires. Otherwise every `up` would issue another one.
 */
export function rotationDue({ issued, expiration, origin }: Lifetime, renewBeforeInSeconds: number): Date {
  const expires = Date.parse(expiration);
  const due = expires - renewBeforeInSeconds * 1000;
  const isShort = origin !== "followed" && origin !== "adopted" && due <= Date.parse(issued);
  return new Date(isShort ? expires : due);
}

/** Whether a token is valid for more than `renewBeforeInSeconds` from now. */
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

/** Says why a token is due. Undefined if it is not due yet. */
export function expiryReason(
  lifetime: Lifetime,
  renewBeforeInSeconds: unknown,
  now: Date,
): string | undefined {
  if (isPast(lifetime.expiration, now)) return `it expired on ${lifetime.expiration}`;
  // In a preview it may be unknown, and then it is not a number.
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
