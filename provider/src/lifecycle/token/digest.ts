import { randomBytes, scrypt, timingSafeEqual } from "node:crypto";
import { promisify } from "node:util";

const derive = promisify<string, Buffer, number, Buffer>(scrypt);
const lengthInBytes = 24;

/**
 * State keeps a digest in place of a token, to recognise the token without revealing it. It is salted and slow (scrypt,
 * RFC 7914): a token may have only eight letters, and all of those could be tried against a fast digest.
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
