import type { CredentialKind } from "../config/credentialKinds";
import { IntuneError } from "../errors";
import { howToSet, type Identity, type IdentitySetting, nameOf } from "./identity";

/** A kind of credential, and the reason in words that follow "because". */
export interface Choice {
  readonly kind: CredentialKind;
  readonly why: string;
}

/**
 * Chooses the kind of credential in the order of the azuread provider: certificate, secret, OIDC, managed identity,
 * Azure CLI. Before all comes what is pinned, or an access token that is given; after all comes what DefaultAzureCredential
 * finds, but not for a tenant whose own entry says nothing. Where azuread passes over a set that is given by half, this is an error: never another identity unawares.
 *
 * Source: the azuread provider's documentation, "Authenticating to Azure Active Directory".
 *
 * @throws {IntuneError} `configuration`
 */
export function chooseKind(identity: Identity): Choice {
  const isSet = (name: IdentitySetting) => `${nameOf(identity, name)} is set`;
  const isTrue = (name: IdentitySetting) => `${nameOf(identity, name)} is true`;
  if (identity.credential !== undefined) {
    return { kind: identity.credential, why: `${nameOf(identity, "credential")} says so` };
  }
  if (identity.accessToken !== undefined) return { kind: "accessToken", why: isSet("accessToken") };
  if (identity.clientCertificate !== undefined) {
    return { kind: "clientCertificate", why: isSet("clientCertificate") };
  }
  if (identity.clientCertificatePath !== undefined) {
    return { kind: "clientCertificate", why: isSet("clientCertificatePath") };
  }
  if (identity.clientCertificatePassword !== undefined) {
    throw fault(
      `${nameOf(identity, "clientCertificatePassword")} is set, but no certificate: set ` +
        `${howToSet(identity, "clientCertificatePath")} or ${howToSet(identity, "clientCertificate")}.`,
    );
  }
  if (identity.clientSecret !== undefined) return { kind: "clientSecret", why: isSet("clientSecret") };
  const federated = chooseFederated(identity, isSet, isTrue);
  if (federated !== undefined) return federated;
  if (identity.useMsi === true) return { kind: "managedIdentity", why: isTrue("useMsi") };
  if (identity.useCli === true) return { kind: "azureCli", why: isTrue("useCli") };
  const halfGiven = halfOfOidc(identity);
  if (halfGiven !== undefined) throw halfGiven;
  if (identity.federatedTokenFile !== undefined && identity.useAksWorkloadIdentity !== false) {
    return { kind: "workloadIdentity", why: isSet("federatedTokenFile") };
  }
  if (identity.clientId !== undefined) throw unproven(identity);
  if (identity.useCli === false) {
    throw fault(
      `${nameOf(identity, "useCli")} is false, and nothing else says how to sign in: pin the kind with ` +
        `${howToSet(identity, "credential")}, or give it what it needs.`,
    );
  }
  if (identity.place !== undefined) {
    throw fault(
      `${identity.place} does not say how to sign in: give it what one way needs, or pin one with ` +
        `${howToSet(identity, "credential")}.`,
    );
  }
  return { kind: "default", why: "nothing says how to sign in" };
}

function chooseFederated(
  identity: Identity,
  isSet: (name: IdentitySetting) => string,
  isTrue: (name: IdentitySetting) => string,
): Choice | undefined {
  if (identity.useAksWorkloadIdentity === true) {
    return { kind: "workloadIdentity", why: isTrue("useAksWorkloadIdentity") };
  }
  // A token that is given can only be meant for this. What a pipeline sets by itself has to be asked for.
  const given = (["oidcToken", "oidcTokenFilePath"] as const).find((name) => identity[name] !== undefined);
  if (given !== undefined && identity.useOidc !== false) return { kind: "oidc", why: isSet(given) };
  if (identity.useOidc !== true) return undefined;
  const why = isTrue("useOidc");
  return identity.adoPipelineServiceConnectionId === undefined
    ? { kind: "oidc", why }
    : { kind: "azurePipelines", why: `${why} and ${isSet("adoPipelineServiceConnectionId")}` };
}

/** What a person says of OIDC without asking for it. What a pipeline sets by itself, under names of its own, says nothing. */
function halfOfOidc(identity: Identity): IntuneError | undefined {
  if (identity.useOidc === false) return undefined;
  const ofOidc = ["oidcRequestUrl", "oidcRequestToken", "adoPipelineServiceConnectionId"] as const;
  const given = ofOidc.find((name) => /^(intune:|ARM_|AZURE_)/.test(identity.sources[name] ?? ""));
  if (given === undefined) return undefined;
  const application = identity.clientId === undefined ? `, and ${howToSet(identity, "clientId")}` : "";
  return fault(
    `${nameOf(identity, given)} is set, and nothing says to sign in by OIDC: set ${howToSet(identity, "useOidc")} to ` +
      `true${application}; false rules it out.`,
  );
}

function unproven(identity: Identity): IntuneError {
  const ways = ["clientSecret", "clientCertificatePath", "useOidc", "useMsi"] as const;
  return fault(
    `${nameOf(identity, "clientId")} names an application, and nothing proves to be it: set ` +
      `${ways.map((name) => howToSet(identity, name)).join(" or ")}, or pin the kind with ${howToSet(identity, "credential")}.`,
  );
}

function fault(message: string): IntuneError {
  return new IntuneError("configuration", message);
}
