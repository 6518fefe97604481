import type { Parsed } from "../config/parse";
import { settingsTable, type Settings } from "../config/settings";
import type { signInSettings } from "../config/signIn";
import { IntuneError } from "../errors";
import { readValueFile } from "./files";

/** What is known of who signs in to one tenant. */
export type Identity = Parsed<typeof signInSettings> & {
  readonly tenantId?: string | undefined;
  /** The audience of OIDC tokens, the cloud's if none is set. */
  readonly oidcAudience: string;
  readonly sources: Readonly<Partial<Record<IdentitySetting, string>>>;
  /** Where the settings stand, if they are one tenant's own: `intune:tenants["…"]`. */
  readonly place?: string;
};

export type IdentitySetting = keyof typeof signInSettings | "tenantId";

/**
 * Who signs in to a tenant: what `intune:tenants` says of it, or else what the rest of the configuration says. The
 * two are not mixed, so that no secret of one application is tried with the id of another. Where the pipeline issues
 * OIDC tokens, and for which audience, belongs to no application, and is the same for all.
 *
 * The id and the secret are read from their files, if they are given so.
 *
 * @throws {IntuneError} `configuration`
 */
export function identityFor(settings: Settings, tenantId: string | undefined): Identity {
  const own = tenantId === undefined ? undefined : settings.tenants?.get(tenantId.toLowerCase());
  if (own === undefined) return withFilesRead({ ...settings, tenantId });
  const { oidcRequestUrl, oidcRequestToken, oidcAudience } = settings;
  const pipeline = {
    ...(oidcRequestUrl && { oidcRequestUrl }),
    ...(oidcRequestToken && { oidcRequestToken }),
    oidcAudience,
  };
  return withFilesRead({ ...pipeline, ...own.values, tenantId, sources: own.sources, place: own.place });
}

function withFilesRead(identity: Identity): Identity {
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
  const setting = nameOf(identity, fileName);
  const value = readValueFile(path, `The file ${path}, which ${setting} names,`, "configuration");
  if (identity[name] !== undefined && identity[name] !== value) {
    throw new IntuneError(
      "configuration",
      `${nameOf(identity, name)} and the file that ${setting} names differ: keep one of them.`,
    );
  }
  return { ...identity, [name]: value, sources: { [name]: setting, ...identity.sources } };
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
  return `intune:${name} (or ${settingsTable[name].variables.join(", ")})`;
}

/** What a way to sign in needs of an identity, and the error if it is not there. */
export class Needs {
  /**
   * @param words the way to sign in, in words that follow "Signing in with"
   * @param why the reason for it, in words that follow "because"
   */
  constructor(
    readonly identity: Identity,
    private readonly words: string,
    private readonly why: string,
  ) {}

  /** @throws {IntuneError} `configuration`, naming all that are missing */
  all<Name extends IdentitySetting>(...names: Name[]): { readonly [N in Name]: NonNullable<Identity[N]> } {
    const absent = names.filter((name) => this.identity[name] === undefined);
    if (absent.length > 0) throw this.missing(absent.map((name) => howToSet(this.identity, name)));
    return Object.fromEntries(names.map((name) => [name, this.identity[name]])) as {
      readonly [N in Name]: NonNullable<Identity[N]>;
    };
  }

  /** @throws {IntuneError} `configuration` if two settings for one thing are given */
  notBoth(one: IdentitySetting, other: IdentitySetting): void {
    if (this.identity[one] === undefined || this.identity[other] === undefined) return;
    throw new IntuneError(
      "configuration",
      `${nameOf(this.identity, one)} and ${nameOf(this.identity, other)} are both set: keep one of them.`,
    );
  }

  missing(what: readonly string[]): IntuneError {
    return new IntuneError(
      "configuration",
      `Signing in with ${this.words}, because ${this.why}, also needs ${what.join(" and ")}.`,
    );
  }
}
