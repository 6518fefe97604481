import { randomBytes, scrypt, timingSafeEqual } from "node:crypto";
import { promisify } from "node:util";

const derive = promisify<string, Buffer, number, Buffer>(scrypt);
const lengthInBytes = 24;

/**
 * Stands for a token in state without revealing it. Salted and slow (scrypt, RFC 7914), because a token may be
 * as short as eight letters, and a fast digest of that could be searched.
 */
export async function digestOf(tokenValue: string): Promise<string> {
  const salt = randomBytes(12);
  const key = await derive(tokenValue, salt, lengthInBytes);
  return `scrypt:${salt.toString("base64url")}:${key.toString("base64url")}`;
}

export async function matchesDigest(tokenValue: string, digest: string): Promise<boolean> {
  const [scheme, salt, key] = digest.split(":");
  if (scheme !== "scrypt" || salt === undefined || key === undefined) return false;
  const expected = Buffer.from(key, "base64url");
  if (expected.length !== lengthInBytes) return false;
  return timingSafeEqual(await derive(tokenValue, Buffer.from(salt, "base64url"), lengthInBytes), expected);
}
