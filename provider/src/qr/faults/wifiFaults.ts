import { holdsControlCharacter } from "../../rules";
import { hasPassword, isWpaKey, longestSsidInBytes } from "../../wifi";
import { booleanFaults } from "./booleanFaults";
import type { WifiNetwork } from "../QrContentOptions";

const securityTypes: readonly unknown[] = ["none", "wpa", "wep"];

/** One sentence for each property of `wifi` that cannot be used. Never repeats the password. */
export function wifiFaults(wifi: WifiNetwork): string[] {
  return [
    ...ssidFaults(wifi.ssid),
    ...securityTypeFaults(wifi.securityType),
    ...passwordFaults(wifi),
    ...booleanFaults("wifi.hidden", wifi.hidden),
  ];
}

function ssidFaults(ssid: unknown): string[] {
  if (typeof ssid !== "string" || ssid === "") return ["wifi.ssid must be the name of the network."];
  const bytes = Buffer.byteLength(ssid, "utf8");
  return [
    ...(bytes > longestSsidInBytes
      ? [`wifi.ssid has ${bytes} bytes in UTF-8; a network's name has at most ${longestSsidInBytes}.`]
      : []),
    ...controlCharacterFaults("wifi.ssid", ssid),
  ];
}

function securityTypeFaults(securityType: unknown): string[] {
  if (securityType === undefined || securityTypes.includes(securityType)) return [];
  return ['wifi.securityType must be "none", "wpa" or "wep".'];
}

function passwordFaults({ password, securityType, hidden }: WifiNetwork): string[] {
  if (password === undefined) {
    if (hasPassword(securityType)) {
      return [`wifi.password is missing: wifi.securityType "${securityType}" needs it.`];
    }
    return hidden === true ? ["wifi.password is missing: a hidden network needs it."] : [];
  }
  if (typeof password !== "string") return ["wifi.password must be text."];
  if (password === "") return ["wifi.password is empty; leave it out for an open network."];
  if (securityType === "none") {
    return ['wifi.password has no use with wifi.securityType "none"; leave one of them out.'];
  }
  return [
    ...(securityType === "wep" ? [] : wpaLengthFaults(password)),
    ...controlCharacterFaults("wifi.password", password),
  ];
}

function wpaLengthFaults(password: string): string[] {
  if (isWpaKey(password)) return [];
  return ["wifi.password must have 8 to 63 characters, or be a key of 64 hexadecimal digits."];
}

function controlCharacterFaults(option: string, value: string): string[] {
  return holdsControlCharacter(value)
    ? [`${option} holds a control character, such as the line break that ends a file.`]
    : [];
}
