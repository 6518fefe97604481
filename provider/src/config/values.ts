import { tenantId as tenantIdRule } from "../rules";
import { type CloudName, clouds } from "./clouds";

/** What is wrong with a value, in words that follow the setting's name. */
export interface Fault {
  readonly fault: string;
  /** The same for where any value may be a secret, if the other words repeat it. */
  readonly withoutValue?: string;
}

export function isFault(value: unknown): value is Fault {
  return typeof value === "object" && value !== null && "fault" in value;
}

/** A type of setting: how its text is read, and what the documentation says of it. */
export interface ValueType<Value> {
  /** What the documentation calls it. */
  readonly name: string;
  /** What is read, in Markdown. */
  readonly meaning: string;
  readonly parse: (text: string) => Value | Fault;
}

/** Any text. Never echoed, because most of it is secret. */
export const text: ValueType<string> = {
  name: "text",
  meaning:
    "Anything but white space, and no placeholder that a pipeline has left as it is: `$(name)`, `${NAME}`, `%NAME%`, `<name>`.",
  parse: (value) => unreplaced(value) ?? value,
};

/** A password may look like anything, a placeholder among them. */
export const password: ValueType<string> = {
  name: "password",
  meaning: "Anything but white space.",
  parse: (value) => value,
};

export const path: ValueType<string> = {
  name: "path",
  meaning: "The path of a file, best an absolute one.",
  parse: text.parse,
};

export const tenant: ValueType<string> = {
  name: "tenant",
  meaning: "A tenant's id or domain name: letters, digits, `.` and `-`.",
  parse: (value) => {
    const fault = tenantIdRule(value, {});
    return unreplaced(value) ?? (fault === undefined ? value : { fault });
  },
};

/** An access token as RFC 6750 §2.1 spells it. Never echoed. */
export const accessToken: ValueType<string> = {
  name: "access token",
  meaning: "One word of letters, digits and `- . _ ~ + / =`.",
  parse: (value) => {
    if (/^[\w.~+/-]+=*$/.test(value)) return value;
    return (
      unreplaced(value) ?? {
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

/** @param name what the documentation calls the type */
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

/** An absolute `https:` address without anything that could carry a secret or change its meaning. */
export const url: ValueType<string> = {
  name: "URL",
  meaning: "An absolute `https:` address without user name, query or fragment.",
  parse: (value) => addressOf(value, "https:"),
};

/** Graph's root. `http:` to a loopback address only, where the access token does not leave the machine. */
export const graphRoot: ValueType<string> = {
  name: "Graph root",
  meaning: "A URL without Graph's version at its end; `http:` to a loopback address is taken too.",
  parse: (value) => {
    const parsed = parsedUrl(value);
    if (parsed?.protocol === "http:" && !isLoopback(parsed.hostname)) {
      return {
        fault: "must be https:, or http: to a loopback address: it would send the access token in the clear",
      };
    }
    if (parsed && /\/(v\d+(\.\d+)?|beta)\/?$/i.test(parsed.pathname)) {
      return { fault: "must be Graph's root without the version; pin the version with intune:apiVersion" };
    }
    return addressOf(value, parsed?.protocol === "http:" ? "http:" : "https:");
  },
};

/** An address that a secret is sent to and that may have a query. Never echoed. */
export const requestUrl: ValueType<string> = {
  name: "request URL",
  meaning:
    "An absolute `https:` address, which may have a query; `http:` to a loopback address is taken too.",
  parse: (value) => {
    const parsed = parsedUrl(value);
    if (parsed === undefined) return unreplaced(value) ?? { fault: "is not an absolute URL" };
    if (parsed.protocol === "https:" || (parsed.protocol === "http:" && isLoopback(parsed.hostname)))
      return value;
    return {
      fault: "must be https:, or http: to a loopback address: it would send a secret in the clear",
    };
  },
};

/**
 * The form of a placeholder that a pipeline or a shell should have replaced, such as `$(NAME)`; undefined if the text
 * is none.
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

/** @returns a fault if the text is a placeholder. It is not repeated: what looks like one may be a secret. */
export function unreplaced(value: string): Fault | undefined {
  const form = placeholderForm(value);
  if (form === undefined) return undefined;
  return {
    fault:
      `holds a placeholder like ${form} instead of a value: the pipeline or shell has not replaced it, mostly because ` +
      "no variable of that name is set there",
  };
}

function addressOf(value: string, protocol: "https:" | "http:"): string | Fault {
  const parsed = parsedUrl(value);
  if (parsed === undefined) return unreplaced(value) ?? { fault: "is not an absolute URL" };
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
    unreplaced(value) ?? {
      fault: `is ${quote(value)}, expected ${expected}`,
      withoutValue: `is another text, expected ${expected}`,
    }
  );
}

function quote(value: string): string {
  return JSON.stringify(value.length > 40 ? `${value.slice(0, 40)}…` : value);
}
