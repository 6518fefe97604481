import { tenantId as tenantIdRule } from "../rules";
import { type CloudName, clouds } from "./clouds";

/** What is wrong with a value, in words that follow the setting's name. */
export interface Fault {
  readonly fault: string;
  /** The same without the value, if `fault` quotes it. Used if any value may be a secret. */
  readonly withoutValue?: string;
}

export function isFault(value: unknown): value is Fault {
  return typeof value === "object" && value !== null && "fault" in value;
}

/** A type of setting: how its text is parsed, and what the documentation says about it. */
export interface ValueType<Value> {
  /** The type's name in the documentation. */
  readonly name: string;
  /** The accepted values, in Markdown. */
  readonly meaning: string;
  readonly parse: (text: string) => Value | Fault;
}

/** Any text. No message quotes it, because most texts are secret. */
export const text: ValueType<string> = {
  name: "text",
  meaning:
    "Anything but white space, and no placeholder that a pipeline has not replaced: `$(name)`, `${NAME}`, `%NAME%`, `<name>`.",
  parse: (value) => placeholderFault(value) ?? value,
};

/** A password may look like anything, even like a placeholder. */
export const password: ValueType<string> = {
  name: "password",
  meaning: "Anything but white space.",
  parse: (value) => value,
};

export const path: ValueType<string> = {
  name: "path",
  meaning: "The path of a file, preferably an absolute one.",
  parse: text.parse,
};

export const tenant: ValueType<string> = {
  name: "tenant",
  meaning: "A tenant's id or domain name: letters, digits, `.` and `-`.",
  parse: (value) => {
    const fault = tenantIdRule(value, {});
    return placeholderFault(value) ?? (fault === undefined ? value : { fault });
  },
};

/** An access token in the syntax of RFC 6750 §2.1. No message quotes it. */
export const accessToken: ValueType<string> = {
  name: "access token",
  meaning: "One word of letters, digits and `- . _ ~ + / =`.",
  parse: (value) => {
    if (/^[\w.~+/-]+=*$/.test(value)) return value;
    return (
      placeholderFault(value) ?? {
        fault: "is not an access token: expected one word of letters, digits and - . _ ~ + / =",
      }
    );
  },
};

export const boolean: ValueType<boolean> = {
  name: "boolean",
  meaning: "`true` or `1`, `false` or `0`, in any case.",
  parse: (value) => {
    const truth = { true: true, "1": true, false: false, "0": false }[value.toLowerCase()];
    return truth ?? unexpected(value, "true or false");
  },
};

export const seconds: ValueType<number> = {
  name: "seconds",
  meaning: "A number above 0 and at most 86400; fractions are allowed.",
  parse: (value) => {
    const number = Number(value);
    if (Number.isFinite(number) && number > 0 && number <= 86_400) return number;
    return unexpected(value, "a number of seconds above 0 and at most 86400");
  },
};

/** @param name the type's name in the documentation */
export function oneOf<const Allowed extends string>(
  name: string,
  allowed: readonly Allowed[],
): ValueType<Allowed> {
  return {
    name,
    meaning: `One of ${allowed.map((candidate) => `\`${candidate}\``).join(", ")}.`,
    parse: (value) =>
      allowed.find((candidate) => candidate === value) ?? unexpected(value, allowed.join(" or ")),
  };
}

export const cloud: ValueType<CloudName> = {
  name: "cloud",
  meaning: `In any case: ${Object.entries(clouds)
    .map(
      ([name, { alsoCalled }]) => `\`${name}\` (or ${alsoCalled.map((other) => `\`${other}\``).join(", ")})`,
    )
    .join("; ")}.`,
  parse: (value) => {
    const wanted = value.toLowerCase();
    const names = Object.keys(clouds) as CloudName[];
    return (
      names.find((name) => name === wanted || clouds[name].alsoCalled.includes(wanted)) ??
      unexpected(value, "public, usgovernment, dod or china")
    );
  },
};

/** An absolute `https:` address without user name, password, query or fragment, because these can hold secrets. */
export const url: ValueType<string> = {
  name: "URL",
  meaning: "An absolute `https:` address without user name, query or fragment.",
  parse: (value) => addressOf(value, "https:"),
};

/**
 * Graph's root. `http:` is allowed for a loopback address only, because the access token then stays on this machine.
 */
export const graphRoot: ValueType<string> = {
  name: "Graph root",
  meaning: "A URL without Graph's version at its end; `http:` is allowed for a loopback address.",
  parse: (value) => {
    const parsed = parsedUrl(value);
    if (parsed?.protocol === "http:" && !isLoopback(parsed.hostname)) {
      return {
        fault:
          "must be https:, or http: to a loopback address: otherwise the access token would be sent in clear text",
      };
    }
    if (parsed && /\/(v\d+(\.\d+)?|beta)\/?$/i.test(parsed.pathname)) {
      return { fault: "must be Graph's root without the version; pin the version with intune:apiVersion" };
    }
    return addressOf(value, parsed?.protocol === "http:" ? "http:" : "https:");
  },
};

/** An address that receives a secret and may have a query. No message quotes it. */
export const requestUrl: ValueType<string> = {
  name: "request URL",
  meaning: "An absolute `https:` address, which may have a query; `http:` is allowed for a loopback address.",
  parse: (value) => {
    const parsed = parsedUrl(value);
    if (parsed === undefined) return placeholderFault(value) ?? { fault: "is not an absolute URL" };
    if (parsed.protocol === "https:" || (parsed.protocol === "http:" && isLoopback(parsed.hostname)))
      return value;
    return {
      fault: "must be https:, or http: to a loopback address: otherwise a secret would be sent in clear text",
    };
  },
};

/**
 * The form of a placeholder that a pipeline or a shell should have replaced, such as `$(NAME)`; undefined if the text
 * is not a placeholder.
 */
export function placeholderForm(value: string): string | undefined {
  const forms: readonly [RegExp, string][] = [
    [/^\$\([\w.\- ]+\)$/, "$(NAME)"],
    [/^\$\{+[\w.\- ]+\}+$/, "${NAME}"],
    [/^\$\{\{.*\}\}$/s, "${{ NAME }}"],
    [/^\{\{.*\}\}$/s, "{{ NAME }}"],
    [/^%[\w.\- ]+%$/, "%NAME%"],
    [/^<[^<>]+>$/, "<NAME>"],
    [/^\$[A-Z_][A-Z0-9_]*$/, "$NAME"],
  ];
  return forms.find(([pattern]) => pattern.test(value))?.[1];
}

/** @returns a fault if the text is a placeholder. The fault does not quote the text, which may still be a secret. */
export function placeholderFault(value: string): Fault | undefined {
  const form = placeholderForm(value);
  if (form === undefined) return undefined;
  return {
    fault:
      `holds a placeholder like ${form} instead of a value: the pipeline or shell has not replaced it, usually because ` +
      "no variable of that name is set there",
  };
}

function addressOf(value: string, protocol: "https:" | "http:"): string | Fault {
  const parsed = parsedUrl(value);
  if (parsed === undefined) return placeholderFault(value) ?? { fault: "is not an absolute URL" };
  if (parsed.username !== "" || parsed.password !== "")
    return { fault: "must not hold a user name or password" };
  if (parsed.search !== "" || parsed.hash !== "") return { fault: "must not have a query or a fragment" };
  if (parsed.protocol !== protocol) return { fault: `must be ${protocol}, not ${parsed.protocol}` };
  return parsed.href.replace(/\/+$/, "");
}

function parsedUrl(value: string): URL | undefined {
  return URL.canParse(value) ? new URL(value) : undefined;
}

function isLoopback(hostname: string): boolean {
  return hostname === "localhost" || hostname === "[::1]" || /^127(\.\d{1,3}){3}$/.test(hostname);
}

function unexpected(value: string, expected: string): Fault {
  return (
    placeholderFault(value) ?? {
      fault: `is ${quote(value)}, expected ${expected}`,
      withoutValue: `is an unknown value, expected ${expected}`,
    }
  );
}

function quote(value: string): string {
  return JSON.stringify(value.length > 40 ? `${value.slice(0, 40)}…` : value);
}
