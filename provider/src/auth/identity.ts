import { readFileSync } from "node:fs";
import type { Parsed } from "../config/parse";
import type { Settings } from "../config/settings";
import type { signInParsers } from "../config/signInSettings";
import { environmentVariables } from "../config/environmentVariables";
import { IntuneError } from "../errors";
import { codeOf } from "./codeOf";

/** What is known of who signs in to one tenant. */
export type Identity = Parsed<typeof signInParsers> & {
  readonly tenantId?: string | undefined;
  readonly sources: Readonly<Partial<Record<IdentitySetting, string>>>;
  /** Where the settings stand, if they are one tenant's own: `intune:tenants["…"]`. */
  readonly place?: string;
};

export type IdentitySetting = keyof typeof signInParsers | "tenantId";

/**
 * Who signs in to a tenant: what `intune:tenants` says of it, or else what the rest of the configuration says. The
 * two are not mixed, so that no secret of one application is tried with the id of another. Where the pipeline issues
 * OIDC tokens belongs to no application, and is the same for all.
 */
export function identityFor(settings: Settings, tenantId: string | undefined): Identity {
  const own = tenantId === undefined ? undefined : settings.tenants?.get(tenantId.toLowerCase());
  if (own === undefined) return { ...settings, tenantId };
  const { oidcRequestUrl, oidcRequestToken } = settings;
  const pipeline = {
    ...(oidcRequestUrl && { oidcRequestUrl }),
    ...(oidcRequestToken && { oidcRequestToken }),
  };
  return { ...pipeline, ...own.values, tenantId, sources: own.sources, place: own.place };
}

/**
 * The identity with its id and secret read from their files, where they are given so.
 *
 * @throws {IntuneError} `configuration`
 */
export function withFilesRead(identity: Identity): Identity {
  const withId = withFileRead(identity, "clientId", "clientIdFilePath");
  return withFileRead(withId, "clientSecret", "clientSecretFilePath");
}

function withFileRead(
  identity: Identity,
  name: "clientId" | "clientSecret",
  fileName: "clientIdFilePath" | "clientSecretFilePath",
): Identity {
  const path = identity[fileName];
  if (path === undefined) return identity;
  const read = readText(path, nameOf(identity, fileName));
  if (identity[name] !== undefined && identity[name] !== read) {
    throw new IntuneError(
      "configuration",
      `${nameOf(identity, name)} and the file that ${nameOf(identity, fileName)} names differ: keep one of them.`,
    );
  }
  return { ...identity, [name]: read, sources: { [name]: nameOf(identity, fileName), ...identity.sources } };
}

function readText(path: string, setting: string): string {
  let text;
  try {
    text = readFileSync(path, "utf8").trim();
  } catch (error) {
    throw new IntuneError(
      "configuration",
      `The file ${path}, which ${setting} names, cannot be read (${codeOf(error)}).`,
    );
  }
  if (text !== "") return text;
  throw new IntuneError("configuration", `The file ${path}, which ${setting} names, is empty.`);
}

/** The setting by the name under which it was given. */
export function nameOf(identity: Identity, name: IdentitySetting): string {
  return identity.sources[name] ?? `intune:${name}`;
}

/**
 * A setting that is not given, by every name under which it would be read: `intune:clientId (or ARM_CLIENT_ID, …)`.
 */
export function howToSet({ place }: Identity, name: IdentitySetting): string {
  if (place !== undefined) return `${place}.${name}`;
  return `intune:${name} (or ${environmentVariables(name).join(", ")})`;
}
