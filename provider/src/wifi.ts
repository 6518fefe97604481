import { holdsControlCharacter, kindOf, type Rule } from "./rules";

/** The rules for every Wi-Fi network, in a profile or in a QR code. Source: IEEE 802.11. */

/** The longest name of a network, in bytes of UTF-8. */
const longestSsidInBytes = 32;

/** A network's name. */
export const ssid: Rule = (value) => {
  if (typeof value !== "string") return `is ${kindOf(value)}, expected the name of a network`;
  if (value === "") return "is empty, expected the name of a network";
  const bytes = Buffer.byteLength(value, "utf8");
  if (bytes > longestSsidInBytes)
    return `has ${bytes} bytes in UTF-8, expected at most ${longestSsidInBytes}`;
  return controlCharacterFault(value);
};

/** True if networks with this security type have a password that all devices share. */
export function hasPassword(securityType: unknown): securityType is "wpa" | "wep" {
  return securityType === "wpa" || securityType === "wep";
}

/**
 * What is wrong with a network's password, in words that follow the argument's name. Never repeats the password.
 *
 * @param securityType the network's security type; undefined if it is not known, or is itself faulty
 * @param typeName the name of the argument or option that holds the security type
 */
export function passwordFault(value: unknown, securityType: unknown, typeName: string): string | undefined {
  if (value === undefined) return `is missing: ${typeName} ${JSON.stringify(securityType)} needs it`;
  if (typeof value !== "string") return `is ${kindOf(value)}, expected a text`;
  if (value === "") return "is empty; leave it out for an open network";
  if (securityType === "none") return `has no effect without ${typeName} "wpa" or "wep"`;
  if (securityType === "wpa" && !isWpaKey(value)) {
    return "must have 8 to 63 characters, counted in bytes of UTF-8, or be a key of 64 hexadecimal digits";
  }
  return controlCharacterFault(value);
}

/**
 * True for a passphrase, or for the 256-bit key itself in hexadecimal. Android counts a passphrase in bytes of UTF-8.
 */
function isWpaKey(value: string): boolean {
  const bytes = Buffer.byteLength(value, "utf8");
  return (bytes >= 8 && bytes <= 63) || /^[0-9A-Fa-f]{64}$/.test(value);
}

function controlCharacterFault(value: string): string | undefined {
  return holdsControlCharacter(value)
    ? "holds a control character, such as the line break that ends a file"
    : undefined;
}
