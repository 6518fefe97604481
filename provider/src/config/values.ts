import type { EnvironmentName } from "./environments";

/** What is wrong with a value, in words that follow the setting's name. */
export interface Fault {
  readonly fault: string;
  /** The same for where any value may be a secret, if the other words repeat it. */
  readonly withoutValue?: string;
}

export function isFault(value: unknown): value is Fault {
  return typeof value === "object" && value !== null && "fault" in value;
}

/** Any text. Never echoed, because most of it is secret. */
export function text(value: string): string {
  return value;
}

/** An access token as RFC 6750 §2.1 spells it. Never echoed. */
export function accessToken(value: string): string | Fault {
  if (/^[\w.~+/-]+=*$/.test(value)) return value;
  return { fault: "is not an access token: expected one word of letters, digits and - . _ ~ + / =" };
}

export function boolean(value: string): boolean | Fault {
  const truth = { true: true, "1": true, false: false, "0": false }[value.toLowerCase()];
  return truth ?? unexpected(value, "true or false");
}

/** A positive number of seconds; fractions are allowed. */
export function seconds(value: string): number | Fault {
  const number = Number(value);
  if (Number.isFinite(number) && number > 0 && number <= 86_400) return number;
  return unexpected(value, "a number of seconds above 0 and at most 86400");
}

export function oneOf<const Allowed extends string>(
  ...allowed: Allowed[]
): (value: string) => Allowed | Fault {
  return (value) =>
    allowed.find((candidate) => candidate === value) ?? unexpected(value, allowed.join(" or "));
}

/** Other tools' names for the clouds, so that a shared `ARM_ENVIRONMENT` or `AZURE_ENVIRONMENT` is understood. */
const environmentNames: Readonly<Record<string, EnvironmentName>> = {
  public: "public",
  global: "public",
  azurecloud: "public",
  azurepubliccloud: "public",
  usgovernment: "usgovernment",
  usgovernmentl4: "usgovernment",
  azureusgovernment: "usgovernment",
  azureusgovernmentcloud: "usgovernment",
  dod: "dod",
  usgovernmentl5: "dod",
  china: "china",
  azurechinacloud: "china",
};

export function environmentName(value: string): EnvironmentName | Fault {
  return environmentNames[value.toLowerCase()] ?? unexpected(value, "public, usgovernment, dod or china");
}

/** An absolute `https:` address without anything that could carry a secret or change its meaning. */
export function url(value: string): string | Fault {
  return addressOf(value, "https:");
}

function addressOf(value: string, protocol: "https:" | "http:"): string | Fault {
  const parsed = URL.canParse(value) ? new URL(value) : undefined;
  if (parsed === undefined) return { fault: "is not an absolute URL" };
  if (parsed.username !== "" || parsed.password !== "")
    return { fault: "must not hold a user name or password" };
  if (parsed.search !== "" || parsed.hash !== "") return { fault: "must not have a query or a fragment" };
  if (parsed.protocol !== protocol) return { fault: `must be ${protocol}, not ${parsed.protocol}` };
  return withoutTrailingSlash(parsed);
}

/**
 * Graph's root. `http:` is taken for a loopback address only, where the access token does not leave the machine.
 */
export function graphRoot(value: string): string | Fault {
  const parsed = URL.canParse(value) ? new URL(value) : undefined;
  if (parsed?.protocol === "http:" && !isLoopback(parsed.hostname)) {
    return {
      fault: "must be https:, or http: to a loopback address: it would send the access token in the clear",
    };
  }
  if (parsed && /\/(v\d+(\.\d+)?|beta)\/?$/i.test(parsed.pathname)) {
    return { fault: "must be Graph's root without the version; pin the version with intune:apiVersion" };
  }
  return addressOf(value, parsed?.protocol === "http:" ? "http:" : "https:");
}

/** An address that an access token is sent to and that may have a query. Never echoed. `http:` to a loopback address only. */
export function requestUrl(value: string): string | Fault {
  const parsed = URL.canParse(value) ? new URL(value) : undefined;
  if (parsed === undefined) return { fault: "is not an absolute URL" };
  if (parsed.protocol === "https:" || (parsed.protocol === "http:" && isLoopback(parsed.hostname)))
    return value;
  return {
    fault: "must be https:, or http: to a loopback address: it would send an access token in the clear",
  };
}

function isLoopback(hostname: string): boolean {
  return hostname === "localhost" || hostname === "[::1]" || /^127(\.\d{1,3}){3}$/.test(hostname);
}

function withoutTrailingSlash(parsed: URL): string {
  return parsed.href.replace(/\/+$/, "");
}

function unexpected(value: string, expected: string): Fault {
  return {
    fault: `is ${quote(value)}, expected ${expected}`,
    withoutValue: `is another text, expected ${expected}`,
  };
}

function quote(value: string): string {
  return JSON.stringify(value.length > 40 ? `${value.slice(0, 40)}…` : value);
}
