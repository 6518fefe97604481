import assert from "node:assert/strict";
import { certificateSource } from "../../provider/src/auth/certificate";
import { chooseKind } from "../../provider/src/auth/choose";
import { identityFor, Needs } from "../../provider/src/auth/identity";
import { kinds } from "../../provider/src/auth/kinds";
import { assertionSource } from "../../provider/src/auth/oidc";
import { readSettings } from "../../provider/src/config/settings";
import { type CredentialKind, credentialKinds } from "../../provider/src/config/signIn";
import { IntuneError } from "../../provider/src/errors";
import type { Texts } from "./harness";

/** The kind, and some of what its credential is made of. */
type Plan = CredentialKind | { readonly kind: CredentialKind; readonly [part: string]: unknown };

/** What is given, settings and environment variables alike; what follows from it; the resource's own tenant. */
type Row = readonly [given: Texts, expected: Plan | RegExp, tenantId?: string];

/** Decides as a sign-in does, up to the point where the credential would be made. */
function decide(given: Texts, tenantId?: string) {
  const settings = readSettings((setting) => given[setting], given);
  const identity = identityFor(settings, tenantId ?? settings.tenantId);
  const { kind, why } = chooseKind(identity);
  const needs = new Needs(identity, kinds[kind].words, why);
  kinds[kind].prepare(needs);
  return {
    ...identity,
    ...(kind === "oidc" && { assertion: assertionSource(needs) }),
    ...(kind === "clientCertificate" && { certificate: certificateSource(needs).from }),
    kind,
    why,
  };
}

function test(rows: Readonly<Record<string, Row>>): void {
  for (const [name, [given, expected, tenantId]] of Object.entries(rows)) {
    if (!(expected instanceof RegExp)) {
      const plan = typeof expected === "string" ? { kind: expected } : expected;
      it(`${name}: ${plan.kind}`, () => {
        assert.partialDeepStrictEqual(decide(given, tenantId), plan);
      });
      continue;
    }
    it(`${name}: an error`, () => {
      assert.throws(
        () => decide(given, tenantId),
        (thrown: unknown) => {
          assert.ok(thrown instanceof IntuneError);
          assert.equal(thrown.code, "configuration");
          assert.match(thrown.message, expected);
          assert.doesNotMatch(thrown.message, /the-(secret|token|access-token)|(request|system)-token/);
          return true;
        },
      );
    });
  }
}

const app = { tenantId: "tenant-1", clientId: "client-1" };
const armApp = { ARM_TENANT_ID: "tenant-1", ARM_CLIENT_ID: "client-1" };
const azureApp = { AZURE_TENANT_ID: "tenant-1", AZURE_CLIENT_ID: "client-1" };
const clientSecret = "the-secret";
const clientCertificatePath = "app.pem";
const federatedTokenFile = "/var/run/token";
const pod = { AZURE_FEDERATED_TOKEN_FILE: federatedTokenFile };
const connection = { adoPipelineServiceConnectionId: "connection-1" };
const github = {
  ACTIONS_ID_TOKEN_REQUEST_URL: "https://pipelines.example/token?api-version=2.0",
  ACTIONS_ID_TOKEN_REQUEST_TOKEN: "request-token",
};
const fromGithub = { from: "request", url: github.ACTIONS_ID_TOKEN_REQUEST_URL, token: "request-token" };
const azurePipelines = {
  SYSTEM_OIDCREQUESTURI: "https://dev.azure.com/org/oidctoken",
  SYSTEM_ACCESSTOKEN: "system-token",
};
/** The default sign-in by a secret, and an entry for tenant-2. */
const own = (entry: object) => ({ ...app, clientSecret, tenants: JSON.stringify({ "tenant-2": entry }) });

/** Enough for every kind of credential at once. */
const everything = {
  ...app,
  ...connection,
  accessToken: "the-access-token",
  clientSecret,
  clientCertificatePath,
  oidcToken: "the-token",
  oidcRequestUrl: "https://pipelines.example/token",
  oidcRequestToken: "request-token",
  federatedTokenFile,
  useMsi: "true",
  useCli: "true",
};

describe("choosing a credential", () => {
  test({
    "nothing said": [{}, { kind: "default", why: "nothing says how to sign in" }],
    "a tenant only": [{ tenantId: "tenant-1" }, { kind: "default", tenantId: "tenant-1" }],
    "an access token": [
      { accessToken: "the-access-token" },
      { kind: "accessToken", accessToken: "the-access-token", why: "intune:accessToken is set" },
    ],
    "an access token beside a secret": [
      { accessToken: "the-access-token", ...armApp, ARM_CLIENT_SECRET: clientSecret },
      "accessToken",
    ],
    "everything at once: an access token": [everything, "accessToken"],
    "a secret in the configuration": [
      { ...app, clientSecret },
      { kind: "clientSecret", ...app, clientSecret, why: "intune:clientSecret is set" },
    ],
    "a secret under azuread's names": [
      { ...armApp, ARM_CLIENT_SECRET: clientSecret },
      { kind: "clientSecret", ...app, clientSecret, why: "ARM_CLIENT_SECRET is set" },
    ],
    "a secret before a managed identity, as azuread does": [
      { ...armApp, ARM_CLIENT_SECRET: clientSecret, ARM_USE_MSI: "true" },
      "clientSecret",
    ],
    "a secret without an application and a tenant": [
      { clientSecret },
      /^Signing in with a client secret, because intune:clientSecret is set, also needs intune:tenantId \(or ARM_TENANT_ID, AZURE_TENANT_ID\) and intune:clientId \(or ARM_CLIENT_ID, AZURE_CLIENT_ID\)\.$/,
    ],
    "an application without a proof": [
      armApp,
      /^ARM_CLIENT_ID is set, but there is no credential for that application: set intune:clientSecret \(or ARM_CLIENT_SECRET, AZURE_CLIENT_SECRET\)/,
    ],
    "a certificate by path": [
      { ...armApp, ARM_CLIENT_CERTIFICATE_PATH: "app.pfx", ARM_CLIENT_CERTIFICATE_PASSWORD: "pw" },
      {
        kind: "clientCertificate",
        ...app,
        certificate: { path: "app.pfx" },
        clientCertificatePassword: "pw",
      },
    ],
    "a certificate's content": [
      { ...armApp, ARM_CLIENT_CERTIFICATE: "TUlJ" },
      { kind: "clientCertificate", certificate: { content: "TUlJ", setting: "ARM_CLIENT_CERTIFICATE" } },
    ],
    "a certificate before a secret, as azuread does": [
      { ...app, clientSecret, clientCertificatePath },
      "clientCertificate",
    ],
    "a certificate by path and by content": [
      { ...app, clientCertificatePath, ARM_CLIENT_CERTIFICATE: "TUlJ" },
      /^ARM_CLIENT_CERTIFICATE and intune:clientCertificatePath are both set: keep one of them\.$/,
    ],
    "a certificate's password without a certificate": [
      { ...armApp, ARM_CLIENT_CERTIFICATE_PASSWORD: "pw" },
      /ARM_CLIENT_CERTIFICATE_PASSWORD is set, but no certificate: set intune:clientCertificatePath \(or ARM_/,
    ],
    "a certificate without an application": [
      { tenantId: "tenant-1", clientCertificatePath },
      /a client certificate, because intune:clientCertificatePath is set, also needs intune:clientId/,
    ],
    "a managed identity of the machine": [{ ARM_USE_MSI: "true" }, "managedIdentity"],
    "a managed identity that is assigned": [
      { ...armApp, ARM_USE_MSI: "true" },
      { kind: "managedIdentity", clientId: "client-1" },
    ],
    "a managed identity before the Azure CLI, as azuread does": [
      { ARM_USE_MSI: "true", ARM_USE_CLI: "true" },
      "managedIdentity",
    ],
    "the Azure CLI": [
      { tenantId: "tenant-1", ARM_USE_CLI: "1" },
      { kind: "azureCli", tenantId: "tenant-1" },
    ],
    "no Azure CLI, and nothing else": [
      { ARM_USE_CLI: "false" },
      /^ARM_USE_CLI is false, and nothing else says how to sign in/,
    ],
  });
});

describe("choosing a credential that is pinned", () => {
  test({
    ...Object.fromEntries(
      credentialKinds.map((kind): [string, Row] => [
        `${kind}, whatever else is set`,
        [
          { ...everything, credential: kind },
          { kind, why: "intune:credential says so" },
        ],
      ]),
    ),
    "Azure Developer CLI, though nothing else is set": [
      { credential: "azureDeveloperCli" },
      "azureDeveloperCli",
    ],
    "PowerShell, though nothing else is set": [{ credential: "azurePowerShell" }, "azurePowerShell"],
    "the default chain with an identity": [
      { ...app, credential: "default" },
      { kind: "default", ...app },
    ],
    "by azuread's kind of name": [
      { ...armApp, ARM_CREDENTIAL: "managedIdentity", ARM_CLIENT_SECRET: clientSecret },
      { kind: "managedIdentity", clientId: "client-1", why: "ARM_CREDENTIAL says so" },
    ],
    "a device code without an application of one's own": [
      { credential: "deviceCode" },
      /a device code, because intune:credential says so, also needs intune:clientId \(or ARM_CLIENT_ID, AZURE_CLIENT_ID\)\.$/,
    ],
    "a certificate that is not given": [
      { ...app, credential: "clientCertificate" },
      /also needs intune:clientCertificatePath \(or ARM_CLIENT_CERTIFICATE_PATH, .*\) or intune:clientCertificate/,
    ],
    "a secret that is not given, though a certificate is": [
      { ...app, credential: "clientSecret", clientCertificatePath },
      /because intune:credential says so, also needs intune:clientSecret \(or ARM_CLIENT_SECRET,/,
    ],
    "an access token that is not given": [
      { ...app, credential: "accessToken", clientSecret },
      /a given access token, because intune:credential says so, also needs intune:accessToken/,
    ],
    "an unknown kind": [
      { credential: "password" },
      /intune:credential is "password", expected accessToken or clientSecret or .* or default\./,
    ],
  });
});

describe("choosing a credential for a tenant with an entry of its own", () => {
  const silent =
    /^intune:tenants\["tenant-2"\] does not say how to sign in: add the settings that one way needs, or pin one with intune:tenants\["tenant-2"\]\.credential\.$/;
  test({
    "a tenant without an entry": [
      own({}),
      { kind: "clientSecret", tenantId: "tenant-3", clientId: "client-1" },
      "tenant-3",
    ],
    "an entry that says nothing": [own({}), silent, "tenant-2"],
    "an entry of empty texts": [own({ clientId: "", clientSecret: "" }), silent, "tenant-2"],
    "an entry that says nothing, in GitHub Actions": [{ ...own({}), ...github }, silent, "tenant-2"],
    "an entry that asks for the default chain": [
      own({ credential: "default" }),
      { kind: "default", tenantId: "tenant-2" },
      "tenant-2",
    ],
    "a sign-in of its own, its id in other letters": [
      own({ clientId: "client-2", useMsi: true }),
      {
        kind: "managedIdentity",
        clientId: "client-2",
        why: 'intune:tenants["tenant-2"].useMsi is true',
      },
      "Tenant-2",
    ],
    "an application of its own, which does not borrow another's secret": [
      own({ clientId: "client-2" }),
      /intune:tenants\["tenant-2"\]\.clientId is set, but there is no credential for that application/,
      "tenant-2",
    ],
    "an OIDC token of its own, not the one of the others": [
      {
        ...own({ clientId: "client-2", oidcTokenFilePath: "/token-2" }),
        clientSecret: "",
        oidcToken: "the-token",
      },
      {
        kind: "oidc",
        tenantId: "tenant-2",
        clientId: "client-2",
        assertion: { from: "file", path: "/token-2" },
      },
      "tenant-2",
    ],
    "OIDC of its own without its token, though the others have one": [
      { ...own({ clientId: "client-2", useOidc: true }), clientSecret: "", oidcToken: "the-token" },
      /because intune:tenants\["tenant-2"\]\.useOidc is true, also needs a token: intune:tenants\["tenant-2"\]\.oidcToken/,
      "tenant-2",
    ],
    "OIDC of its own in GitHub Actions, whose tokens are any application's": [
      { ...own({ clientId: "client-2", useOidc: true }), ...github },
      { kind: "oidc", clientId: "client-2", assertion: fromGithub },
      "tenant-2",
    ],
    "a service connection of its own, and nothing else": [
      own(connection),
      /^intune:tenants\["tenant-2"\]\.adoPipelineServiceConnectionId is set, .*: set intune:tenants\["tenant-2"\]\.useOidc to true, and intune:tenants\["tenant-2"\]\.clientId\. To sign in another way/,
      "tenant-2",
    ],
  });
});

describe("choosing a federated credential", () => {
  test({
    "an OIDC token, by azuread's names": [
      { ...armApp, ARM_USE_OIDC: "true", ARM_OIDC_TOKEN: "the-token" },
      {
        kind: "oidc",
        ...app,
        assertion: { from: "value", token: "the-token" },
        why: "ARM_OIDC_TOKEN is set",
      },
    ],
    "an OIDC token file, by azuread's names": [
      { ...armApp, ARM_USE_OIDC: "true", ARM_OIDC_TOKEN_FILE_PATH: "/token" },
      { kind: "oidc", ...app, assertion: { from: "file", path: "/token" } },
    ],
    "an OIDC token file, which says itself that it is OIDC": [
      { ...app, oidcTokenFilePath: "/token" },
      { kind: "oidc", assertion: { from: "file", path: "/token" } },
    ],
    "an OIDC token if OIDC is refused": [
      { useOidc: "false", oidcToken: "the-token", useCli: "true" },
      "azureCli",
    ],
    "an OIDC token and a file": [
      { ...app, oidcToken: "the-token", oidcTokenFilePath: "/token" },
      /^intune:oidcToken and intune:oidcTokenFilePath are both set/,
    ],
    "a certificate before an OIDC token, as azuread does": [
      { ...app, oidcToken: "the-token", clientCertificatePath },
      "clientCertificate",
    ],
    "OIDC without a token": [
      { ...armApp, ARM_USE_OIDC: "true" },
      /an OIDC token, because ARM_USE_OIDC is true, also needs a token: intune:oidcToken \(or ARM_OIDC_TOKEN\).*id-token: write/,
    ],
    "OIDC without an application": [
      { tenantId: "tenant-1", oidcToken: "the-token" },
      /because intune:oidcToken is set, also needs intune:clientId \(or ARM_CLIENT_ID, AZURE_CLIENT_ID\)\.$/,
    ],
    "GitHub Actions": [
      { ...app, useOidc: "true", ...github },
      { kind: "oidc", assertion: fromGithub, why: "intune:useOidc is true" },
    ],
    "GitHub Actions on a Kubernetes runner with an identity of its own": [
      { ...app, useOidc: "true", ...github, ...pod },
      { kind: "oidc", assertion: fromGithub },
    ],
    "a token file that is given, in a job of GitHub Actions": [
      { ...app, useOidc: "true", oidcTokenFilePath: "/token", ...github },
      { kind: "oidc", assertion: { from: "file", path: "/token" } },
    ],
    "a secret before GitHub's OIDC, as azuread does": [
      { ...app, useOidc: "true", clientSecret, ...github },
      "clientSecret",
    ],
    "GitHub's OIDC without being asked for": [
      { ...app, ...github },
      /intune:clientId is set, but there is no credential for that application: .*intune:useOidc \(or ARM_USE_OIDC\)/,
    ],
    "half of GitHub's request": [
      { ...app, useOidc: "true", ACTIONS_ID_TOKEN_REQUEST_URL: github.ACTIONS_ID_TOKEN_REQUEST_URL },
      /also needs intune:oidcRequestToken \(or ARM_OIDC_REQUEST_TOKEN, ACTIONS_ID_TOKEN_REQUEST_TOKEN, SYSTEM_ACCESSTOKEN\)\.$/,
    ],
    "Azure Pipelines": [
      {
        ...app,
        useOidc: "true",
        ...azurePipelines,
        ARM_ADO_PIPELINE_SERVICE_CONNECTION_ID: "connection-1",
      },
      {
        kind: "azurePipelines",
        ...app,
        ...connection,
        oidcRequestUrl: azurePipelines.SYSTEM_OIDCREQUESTURI,
        oidcRequestToken: azurePipelines.SYSTEM_ACCESSTOKEN,
      },
    ],
    "Azure Pipelines by the name of the azapi provider": [
      { ...app, useOidc: "true", ...azurePipelines, ARM_OIDC_AZURE_SERVICE_CONNECTION_ID: "connection-1" },
      { kind: "azurePipelines", ...connection },
    ],
    "Azure Pipelines without the job's token": [
      { ...app, useOidc: "true", ...connection, SYSTEM_OIDCREQUESTURI: azurePipelines.SYSTEM_OIDCREQUESTURI },
      /an Azure Pipelines service connection, because .* also needs intune:oidcRequestToken/,
    ],
    "Azure Pipelines without an application": [
      { tenantId: "tenant-1", useOidc: "true", ...connection, ...azurePipelines },
      /an Azure Pipelines service connection, because .* also needs intune:clientId/,
    ],
    "AKS workload identity, asked for": [
      { ARM_USE_AKS_WORKLOAD_IDENTITY: "true", ...azureApp, ...pod },
      { kind: "workloadIdentity", ...app, federatedTokenFile },
    ],
    "AKS workload identity, by its environment": [
      { ...azureApp, ...pod },
      {
        kind: "workloadIdentity",
        ...app,
        federatedTokenFile,
        why: "AZURE_FEDERATED_TOKEN_FILE is set",
      },
    ],
    "AKS workload identity outside AKS": [
      { ...armApp, ARM_USE_AKS_WORKLOAD_IDENTITY: "true" },
      /also needs intune:federatedTokenFile \(or ARM_FEDERATED_TOKEN_FILE, AZURE_FEDERATED_TOKEN_FILE\)/,
    ],
    "a pod's token file and an application": [
      { AZURE_CLIENT_ID: "client-1", ...pod },
      /a workload identity, because AZURE_FEDERATED_TOKEN_FILE is set, also needs intune:tenantId/,
    ],
    "a pod's token file, and nothing else": [
      pod,
      /a workload identity, because AZURE_FEDERATED_TOKEN_FILE is set, also needs intune:tenantId .* and intune:clientId/,
    ],
    "a pod's workload identity that is ruled out, and nothing else": [
      { ...pod, ARM_USE_AKS_WORKLOAD_IDENTITY: "false" },
      "default",
    ],
    "an application in a pod whose workload identity is ruled out": [
      { ...app, useAksWorkloadIdentity: "false", ...pod },
      /^intune:clientId is set, but there is no credential for that application/,
    ],
  });
});

describe("choosing a credential if only half of a federated one is given", () => {
  const { ACTIONS_ID_TOKEN_REQUEST_URL: oidcRequestUrl } = github;
  test({
    "where tokens are issued, and nothing else": [
      { tenantId: "tenant-1", oidcRequestUrl },
      /^intune:oidcRequestUrl is set, but OIDC is not turned on: set intune:useOidc \(or ARM_USE_OIDC\) to true, and intune:clientId \(or ARM_CLIENT_ID, AZURE_CLIENT_ID\)\. To sign in another way, set useOidc to false\.$/,
    ],
    "a service connection under azuread's name, and nothing else": [
      { ARM_ADO_PIPELINE_SERVICE_CONNECTION_ID: "connection-1" },
      /^ARM_ADO_PIPELINE_SERVICE_CONNECTION_ID is set, but OIDC is not turned on/,
    ],
    "the access token to ask for tokens with, and nothing else": [
      { ARM_OIDC_REQUEST_TOKEN: "request-token" },
      /^ARM_OIDC_REQUEST_TOKEN is set, but OIDC is not turned on/,
    ],
    "a service connection with an application": [
      { ...app, ...connection },
      /^intune:adoPipelineServiceConnectionId is set, .* .*ARM_USE_OIDC\) to true\. To sign in another way, set useOidc to false\.$/,
    ],
    "a service connection in a pod with an identity of its own": [
      { ...app, ...connection, ...pod },
      /^intune:adoPipelineServiceConnectionId is set/,
    ],
    "a service connection, and OIDC ruled out": [{ ...connection, useOidc: "false" }, "default"],
    "a service connection beside a managed identity": [{ ...connection, useMsi: "true" }, "managedIdentity"],
    "what GitHub Actions sets by itself": [github, "default"],
    "what Azure Pipelines sets by itself": [
      { ...azurePipelines, AZURESUBSCRIPTION_SERVICE_CONNECTION_ID: "connection-1" },
      "default",
    ],
  });
});
