import { boolean, holdsControlCharacter, kindOf, oneOf, type Properties, type Rule } from "../../rules";
import { hasPassword, isWpaKey, longestSsidInBytes } from "../../wifi";
import { ofAosp } from "./kinds";

/** True where the network's security is one that has a password. */
export function needsPassword({ wifiSecurityType }: Properties): boolean {
  return hasPassword(wifiSecurityType);
}

const wifiSsid: Rule = (value) => {
  if (typeof value !== "string") return `is ${kindOf(value)}, expected the name of a network`;
  if (value === "") return "is empty, expected the name of a network";
  const bytes = Buffer.byteLength(value, "utf8");
  if (bytes > longestSsidInBytes) {
    return `has ${bytes} bytes in UTF-8, expected at most ${longestSsidInBytes}`;
  }
  return holdsControlCharacter(value) ? "holds a control character" : undefined;
};

const wifiPassword: Rule = (value, inputs) => {
  const { wifiSecurityType: security } = inputs;
  if (value === undefined) return `is missing: wifiSecurityType "${String(security)}" needs it`;
  if (typeof value !== "string") return `is ${kindOf(value)}, expected a text`;
  if (value === "") return "is empty; leave it out for an open network";
  if (security === undefined || security === "none") {
    return 'has no use without wifiSecurityType "wpa" or "wep"';
  }
  if (holdsControlCharacter(value)) {
    return "holds a control character, such as the line break that ends a file";
  }
  return security === "wpa" && !isWpaKey(value)
    ? "must have 8 to 63 characters, or be a key of 64 hexadecimal digits"
    : undefined;
};

/** The other settings say how to join the network that wifiSsid names. */
function ofNetwork(rule: Rule): Rule {
  return ofAosp((value, inputs) => {
    const fault = rule(value, inputs);
    return fault ?? (inputs.wifiSsid === undefined ? "has no use without wifiSsid" : undefined);
  });
}

export const wifiRules: Readonly<Record<string, Rule>> = {
  wifiSsid: ofAosp(wifiSsid),
  wifiPassword: ofNetwork(wifiPassword),
  wifiSecurityType: ofNetwork(oneOf("none", "wpa", "wep")),
  wifiHidden: ofNetwork(boolean),
};
