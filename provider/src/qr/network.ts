import { X509Certificate } from "node:crypto";
import { createSecureContext } from "node:tls";
import { boolean, integer, kindOf, oneOf, type Properties, type Rule, text } from "../rules";
import { hasPassword, passwordFault, ssid } from "../wifi";
import type { OptionRules, RulesOf } from "./faults";

const securityTypes = ["none", "wpa", "wep", "eap"] as const;
const eapMethods = ["PEAP", "TTLS", "TLS", "PWD", "SIM", "AKA", "AKA_PRIME"] as const;
type EapMethod = (typeof eapMethods)[number];

/**
 * The Wi-Fi network that a device joins during setup. `ssid`, `password`, `securityType` and `hidden` are properties of
 * Graph's
 * [androidDeviceOwnerEnrollmentProfile](https://learn.microsoft.com/graph/api/resources/intune-androidforwork-androiddeviceownerenrollmentprofile)
 * without the prefix `wifi`. The others are Android's extras `EXTRA_PROVISIONING_WIFI_…`.
 *
 * The QR code holds passwords and certificates in clear text, so use a network that is only for setting up devices.
 */
export interface WifiNetwork {
  /** The network's name, 1 to 32 bytes in UTF-8. */
  ssid: string;
  /**
   * `wpa`: 8 to 63 bytes in UTF-8, or a key of 64 hexadecimal digits. Android's own setup app treats every value as a
   * passphrase, so prefer a passphrase. `wep`: the key. `eap`: the password of `identity`. Leave it out for an open
   * network.
   */
  password?: string | undefined;
  /** Default: `eap` if there is an `eapMethod`, else `wpa` if there is a password, else `none`. */
  securityType?: (typeof securityTypes)[number] | undefined;
  /** True if the network does not announce its name. Default false. */
  hidden?: boolean | undefined;
  /** How the device signs in to a WPA-Enterprise network, for Android 10 and later. Required for `eap`. */
  eapMethod?: EapMethod | undefined;
  /**
   * How the device signs in inside the tunnel of `PEAP` (`MSCHAPV2`, `GTC`, …) or `TTLS` (`PAP`, `MSCHAP`, `MSCHAPV2`,
   * `GTC`).
   */
  phase2Auth?: "NONE" | "PAP" | "MSCHAP" | "MSCHAPV2" | "GTC" | "SIM" | "AKA" | "AKA_PRIME" | undefined;
  /** The identity that signs in. Required for `PEAP`, `TTLS`, `TLS` and `PWD`. */
  identity?: string | undefined;
  /** The identity that is sent in clear text, before the tunnel exists. */
  anonymousIdentity?: string | undefined;
  /** The domain that the name in the server's certificate must end in, for example `radius.contoso.com`. */
  domain?: string | undefined;
  /**
   * The certificate of the authority that issued the server's certificate: one X.509 certificate, as PEM or as base64
   * of DER.
   */
  caCertificate?: string | undefined;
  /**
   * The device's own certificate and its key: a PKCS#12 file without a password, in base64. Required for `TLS`. With an
   * RSA key it hardly fits into a QR code; an elliptic-curve key is much shorter.
   */
  userCertificate?: string | undefined;
  /** The host name or address of the network's proxy. */
  proxyHost?: string | undefined;
  /** The proxy's port, 1 to 65535. Required with `proxyHost`. */
  proxyPort?: number | undefined;
  /** The hosts that are reached without the proxy, separated by commas, for example `localhost,*.contoso.com`. */
  proxyBypass?: string | undefined;
  /** The address of a proxy auto-config file (PAC), in place of `proxyHost`. */
  pacUrl?: string | undefined;
}

/** The security type of a network, or its default; undefined if the given type does not exist. */
export function securityTypeOf({ securityType, eapMethod, password }: Properties): string | undefined {
  if (securityType !== undefined) return securityTypes.find((known) => known === securityType);
  if (eapMethod !== undefined) return "eap";
  return password === undefined ? "none" : "wpa";
}

/**
 * A certificate in the form that Android expects: one line of base64, without the header, footer and line breaks of a
 * PEM.
 */
export function certificateText(certificate: string): string {
  return bytesOf(certificate).toString("base64");
}

function bytesOf(certificate: string): Buffer {
  return Buffer.from(certificate.replaceAll(/-----[A-Z0-9 ]+-----/g, ""), "base64");
}

/** The methods inside each tunnel. Inside PEAP the device uses EAP again, and PAP and MSCHAP are not EAP methods. */
const phase2Methods: Readonly<Record<string, readonly string[]>> = {
  PEAP: ["NONE", "MSCHAPV2", "GTC", "SIM", "AKA", "AKA_PRIME"],
  TTLS: ["NONE", "PAP", "MSCHAP", "MSCHAPV2", "GTC"],
};
const methodsWithPassword: readonly unknown[] = ["PEAP", "TTLS", "PWD"];
const methodsWithIdentity: readonly unknown[] = [...methodsWithPassword, "TLS"];

const line: Rule = text({ least: 1, most: 255 });

const password: Rule = (value, network) => {
  const type = securityTypeOf(network);
  if (type !== "eap") return passwordFault(value, type, "wifi.securityType");
  const { eapMethod } = network;
  if (isEapMethod(eapMethod) && !methodsWithPassword.includes(eapMethod)) {
    return `has no effect with wifi.eapMethod "${eapMethod}"`;
  }
  return value === undefined
    ? `is missing: wifi.eapMethod "${String(eapMethod)}" needs it`
    : line(value, network);
};

const phase2Auth: Rule = (value, network) => {
  const { eapMethod } = network;
  const methods = isEapMethod(eapMethod)
    ? (phase2Methods[eapMethod] ?? [])
    : Object.values(phase2Methods).flat();
  if (methods.length === 0) return `has no effect with wifi.eapMethod "${String(eapMethod)}"`;
  return oneOf(...methods)(value, network);
};

/** Checked here, because the device would only say that it cannot join. */
const caCertificate: Rule = (value) => {
  const expected = "expected one X.509 certificate, as PEM or as base64 of DER";
  if (typeof value !== "string") return `is ${kindOf(value)}, ${expected}`;
  const count = value.match(/-----BEGIN /g)?.length ?? 1;
  if (count > 1) return `holds ${count} parts, ${expected}`;
  try {
    return new X509Certificate(bytesOf(value)).raw.length > 0 ? undefined : `cannot be read, ${expected}`;
  } catch {
    return `cannot be read, ${expected}`;
  }
};

const userCertificate: Rule = (value, { eapMethod }) => {
  const expected = "expected a PKCS#12 file without a password, in base64";
  if (value === undefined) return `is missing: wifi.eapMethod "TLS" needs it, ${expected}`;
  if (typeof value !== "string") return `is ${kindOf(value)}, ${expected}`;
  if (eapMethod === "PWD") return 'has no effect with wifi.eapMethod "PWD"';
  const pfx = bytesOf(value);
  if (pfx[0] !== 0x30) return `is not PKCS#12, ${expected}`;
  try {
    createSecureContext({ pfx, passphrase: "" });
    return undefined;
  } catch (error) {
    const { message } = error as Error;
    if (/mac verify/i.test(message)) return `has a password, but Android opens it without one, ${expected}`;
    // Android opens files whose encryption is too old for OpenSSL.
    return /unsupported/i.test(message) ? undefined : `cannot be read, ${expected}`;
  }
};

const host: Rule = (value) =>
  typeof value === "string" && /^[A-Za-z0-9](?:[A-Za-z0-9._-]*)$|^[0-9A-Fa-f:]+$/.test(value)
    ? undefined
    : `is ${typeof value === "string" ? "not a host name" : kindOf(value)}, expected one without a scheme or a port`;

const pacUrl: Rule = (value, { proxyHost }) => {
  if (proxyHost !== undefined) return "has no effect with wifi.proxyHost: leave one of them out";
  const isAddress = typeof value === "string" && /^https?:\/\//i.test(value) && URL.canParse(value);
  return isAddress
    ? undefined
    : `is ${typeof value === "string" ? "not a web address" : kindOf(value)}, expected an http or https address`;
};

const rules: RulesOf<WifiNetwork> = {
  ssid,
  securityType: oneOf(...securityTypes),
  password,
  hidden: boolean,
  eapMethod: onlyWithEap((value, network) =>
    value === undefined
      ? 'is missing: wifi.securityType "eap" needs it'
      : oneOf(...eapMethods)(value, network),
  ),
  phase2Auth: onlyWithEap(phase2Auth),
  identity: onlyWithEap((value, network) =>
    value === undefined
      ? `is missing: wifi.eapMethod "${String(network.eapMethod)}" needs it`
      : line(value, network),
  ),
  anonymousIdentity: onlyWithEap(line),
  domain: onlyWithEap(line),
  caCertificate: onlyWithEap(caCertificate),
  userCertificate: onlyWithEap(userCertificate),
  proxyHost: host,
  proxyPort: onlyWithProxy((value, network) =>
    value === undefined ? "is missing: wifi.proxyHost needs it" : integer(() => [1, 65_535])(value, network),
  ),
  proxyBypass: onlyWithProxy(text({ least: 1, most: 1024 })),
  pacUrl,
};

export const wifiRules: OptionRules = {
  rules,
  required: (network) => {
    const isEap = securityTypeOf(network) === "eap";
    const { eapMethod } = network;
    return [
      "ssid",
      ...(hasPassword(network.securityType) || (isEap && methodsWithPassword.includes(eapMethod))
        ? ["password"]
        : []),
      ...(isEap ? ["eapMethod"] : []),
      ...(isEap && methodsWithIdentity.includes(eapMethod) ? ["identity"] : []),
      ...(isEap && eapMethod === "TLS" ? ["userCertificate"] : []),
      ...(network.proxyHost === undefined ? [] : ["proxyPort"]),
    ];
  },
};

function isEapMethod(value: unknown): value is EapMethod {
  return eapMethods.some((method) => method === value);
}

/** An option that only WPA-Enterprise networks have. */
function onlyWithEap(rule: Rule): Rule {
  return (value, network) => {
    const type = securityTypeOf(network);
    return type === "eap" || type === undefined
      ? rule(value, network)
      : 'has no effect without wifi.securityType "eap"';
  };
}

function onlyWithProxy(rule: Rule): Rule {
  return (value, network) =>
    network.proxyHost === undefined ? "has no effect without wifi.proxyHost" : rule(value, network);
}
