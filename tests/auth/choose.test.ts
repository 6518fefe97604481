import assert from "node:assert/strict";
import { certificateSource } from "../../provider/src/auth/certificate";
import { chooseKind } from "../../provider/src/auth/choose";
import { identityFor, Needs } from "../../provider/src/auth/identity";
import { kinds } from "../../provider/src/auth/kinds";
import { assertionSource } from "../../provider/src/auth/oidc";
import { readSettings } from "../../provider/src/config/settings";
import { type CredentialKind, credentialKinds } from "../../provider/src/config/signIn";
import { IntuneError } from "../../provider/src/errors";

/** The kind, and some of what its credential is made of. */
interface Plan {
  readonly kind: CredentialKind;
  readonly [part: string]: unknown;
}

/** What is given, settings and environment variables alike, and what follows from it. */
type Row = readonly [
  name: string,
  given: Readonly<Record<string, string>>,
  expected: Plan | RegExp,
  more?: { readonly why?: string; readonly tenantId?: string },
];

const app = { tenantId: "tenant-1", clientId: "client-1" };
const armApp = { ARM_TENANT_ID: "tenant-1", ARM_CLIENT_ID: "client-1" };

/**
 * Decides as a sign-in does, up to the point where the credential would be made.
 *
 * @param tenantId the resource's own
 */
function decide(given: Readonly<Record<string, string>>, tenantId?: string) {
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

function test(rows: readonly Row[]): void {
  for (const [name, given, expected, { why, tenantId } = {}] of rows) {
    it(`${name}: ${expected instanceof RegExp ? "an error" : expected.kind}`, () => {
      if (!(expected instanceof RegExp)) {
        const decided = decide(given, tenantId);
        assert.partialDeepStrictEqual(decided, { ...expected, ...(why !== undefined && { why }) });
        return;
      }
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

/** Enough for every kind of credential at once. */
const everything = {
  ...app,
  accessToken: "the-access-token",
  clientSecret: "the-secret",
  clientCertificatePath: "app.pem",
  oidcToken: "the-token",
  oidcRequestUrl: "https://pipelines.example/token",
  oidcRequestToken: "request-token",
  adoPipelineServiceConnectionId: "connection-1",
  federatedTokenFile: "/var/run/token",
  useMsi: "true",
  useCli: "true",
};

describe("choosing a credential", () => {
  test([
    ["nothing said", {}, { kind: "default" }, { why: "nothing says how to sign in" }],
    ["a tenant only", { tenantId: "tenant-1" }, { kind: "default", tenantId: "tenant-1" }],
    [
      "an access token",
      { accessToken: "the-access-token" },
      { kind: "accessToken", accessToken: "the-access-token" },
      { why: "intune:accessToken is set" },
    ],
    [
      "an access token beside a secret",
      { accessToken: "the-access-token", ...armApp, ARM_CLIENT_SECRET: "the-secret" },
      { kind: "accessToken" },
    ],
    [
      "a secret in the configuration",
      { ...app, clientSecret: "the-secret" },
      { kind: "clientSecret", ...app, clientSecret: "the-secret" },
      { why: "intune:clientSecret is set" },
    ],
    [
      "a secret under azuread's names",
      { ...armApp, ARM_CLIENT_SECRET: "the-secret" },
      { kind: "clientSecret", ...app, clientSecret: "the-secret" },
      { why: "ARM_CLIENT_SECRET is set" },
    ],
    [
      "a secret under Azure SDK's names",
      { AZURE_TENANT_ID: "tenant-1", AZURE_CLIENT_ID: "client-1", AZURE_CLIENT_SECRET: "the-secret" },
      { kind: "clientSecret", ...app },
      { why: "AZURE_CLIENT_SECRET is set" },
    ],
    [
      "configuration before ARM_ before AZURE_",
      {
        tenantId: "of-config",
        ARM_TENANT_ID: "of-arm",
        ARM_CLIENT_ID: "of-arm",
        AZURE_CLIENT_ID: "of-azure",
        AZURE_CLIENT_SECRET: "of-azure",
      },
      { kind: "clientSecret", tenantId: "of-config", clientId: "of-arm", clientSecret: "of-azure" },
    ],
    [
      "a resource's own tenant with the same application",
      { ...app, clientSecret: "the-secret" },
      { kind: "clientSecret", tenantId: "tenant-2", clientId: "client-1" },
      { tenantId: "tenant-2" },
    ],
    [
      "a tenant with a sign-in of its own",
      {
        ...app,
        clientSecret: "the-secret",
        tenants: '{"tenant-2": {"clientId": "client-2", "useMsi": true}}',
      },
      { kind: "managedIdentity", clientId: "client-2" },
      { why: 'intune:tenants["tenant-2"].useMsi is true', tenantId: "Tenant-2" },
    ],
    [
      "a tenant's own application does not borrow another's secret",
      { ...app, clientSecret: "the-secret", tenants: '{"tenant-2": {"clientId": "client-2"}}' },
      /intune:tenants\["tenant-2"\]\.clientId is set, but there is no credential for that application/,
      { tenantId: "tenant-2" },
    ],
    [
      "a certificate by path",
      { ...armApp, ARM_CLIENT_CERTIFICATE_PATH: "app.pfx", ARM_CLIENT_CERTIFICATE_PASSWORD: "pw" },
      {
        kind: "clientCertificate",
        ...app,
        certificate: { path: "app.pfx" },
        clientCertificatePassword: "pw",
      },
    ],
    [
      "a certificate's content",
      { ...armApp, ARM_CLIENT_CERTIFICATE: "TUlJ" },
      {
        kind: "clientCertificate",
        certificate: { content: "TUlJ", setting: "ARM_CLIENT_CERTIFICATE" },
      },
    ],
    [
      "a certificate before a secret, as azuread does",
      { ...app, clientSecret: "the-secret", clientCertificatePath: "app.pem" },
      { kind: "clientCertificate" },
    ],
    [
      "a certificate by path and by content",
      { ...app, clientCertificatePath: "app.pem", ARM_CLIENT_CERTIFICATE: "TUlJ" },
      /^ARM_CLIENT_CERTIFICATE and intune:clientCertificatePath are both set: keep one of them\.$/,
    ],
    [
      "a certificate's password without a certificate",
      { ...armApp, ARM_CLIENT_CERTIFICATE_PASSWORD: "pw" },
      /ARM_CLIENT_CERTIFICATE_PASSWORD is set, but no certificate: set intune:clientCertificatePath \(or ARM_/,
    ],
    ["a managed identity of the machine", { ARM_USE_MSI: "true" }, { kind: "managedIdentity" }],
    [
      "a managed identity that is assigned",
      { ...armApp, ARM_USE_MSI: "true" },
      { kind: "managedIdentity", clientId: "client-1" },
    ],
    [
      "a managed identity before the Azure CLI, as azuread does",
      { ARM_USE_MSI: "true", ARM_USE_CLI: "true" },
      { kind: "managedIdentity" },
    ],
    ["the Azure CLI", { tenantId: "tenant-1", ARM_USE_CLI: "1" }, { kind: "azureCli", tenantId: "tenant-1" }],
    [
      "no Azure CLI, and nothing else",
      { ARM_USE_CLI: "false" },
      /^ARM_USE_CLI is false, and nothing else says how to sign in/,
    ],
    [
      "a secret without an application and a tenant",
      { clientSecret: "the-secret" },
      /^Signing in with a client secret, because intune:clientSecret is set, also needs intune:tenantId \(or ARM_TENANT_ID, AZURE_TENANT_ID\) and intune:clientId \(or ARM_CLIENT_ID, AZURE_CLIENT_ID\)\.$/,
    ],
    [
      "an application without a proof",
      { ...armApp },
      /^ARM_CLIENT_ID is set, but there is no credential for that application: set intune:clientSecret \(or ARM_CLIENT_SECRET, AZURE_CLIENT_SECRET\)/,
    ],
    [
      "pinned: the browser",
      { ...app, credential: "browser" },
      { kind: "browser", ...app },
      { why: "intune:credential says so" },
    ],
    [
      "pinned: a device code without an application of one's own",
      { credential: "deviceCode" },
      /a device code, because intune:credential says so, also needs intune:clientId \(or ARM_CLIENT_ID, AZURE_CLIENT_ID\)\.$/,
    ],
    [
      "pinned: the Azure CLI, whatever secrets the environment holds",
      { credential: "azureCli", ...armApp, ARM_CLIENT_SECRET: "the-secret" },
      { kind: "azureCli", tenantId: "tenant-1" },
    ],
    ["pinned: azd", { credential: "azureDeveloperCli" }, { kind: "azureDeveloperCli" }],
    ["pinned: PowerShell", { credential: "azurePowerShell" }, { kind: "azurePowerShell" }],
    [
      "pinned: the default chain with an identity",
      { ...app, credential: "default" },
      { kind: "default", ...app },
    ],
    [
      "pinned: a certificate that is not given",
      { ...app, credential: "clientCertificate" },
      /also needs intune:clientCertificatePath \(or ARM_CLIENT_CERTIFICATE_PATH, .*\) or intune:clientCertificate/,
    ],
    [
      "pinned: no such kind",
      { credential: "password" },
      /intune:credential is "password", expected accessToken or clientSecret or .* or default\./,
    ],
    ...credentialKinds.map((kind): Row => [
      `pinned, whatever else is set`,
      { ...everything, credential: kind },
      { kind },
      { why: "intune:credential says so" },
    ]),
    ["everything at once: an access token", { ...everything }, { kind: "accessToken" }],
    [
      "pinned by azuread's kind of name",
      { ...armApp, ARM_CREDENTIAL: "managedIdentity", ARM_CLIENT_SECRET: "the-secret" },
      { kind: "managedIdentity", clientId: "client-1" },
      { why: "ARM_CREDENTIAL says so" },
    ],
    [
      "pinned: a secret that is not given, though a certificate is",
      { ...app, credential: "clientSecret", clientCertificatePath: "app.pem" },
      /because intune:credential says so, also needs intune:clientSecret \(or ARM_CLIENT_SECRET,/,
    ],
    [
      "pinned: an access token that is not given",
      { ...app, credential: "accessToken", clientSecret: "the-secret" },
      /a given access token, because intune:credential says so, also needs intune:accessToken/,
    ],
    [
      "a secret before a managed identity, as azuread does",
      { ...armApp, ARM_CLIENT_SECRET: "the-secret", ARM_USE_MSI: "true" },
      { kind: "clientSecret" },
    ],
    [
      "a secret without a tenant",
      { clientId: "client-1", clientSecret: "the-secret" },
      /also needs intune:tenantId \(or ARM_TENANT_ID, AZURE_TENANT_ID\)\.$/,
    ],
    [
      "a certificate without an application",
      { tenantId: "tenant-1", clientCertificatePath: "app.pem" },
      /a client certificate, because intune:clientCertificatePath is set, also needs intune:clientId/,
    ],
    [
      "a flag that is neither true nor false",
      { ARM_USE_MSI: "yes" },
      /ARM_USE_MSI is "yes", expected true or false/,
    ],
  ]);
});

const github = {
  ACTIONS_ID_TOKEN_REQUEST_URL: "https://pipelines.example/token?api-version=2.0",
  ACTIONS_ID_TOKEN_REQUEST_TOKEN: "request-token",
};
const azurePipelines = {
  SYSTEM_OIDCREQUESTURI: "https://dev.azure.com/org/oidctoken",
  SYSTEM_ACCESSTOKEN: "system-token",
};

describe("choosing a federated credential", () => {
  test([
    [
      "an OIDC token",
      { ...armApp, ARM_USE_OIDC: "true", ARM_OIDC_TOKEN: "the-token" },
      { kind: "oidc", ...app, assertion: { from: "value", token: "the-token" } },
      { why: "ARM_OIDC_TOKEN is set" },
    ],
    [
      "an OIDC token file, which says itself that it is OIDC",
      { ...app, oidcTokenFilePath: "/token" },
      { kind: "oidc", assertion: { from: "file", path: "/token" } },
    ],
    [
      "an OIDC token where OIDC is refused",
      { useOidc: "false", oidcToken: "the-token", useCli: "true" },
      { kind: "azureCli" },
    ],
    [
      "an OIDC token and a file",
      { ...app, oidcToken: "the-token", oidcTokenFilePath: "/token" },
      /^intune:oidcToken and intune:oidcTokenFilePath are both set/,
    ],
    [
      "GitHub Actions",
      { ...app, useOidc: "true", ...github },
      {
        kind: "oidc",
        assertion: {
          from: "request",
          url: github.ACTIONS_ID_TOKEN_REQUEST_URL,
          token: github.ACTIONS_ID_TOKEN_REQUEST_TOKEN,
        },
      },
      { why: "intune:useOidc is true" },
    ],
    [
      "GitHub Actions on a Kubernetes runner with an identity of its own",
      { ...app, useOidc: "true", ...github, AZURE_FEDERATED_TOKEN_FILE: "/var/run/token" },
      {
        kind: "oidc",
        assertion: { from: "request", url: github.ACTIONS_ID_TOKEN_REQUEST_URL, token: "request-token" },
      },
    ],
    [
      "a secret before GitHub's OIDC, as azuread does",
      { ...app, useOidc: "true", clientSecret: "the-secret", ...github },
      { kind: "clientSecret" },
    ],
    [
      "GitHub's OIDC without being asked for",
      { ...app, ...github },
      /intune:clientId is set, but there is no credential for that application: .*intune:useOidc \(or ARM_USE_OIDC\)/,
    ],
    [
      "OIDC without a token",
      { ...armApp, ARM_USE_OIDC: "true" },
      /an OIDC token, because ARM_USE_OIDC is true, also needs a token: intune:oidcToken \(or ARM_OIDC_TOKEN\).*id-token: write/,
    ],
    [
      "half of GitHub's request",
      { ...app, useOidc: "true", ACTIONS_ID_TOKEN_REQUEST_URL: github.ACTIONS_ID_TOKEN_REQUEST_URL },
      /also needs intune:oidcRequestToken \(or ARM_OIDC_REQUEST_TOKEN, ACTIONS_ID_TOKEN_REQUEST_TOKEN, SYSTEM_ACCESSTOKEN\)\.$/,
    ],
    [
      "OIDC without an application",
      { tenantId: "tenant-1", oidcToken: "the-token" },
      /because intune:oidcToken is set, also needs intune:clientId \(or ARM_CLIENT_ID, AZURE_CLIENT_ID\)\.$/,
    ],
    [
      "Azure Pipelines",
      { ...app, useOidc: "true", ...azurePipelines, ARM_ADO_PIPELINE_SERVICE_CONNECTION_ID: "connection-1" },
      {
        kind: "azurePipelines",
        ...app,
        adoPipelineServiceConnectionId: "connection-1",
        oidcRequestUrl: azurePipelines.SYSTEM_OIDCREQUESTURI,
        oidcRequestToken: azurePipelines.SYSTEM_ACCESSTOKEN,
      },
    ],
    [
      "Azure Pipelines by the name of the azapi provider",
      { ...app, useOidc: "true", ...azurePipelines, ARM_OIDC_AZURE_SERVICE_CONNECTION_ID: "connection-1" },
      { kind: "azurePipelines", adoPipelineServiceConnectionId: "connection-1" },
    ],
    [
      "Azure Pipelines without the job's token",
      {
        ...app,
        useOidc: "true",
        adoPipelineServiceConnectionId: "connection-1",
        SYSTEM_OIDCREQUESTURI: azurePipelines.SYSTEM_OIDCREQUESTURI,
      },
      /an Azure Pipelines service connection, because .* also needs intune:oidcRequestToken/,
    ],
    [
      "AKS workload identity, asked for",
      {
        ARM_USE_AKS_WORKLOAD_IDENTITY: "true",
        AZURE_TENANT_ID: "tenant-1",
        AZURE_CLIENT_ID: "client-1",
        AZURE_FEDERATED_TOKEN_FILE: "/var/run/token",
      },
      { kind: "workloadIdentity", ...app, federatedTokenFile: "/var/run/token" },
    ],
    [
      "AKS workload identity, by its environment",
      {
        AZURE_TENANT_ID: "tenant-1",
        AZURE_CLIENT_ID: "client-1",
        AZURE_FEDERATED_TOKEN_FILE: "/var/run/token",
      },
      { kind: "workloadIdentity", ...app, federatedTokenFile: "/var/run/token" },
      { why: "AZURE_FEDERATED_TOKEN_FILE is set" },
    ],
    [
      "AKS workload identity outside AKS",
      { ...armApp, ARM_USE_AKS_WORKLOAD_IDENTITY: "true" },
      /also needs intune:federatedTokenFile \(or ARM_FEDERATED_TOKEN_FILE, AZURE_FEDERATED_TOKEN_FILE\)/,
    ],
    [
      "an application without a proof beside a token file of half a workload identity",
      { AZURE_CLIENT_ID: "client-1", AZURE_FEDERATED_TOKEN_FILE: "/var/run/token" },
      /a workload identity, because AZURE_FEDERATED_TOKEN_FILE is set, also needs intune:tenantId/,
    ],
    [
      "a token file of a workload identity, and nothing else of it",
      { AZURE_FEDERATED_TOKEN_FILE: "/var/run/token" },
      /a workload identity, because AZURE_FEDERATED_TOKEN_FILE is set, also needs intune:tenantId .* and intune:clientId/,
    ],
    [
      "GitLab's token, or Pulumi's own from an ESC environment, in azuread's variable",
      { ...armApp, ARM_USE_OIDC: "true", ARM_OIDC_TOKEN: "the-token" },
      { kind: "oidc", ...app, assertion: { from: "value", token: "the-token" } },
    ],
    [
      "the same in a file",
      { ...armApp, ARM_USE_OIDC: "true", ARM_OIDC_TOKEN_FILE_PATH: "/token" },
      { kind: "oidc", ...app, assertion: { from: "file", path: "/token" } },
    ],
    [
      "a token file that is given, in a job of GitHub Actions",
      { ...app, useOidc: "true", oidcTokenFilePath: "/token", ...github },
      { kind: "oidc", assertion: { from: "file", path: "/token" } },
    ],
    [
      "a certificate before an OIDC token, as azuread does",
      { ...app, oidcToken: "the-token", clientCertificatePath: "app.pem" },
      { kind: "clientCertificate" },
    ],
    [
      "Azure Pipelines without an application",
      {
        tenantId: "tenant-1",
        useOidc: "true",
        adoPipelineServiceConnectionId: "connection-1",
        ...azurePipelines,
      },
      /an Azure Pipelines service connection, because .* also needs intune:clientId/,
    ],
    [
      "a tenant's own OIDC token, not the one of the others",
      {
        ...app,
        oidcToken: "the-token",
        tenants: '{"tenant-2": {"clientId": "client-2", "oidcTokenFilePath": "/token-2"}}',
      },
      {
        kind: "oidc",
        tenantId: "tenant-2",
        clientId: "client-2",
        assertion: { from: "file", path: "/token-2" },
      },
      { tenantId: "tenant-2" },
    ],
    [
      "a tenant's own OIDC set without its token, though the others have one",
      { ...app, oidcToken: "the-token", tenants: '{"tenant-2": {"clientId": "client-2", "useOidc": true}}' },
      /because intune:tenants\["tenant-2"\]\.useOidc is true, also needs a token: intune:tenants\["tenant-2"\]\.oidcToken/,
      { tenantId: "tenant-2" },
    ],
    [
      "a tenant's own application in a job of GitHub Actions, whose tokens are any application's",
      {
        ...app,
        clientSecret: "the-secret",
        tenants: '{"tenant-2": {"clientId": "client-2", "useOidc": true}}',
        ...github,
      },
      {
        kind: "oidc",
        clientId: "client-2",
        assertion: { from: "request", url: github.ACTIONS_ID_TOKEN_REQUEST_URL, token: "request-token" },
      },
      { tenantId: "tenant-2" },
    ],
    [
      "a request for OIDC tokens in the clear",
      { oidcRequestUrl: "http://tokens.example/" },
      /intune:oidcRequestUrl must be https:, or http: to a loopback address: it would send a secret in the clear/,
    ],
  ]);
});

const url = "https://pipelines.example/token";
const connection = "connection-1";

describe("choosing a credential where a federated one is given by half", () => {
  test([
    [
      "where tokens are issued, and nothing else",
      { tenantId: "tenant-1", oidcRequestUrl: url },
      /^intune:oidcRequestUrl is set, but OIDC is not turned on: set intune:useOidc \(or ARM_USE_OIDC\) to true, and intune:clientId \(or ARM_CLIENT_ID, AZURE_CLIENT_ID\)\. To sign in another way, set useOidc to false\.$/,
    ],
    [
      "a service connection under azuread's name, and nothing else",
      { ARM_ADO_PIPELINE_SERVICE_CONNECTION_ID: connection },
      /^ARM_ADO_PIPELINE_SERVICE_CONNECTION_ID is set, but OIDC is not turned on/,
    ],
    [
      "the access token to ask for tokens with, and nothing else",
      { ARM_OIDC_REQUEST_TOKEN: "request-token" },
      /^ARM_OIDC_REQUEST_TOKEN is set, but OIDC is not turned on/,
    ],
    [
      "a service connection with an application",
      { ...app, adoPipelineServiceConnectionId: connection },
      /^intune:adoPipelineServiceConnectionId is set, .* .*ARM_USE_OIDC\) to true\. To sign in another way, set useOidc to false\.$/,
    ],
    [
      "a service connection in a pod with an identity of its own",
      { ...app, adoPipelineServiceConnectionId: connection, AZURE_FEDERATED_TOKEN_FILE: "/var/run/token" },
      /^intune:adoPipelineServiceConnectionId is set/,
    ],
    [
      "a tenant's own service connection, and nothing else",
      { ...app, tenants: JSON.stringify({ "tenant-2": { adoPipelineServiceConnectionId: connection } }) },
      /^intune:tenants\["tenant-2"\]\.adoPipelineServiceConnectionId is set, .*: set intune:tenants\["tenant-2"\]\.useOidc to true, and intune:tenants\["tenant-2"\]\.clientId\. To sign in another way/,
      { tenantId: "tenant-2" },
    ],
    [
      "a service connection, and OIDC ruled out",
      { adoPipelineServiceConnectionId: connection, useOidc: "false" },
      { kind: "default" },
    ],
    [
      "a service connection beside a managed identity",
      { adoPipelineServiceConnectionId: connection, useMsi: "true" },
      { kind: "managedIdentity" },
    ],
    [
      "what GitHub Actions sets by itself",
      { ACTIONS_ID_TOKEN_REQUEST_URL: url, ACTIONS_ID_TOKEN_REQUEST_TOKEN: "request-token" },
      { kind: "default" },
    ],
    [
      "what Azure Pipelines sets by itself",
      {
        SYSTEM_OIDCREQUESTURI: url,
        SYSTEM_ACCESSTOKEN: "system-token",
        AZURESUBSCRIPTION_SERVICE_CONNECTION_ID: connection,
      },
      { kind: "default" },
    ],
    [
      "a pod's workload identity that is ruled out, and nothing else",
      { AZURE_FEDERATED_TOKEN_FILE: "/var/run/token", ARM_USE_AKS_WORKLOAD_IDENTITY: "false" },
      { kind: "default" },
    ],
    [
      "an application in a pod whose workload identity is ruled out",
      { ...app, useAksWorkloadIdentity: "false", AZURE_FEDERATED_TOKEN_FILE: "/var/run/token" },
      /^intune:clientId is set, but there is no credential for that application/,
    ],
  ]);
});

const own = (settings: object) => ({
  ...app,
  clientSecret: "the-secret",
  tenants: JSON.stringify({ "tenant-2": settings }),
});

describe("choosing a credential for a tenant with an entry of its own", () => {
  test([
    [
      "an entry that says nothing",
      { ...own({}) },
      /^intune:tenants\["tenant-2"\] does not say how to sign in: add the settings that one way needs, or pin one with intune:tenants\["tenant-2"\]\.credential\.$/,
      { tenantId: "tenant-2" },
    ],
    [
      "an entry of empty texts",
      { ...own({ clientId: "", clientSecret: "" }) },
      /^intune:tenants\["tenant-2"\] does not say how to sign in/,
      { tenantId: "tenant-2" },
    ],
    [
      "an entry that says nothing, in a job of GitHub Actions",
      { ...own({}), ACTIONS_ID_TOKEN_REQUEST_URL: "https://pipelines.example/token" },
      /^intune:tenants\["tenant-2"\] does not say how to sign in/,
      { tenantId: "tenant-2" },
    ],
    [
      "an entry that asks for the default chain",
      { ...own({ credential: "default" }) },
      { kind: "default", tenantId: "tenant-2" },
      { tenantId: "tenant-2" },
    ],
    [
      "a tenant without an entry",
      { ...own({}) },
      { kind: "clientSecret", tenantId: "tenant-3" },
      { tenantId: "tenant-3" },
    ],
  ]);
});
