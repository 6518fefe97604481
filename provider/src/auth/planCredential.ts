import type { CredentialKind } from "../config/credentialKinds";
import { IntuneError } from "../errors";
import { type Choice, chooseKind } from "./choose";
import { howToSet, type Identity, type IdentitySetting, nameOf } from "./identity";
import { type AssertionSource, type CertificateSource, type CredentialPlan, kindInWords } from "./plan";

/** A plan, and the reason for its kind in words that follow "because". */
export interface ReasonedPlan {
  readonly plan: CredentialPlan;
  readonly why: string;
}

/**
 * Decides how to sign in. A set that is given by half is an error that names what is missing.
 *
 * @throws {IntuneError} `configuration`
 */
export function planCredential(identity: Identity): ReasonedPlan {
  const choice = chooseKind(identity);
  return { plan: planners[choice.kind](identity, choice), why: choice.why };
}

type Planner<Kind extends CredentialKind> = (
  identity: Identity,
  choice: Choice,
) => CredentialPlan & { readonly kind: Kind };

/** The optional parts of a plan: absent where they are not given, so that an option is never passed as undefined. */
const tenantOf = ({ tenantId }: Identity) => (tenantId === undefined ? {} : { tenantId });
const clientOf = ({ clientId }: Identity) => (clientId === undefined ? {} : { clientId });

const planners: { readonly [Kind in CredentialKind]: Planner<Kind> } = {
  accessToken: (identity, choice) => ({
    kind: "accessToken",
    ...need(identity, choice, "accessToken"),
    setting: nameOf(identity, "accessToken"),
  }),
  clientSecret: (identity, choice) => ({
    kind: "clientSecret",
    ...need(identity, choice, "tenantId", "clientId", "clientSecret"),
  }),
  clientCertificate: (identity, choice) => ({
    kind: "clientCertificate",
    ...need(identity, choice, "tenantId", "clientId"),
    certificate: certificateOf(identity, choice),
    ...(identity.clientCertificatePassword === undefined
      ? { passwordSetting: howToSet(identity, "clientCertificatePassword") }
      : {
          password: identity.clientCertificatePassword,
          passwordSetting: nameOf(identity, "clientCertificatePassword"),
        }),
  }),
  oidc: (identity, choice) => ({
    kind: "oidc",
    ...need(identity, choice, "tenantId", "clientId"),
    assertion: assertionOf(identity, choice),
  }),
  azurePipelines: (identity, choice) => {
    const needed = need(
      identity,
      choice,
      "tenantId",
      "clientId",
      "adoPipelineServiceConnectionId",
      "oidcRequestUrl",
      "oidcRequestToken",
    );
    return {
      kind: "azurePipelines",
      tenantId: needed.tenantId,
      clientId: needed.clientId,
      serviceConnectionId: needed.adoPipelineServiceConnectionId,
      requestUrl: needed.oidcRequestUrl,
      requestToken: needed.oidcRequestToken,
    };
  },
  workloadIdentity: (identity, choice) => {
    const file = identity.federatedTokenFile ?? identity.oidcTokenFilePath;
    const withFile = { ...identity, ...(file === undefined ? {} : { federatedTokenFile: file }) };
    const needed = need(withFile, choice, "tenantId", "clientId", "federatedTokenFile");
    const { tenantId, clientId, federatedTokenFile: tokenFilePath } = needed;
    return { kind: "workloadIdentity", tenantId, clientId, tokenFilePath };
  },
  managedIdentity: (identity) => ({ kind: "managedIdentity", ...clientOf(identity) }),
  azureCli: (identity) => ({ kind: "azureCli", ...tenantOf(identity) }),
  azureDeveloperCli: (identity) => ({ kind: "azureDeveloperCli", ...tenantOf(identity) }),
  azurePowerShell: (identity) => ({ kind: "azurePowerShell", ...tenantOf(identity) }),
  deviceCode: (identity, choice) => ({
    kind: "deviceCode",
    ...tenantOf(identity),
    ...need(identity, choice, "clientId"),
  }),
  browser: (identity, choice) => ({
    kind: "browser",
    ...tenantOf(identity),
    ...need(identity, choice, "clientId"),
  }),
  default: (identity) => ({ kind: "default", ...tenantOf(identity), ...clientOf(identity) }),
};

function certificateOf(identity: Identity, choice: Choice): CertificateSource {
  const { clientCertificate: content, clientCertificatePath: path } = identity;
  if (content !== undefined && path !== undefined) {
    throw keepOne(identity, "clientCertificate", "clientCertificatePath");
  }
  if (content !== undefined) return { content, setting: nameOf(identity, "clientCertificate") };
  if (path !== undefined) return { path };
  throw missing(choice, [
    `${howToSet(identity, "clientCertificatePath")} or ${howToSet(identity, "clientCertificate")}`,
  ]);
}

function assertionOf(identity: Identity, choice: Choice): AssertionSource {
  const { oidcToken, oidcTokenFilePath, oidcRequestUrl, oidcRequestToken } = identity;
  if (oidcToken !== undefined && oidcTokenFilePath !== undefined) {
    throw keepOne(identity, "oidcToken", "oidcTokenFilePath");
  }
  if (oidcTokenFilePath !== undefined) return { from: "file", path: oidcTokenFilePath };
  if (oidcToken !== undefined) return { from: "value", token: oidcToken };
  if (oidcRequestUrl === undefined && oidcRequestToken === undefined) {
    throw missing(choice, [
      `a token: ${howToSet(identity, "oidcToken")}, or ${howToSet(identity, "oidcTokenFilePath")}, or in GitHub Actions ` +
        "`permissions: id-token: write` for the job",
    ]);
  }
  const { oidcRequestUrl: url, oidcRequestToken: token } = need(
    identity,
    choice,
    "oidcRequestUrl",
    "oidcRequestToken",
  );
  return { from: "request", url, token };
}

function need<Name extends IdentitySetting>(
  identity: Identity,
  choice: Choice,
  ...names: Name[]
): { readonly [N in Name]: NonNullable<Identity[N]> } {
  const absent = names.filter((name) => identity[name] === undefined);
  if (absent.length > 0)
    throw missing(
      choice,
      absent.map((name) => howToSet(identity, name)),
    );
  return Object.fromEntries(names.map((name) => [name, identity[name]])) as {
    readonly [N in Name]: NonNullable<Identity[N]>;
  };
}

function missing({ kind, why }: Choice, what: readonly string[]): IntuneError {
  return new IntuneError(
    "configuration",
    `Signing in with ${kindInWords[kind]}, because ${why}, also needs ${what.join(" and ")}.`,
  );
}

function keepOne(identity: Identity, one: IdentitySetting, other: IdentitySetting): IntuneError {
  return new IntuneError(
    "configuration",
    `${nameOf(identity, one)} and ${nameOf(identity, other)} are both set: keep one of them.`,
  );
}
