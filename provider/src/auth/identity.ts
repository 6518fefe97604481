import type { Parsed } from "../config/parse";
import { settingsTable, type Settings } from "../config/settings";
import type { signInSettings } from "../config/signIn";
import { IntuneError } from "../errors";
import { readValueFile } from "./files";

/** Everything known about who signs in to one tenant. */
export type Identity = Parsed<typeof signInSettings> & {
  readonly tenantId?: string | undefined;
  /** The audience of OIDC tokens. Default: the cloud's. */
  readonly oidcAudience: string;
  readonly sources: Readonly<Partial<Record<IdentitySetting, string>>>;
  /** Where the settings are, if the tenant has its own: `intune:tenants["…"]`. */
  readonly place?: string;
};

export type IdentitySetting = keyof typeof signInSettings | "tenantId";

/**
 * Who signs in to a tenant: its entry in `intune:tenants`, or else the rest of the configuration. The two are not
 * mixed, so that no secret of one application is sent with the id of another. The settings that say where the pipeline
 * issues OIDC tokens, and for which audience, belong to no application and are the same for all.
 *
 * If the id or the secret is given as a file, the file is read here.
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

/** The name under which a setting was given, for example `ARM_CLIENT_ID`. */
export function nameOf(identity: Identity, name: IdentitySetting): string {
  return identity.sources[name] ?? `intune:${name}`;
}

/** Every name under which a missing setting can be given: `intune:clientId (or ARM_CLIENT_ID, …)`. */
export function howToSet({ place }: Identity, name: IdentitySetting): string {
  if (place !== undefined) return `${place}.${name}`;
  return `intune:${name} (or ${settingsTable[name].variables.join(", ")})`;
}

/** The settings that a way to sign in needs, and the error if some are missing. */
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
