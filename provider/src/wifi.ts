/** What holds for any Wi-Fi network, whether a profile or a QR code names it. IEEE 802.11. */

/** The longest name of a network, in bytes of UTF-8. */
export const longestSsidInBytes = 32;

/** Whether it can be a WPA key: a passphrase of 8 to 63 characters, or the 256-bit key itself in hexadecimal. */
export function isWpaKey(value: string): boolean {
  const length = Buffer.byteLength(value, "utf8");
  return (length >= 8 && length <= 63) || /^[0-9A-Fa-f]{64}$/.test(value);
}

/** Whether the network's security is one that has a password. */
export function hasPassword(securityType: unknown): securityType is "wpa" | "wep" {
  return securityType === "wpa" || securityType === "wep";
}
