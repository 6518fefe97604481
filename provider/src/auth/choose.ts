import type { CredentialKind } from "../config/signIn";
import { IntuneError } from "../errors";
import { howToSet, type Identity, type IdentitySetting, nameOf } from "./identity";

/** The chosen kind of credential. */
export interface Choice {
  readonly kind: CredentialKind;
  /** The reason, in words that follow "because". */
  readonly why: string;
  /** True if nothing says how to sign in, so that DefaultAzureCredential has to find a way. */
  readonly isGuess?: true;
}

/**
 * Chooses the kind of credential in the order of the azuread provider: certificate, secret, OIDC, managed identity,
 * Azure CLI. A pinned kind comes before all of these, and so does a given access token. DefaultAzureCredential comes
 * last, but never for a tenant with an entry of its own in `intune:tenants`. If the settings for one way are
 * incomplete, that is an error, so that nobody signs in as another identity by accident. The azuread provider would try
 * the next way.
 *
 * Source: the azuread provider's documentation, "Authenticating to Azure Active Directory".
 *
 * @throws {IntuneError} `configuration`
 */
export function chooseKind(identity: Identity): Choice {
  const set = (kind: CredentialKind, name: IdentitySetting): Choice | undefined =>
    identity[name] === undefined ? undefined : { kind, why: `${nameOf(identity, name)} is set` };
  const flag = (kind: CredentialKind, name: "useMsi" | "useCli"): Choice | undefined =>
    identity[name] === true ? { kind, why: `${nameOf(identity, name)} is true` } : undefined;
  const pinned = identity.credential && {
    kind: identity.credential,
    why: `${nameOf(identity, "credential")} says so`,
  };
  const choice =
    pinned ??
    set("accessToken", "accessToken") ??
    set("clientCertificate", "clientCertificate") ??
    set("clientCertificate", "clientCertificatePath");
  if (choice !== undefined) return choice;
  if (identity.clientCertificatePassword !== undefined) {
    throw fault(
      `${nameOf(identity, "clientCertificatePassword")} is set, but no certificate: set ` +
        `${howToSet(identity, "clientCertificatePath")} or ${howToSet(identity, "clientCertificate")}.`,
    );
  }
  const later =
    set("clientSecret", "clientSecret") ??
    federatedChoice(identity) ??
    flag("managedIdentity", "useMsi") ??
    flag("azureCli", "useCli");
  if (later !== undefined) return later;
  refuseHalfOfOidc(identity);
  if (identity.useAksWorkloadIdentity !== false) {
    const workload = set("workloadIdentity", "federatedTokenFile");
    if (workload !== undefined) return workload;
  }
  return lastChoice(identity);
}

function federatedChoice(identity: Identity): Choice | undefined {
  if (identity.useAksWorkloadIdentity === true) {
    return { kind: "workloadIdentity", why: `${nameOf(identity, "useAksWorkloadIdentity")} is true` };
  }
  // A given OIDC token can only be meant for OIDC. The variables that a pipeline sets by itself count only if useOidc
  // is true.
  const given = (["oidcToken", "oidcTokenFilePath"] as const).find((name) => identity[name] !== undefined);
  if (given !== undefined && identity.useOidc !== false) {
    return { kind: "oidc", why: `${nameOf(identity, given)} is set` };
  }
  if (identity.useOidc !== true) return undefined;
  const why = `${nameOf(identity, "useOidc")} is true`;
  if (identity.adoPipelineServiceConnectionId === undefined) return { kind: "oidc", why };
  return {
    kind: "azurePipelines",
    why: `${why} and ${nameOf(identity, "adoPipelineServiceConnectionId")} is set`,
  };
}

/**
 * Refuses OIDC settings that a person gave without turning OIDC on. The variables that a pipeline sets by itself have
 * other names, and are no reason to refuse.
 */
function refuseHalfOfOidc(identity: Identity): void {
  if (identity.useOidc === false) return;
  const ofOidc = ["oidcRequestUrl", "oidcRequestToken", "adoPipelineServiceConnectionId"] as const;
  const given = ofOidc.find((name) => /^(intune:|ARM_)/.test(identity.sources[name] ?? ""));
  if (given === undefined) return;
  const application = identity.clientId === undefined ? `, and ${howToSet(identity, "clientId")}` : "";
  throw fault(
    `${nameOf(identity, given)} is set, but OIDC is not turned on: set ${howToSet(identity, "useOidc")} to ` +
      `true${application}. To sign in another way, set useOidc to false.`,
  );
}

function lastChoice(identity: Identity): Choice {
  if (identity.clientId !== undefined) {
    const ways = ["clientSecret", "clientCertificatePath", "useOidc", "useMsi"] as const;
    throw fault(
      `${nameOf(identity, "clientId")} is set, but there is no credential for that application: set ` +
        `${ways.map((name) => howToSet(identity, name)).join(" or ")}, or pin the way to sign in with ` +
        `${howToSet(identity, "credential")}.`,
    );
  }
  if (identity.useCli === false) {
    throw fault(
      `${nameOf(identity, "useCli")} is false, and nothing else says how to sign in: add the settings that one way ` +
        `needs, or pin one with ${howToSet(identity, "credential")}.`,
    );
  }
  if (identity.place !== undefined) {
    throw fault(
      `${identity.place} does not say how to sign in: add the settings that one way needs, or pin one with ` +
        `${howToSet(identity, "credential")}.`,
    );
  }
  return { kind: "default", why: "nothing says how to sign in", isGuess: true };
}

function fault(message: string): IntuneError {
  return new IntuneError("configuration", message);
}
