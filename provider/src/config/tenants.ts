import { type Given, givenAs, parseAll, type Reading } from "./parse";
import { signInParsers } from "./signInSettings";
import type { Fault } from "./values";

/** Who signs in to one tenant, in place of everything the rest of the configuration says about signing in. */
export interface TenantSignIn extends Omit<Reading<typeof signInParsers>, "faults"> {
  /** What stands before each of its settings' names, for example `intune:tenants["contoso.example"]`. */
  readonly place: string;
}

/**
 * Reads `intune:tenants`: a JSON object from tenant id to the sign-in settings for that tenant, for example
 * `{"<tenant id>": {"clientId": "…", "clientSecret": "…"}}`. Values are secret and never echoed.
 */
export function tenants(value: string): ReadonlyMap<string, TenantSignIn> | Fault {
  const entries = jsonObject(value);
  if (entries === undefined) return { fault: "is not a JSON object from tenant id to settings" };
  const faults: string[] = [];
  const read = new Map<string, TenantSignIn>();
  for (const [tenantId, entry] of Object.entries(entries)) {
    const place = `intune:tenants["${tenantId}"]`;
    const at = (name: string) => `${place}.${name}`;
    if (typeof entry !== "object" || entry === null || Array.isArray(entry)) {
      faults.push(`for ${tenantId} is not an object of settings`);
      continue;
    }
    const settings = entry as Readonly<Record<string, unknown>>;
    const unknown = Object.keys(settings).filter((name) => !Object.hasOwn(signInParsers, name));
    faults.push(...unknown.map((name) => `has ${at(name)}, which is no setting for signing in`));
    const reading = parseAll(signInParsers, (name) => {
      const given = settings[name];
      if (given === undefined) return undefined;
      if (isScalar(given)) return hidden(givenAs(at(name), String(given)));
      faults.push(`${at(name)} is neither a text nor true or false`);
      return undefined;
    });
    faults.push(...reading.faults);
    const before = read.get(tenantId.toLowerCase());
    if (before !== undefined) faults.push(`has ${place} besides ${before.place}: keep one of them`);
    read.set(tenantId.toLowerCase(), { values: reading.values, sources: reading.sources, place });
  }
  return faults.length > 0 ? { fault: faults.join(", ") } : read;
}

function hidden(given: Given | undefined): Given | undefined {
  return given && { ...given, hidden: true };
}

function isScalar(value: unknown): value is string | boolean | number {
  return typeof value === "string" || typeof value === "boolean" || typeof value === "number";
}

function jsonObject(value: string): Record<string, unknown> | undefined {
  try {
    const parsed: unknown = JSON.parse(value);
    const isObject = typeof parsed === "object" && parsed !== null && !Array.isArray(parsed);
    return isObject ? (parsed as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}
