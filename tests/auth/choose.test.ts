import assert from "node:assert/strict";
import { certificateSource } from "../../provider/src/auth/certificate";
import { chooseKind } from "../../provider/src/auth/choose";
import { identityFor, Needs } from "../../provider/src/auth/identity";
import { kinds } from "../../provider/src/auth/kinds";
import { assertionSource } from "../../provider/src/auth/oidc";
import { readSettings } from "../../provider/src/config/settings";
import { type CredentialKind, credentialKinds } from "../../provider/src/config/signIn";
import { IntuneError } from "../../provider/src/errors";

/** What is set, and what follows from it. */
interface Row {
  readonly name: string;
  readonly config?: Readonly<Record<string, string>>;
  readonly environment?: Readonly<Record<string, string>>;
  /** The resource's own tenantId. */
  readonly tenantId?: string;
  /** The kind, and some of what its credential is made of. */
  readonly plan?: { readonly kind: CredentialKind; readonly [part: string]: unknown };
  readonly why?: string;
  readonly error?: RegExp;
}

const app = { tenantId: "tenant-1", clientId: "client-1" };
const armApp = { ARM_TENANT_ID: "tenant-1", ARM_CLIENT_ID: "client-1" };

/** Decides as a sign-in does, up to the point where the credential would be made. */
function decide({ config = {}, environment = {}, tenantId }: Row) {
  const settings = readSettings((setting) => config[setting], environment);
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
  for (const row of rows) {
    const { name, plan, why, error } = row;
    it(`${name}: ${plan?.kind ?? "an error"}`, () => {
      if (error === undefined) {
        assert.partialDeepStrictEqual(decide(row), { ...plan, ...(why !== undefined && { why }) });
        return;
      }
      assert.throws(
        () => decide(row),
        (thrown: unknown) => {
          assert.ok(thrown instanceof IntuneError);
          assert.equal(thrown.code, "configuration");
          assert.match(thrown.message, error);
          assert.doesNotMatch(
            thrown.message,
            /the-secret|the-token|the-access-token|request-token|system-token/,
          );
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
    { name: "nothing said", plan: { kind: "default" }, why: "nothing says how to sign in" },
    {
      name: "a tenant only",
      config: { tenantId: "tenant-1" },
      plan: { kind: "default", tenantId: "tenant-1" },
    },
    {
      name: "an access token",
      config: { accessToken: "the-access-token" },
      plan: { kind: "accessToken", accessToken: "the-access-token" },
      why: "intune:accessToken is set",
    },
    {
      name: "an access token beside a secret",
      config: { accessToken: "the-access-token" },
      environment: { ...armApp, ARM_CLIENT_SECRET: "the-secret" },
      plan: { kind: "accessToken" },
    },
    {
      name: "a secret in the configuration",
      config: { ...app, clientSecret: "the-secret" },
      plan: { kind: "clientSecret", ...app, clientSecret: "the-secret" },
      why: "intune:clientSecret is set",
    },
    {
      name: "a secret under azuread's names",
      environment: { ...armApp, ARM_CLIENT_SECRET: "the-secret" },
      plan: { kind: "clientSecret", ...app, clientSecret: "the-secret" },
      why: "ARM_CLIENT_SECRET is set",
    },
    {
      name: "a secret under Azure SDK's names",
      environment: {
        AZURE_TENANT_ID: "tenant-1",
        AZURE_CLIENT_ID: "client-1",
        AZURE_CLIENT_SECRET: "the-secret",
      },
      plan: { kind: "clientSecret", ...app },
      why: "AZURE_CLIENT_SECRET is set",
    },
    {
      name: "configuration before ARM_ before AZURE_",
      config: { tenantId: "of-config" },
      environment: {
        ARM_TENANT_ID: "of-arm",
        ARM_CLIENT_ID: "of-arm",
        AZURE_CLIENT_ID: "of-azure",
        AZURE_CLIENT_SECRET: "of-azure",
      },
      plan: { kind: "clientSecret", tenantId: "of-config", clientId: "of-arm", clientSecret: "of-azure" },
    },
    {
      name: "a resource's own tenant with the same application",
      config: { ...app, clientSecret: "the-secret" },
      tenantId: "tenant-2",
      plan: { kind: "clientSecret", tenantId: "tenant-2", clientId: "client-1" },
    },
    {
      name: "a tenant with a sign-in of its own",
      config: {
        ...app,
        clientSecret: "the-secret",
        tenants: '{"tenant-2": {"clientId": "client-2", "useMsi": true}}',
      },
      tenantId: "Tenant-2",
      plan: { kind: "managedIdentity", clientId: "client-2" },
      why: 'intune:tenants["tenant-2"].useMsi is true',
    },
    {
      name: "a tenant's own application does not borrow another's secret",
      config: { ...app, clientSecret: "the-secret", tenants: '{"tenant-2": {"clientId": "client-2"}}' },
      tenantId: "tenant-2",
      error: /intune:tenants\["tenant-2"\]\.clientId is set, but there is no credential for that application/,
    },
    {
      name: "a certificate by path",
      environment: {
        ...armApp,
        ARM_CLIENT_CERTIFICATE_PATH: "app.pfx",
        ARM_CLIENT_CERTIFICATE_PASSWORD: "pw",
      },
      plan: {
        kind: "clientCertificate",
        ...app,
        certificate: { path: "app.pfx" },
        clientCertificatePassword: "pw",
      },
    },
    {
      name: "a certificate's content",
      environment: { ...armApp, ARM_CLIENT_CERTIFICATE: "TUlJ" },
      plan: {
        kind: "clientCertificate",
        certificate: { content: "TUlJ", setting: "ARM_CLIENT_CERTIFICATE" },
      },
    },
    {
      name: "a certificate before a secret, as azuread does",
      config: { ...app, clientSecret: "the-secret", clientCertificatePath: "app.pem" },
      plan: { kind: "clientCertificate" },
    },
    {
      name: "a certificate by path and by content",
      config: { ...app, clientCertificatePath: "app.pem" },
      environment: { ARM_CLIENT_CERTIFICATE: "TUlJ" },
      error: /^ARM_CLIENT_CERTIFICATE and intune:clientCertificatePath are both set: keep one of them\.$/,
    },
    {
      name: "a certificate's password without a certificate",
      environment: { ...armApp, ARM_CLIENT_CERTIFICATE_PASSWORD: "pw" },
      error:
        /ARM_CLIENT_CERTIFICATE_PASSWORD is set, but no certificate: set intune:clientCertificatePath \(or ARM_/,
    },
    {
      name: "a managed identity of the machine",
      environment: { ARM_USE_MSI: "true" },
      plan: { kind: "managedIdentity" },
    },
    {
      name: "a managed identity that is assigned",
      environment: { ...armApp, ARM_USE_MSI: "true" },
      plan: { kind: "managedIdentity", clientId: "client-1" },
    },
    {
      name: "a managed identity before the Azure CLI, as azuread does",
      environment: { ARM_USE_MSI: "true", ARM_USE_CLI: "true" },
      plan: { kind: "managedIdentity" },
    },
    {
      name: "the Azure CLI",
      config: { tenantId: "tenant-1" },
      environment: { ARM_USE_CLI: "1" },
      plan: { kind: "azureCli", tenantId: "tenant-1" },
    },
    {
      name: "no Azure CLI, and nothing else",
      environment: { ARM_USE_CLI: "false" },
      error: /^ARM_USE_CLI is false, and nothing else says how to sign in/,
    },
    {
      name: "a secret without an application and a tenant",
      config: { clientSecret: "the-secret" },
      error:
        /^Signing in with a client secret, because intune:clientSecret is set, also needs intune:tenantId \(or ARM_TENANT_ID, AZURE_TENANT_ID\) and intune:clientId \(or ARM_CLIENT_ID, AZURE_CLIENT_ID\)\.$/,
    },
    {
      name: "an application without a proof",
      environment: armApp,
      error:
        /^ARM_CLIENT_ID is set, but there is no credential for that application: set intune:clientSecret \(or ARM_CLIENT_SECRET, AZURE_CLIENT_SECRET\)/,
    },
    {
      name: "pinned: the browser",
      config: { ...app, credential: "browser" },
      plan: { kind: "browser", ...app },
      why: "intune:credential says so",
    },
    {
      name: "pinned: a device code without an application of one's own",
      config: { credential: "deviceCode" },
      error:
        /a device code, because intune:credential says so, also needs intune:clientId \(or ARM_CLIENT_ID, AZURE_CLIENT_ID\)\.$/,
    },
    {
      name: "pinned: the Azure CLI, whatever secrets the environment holds",
      config: { credential: "azureCli" },
      environment: { ...armApp, ARM_CLIENT_SECRET: "the-secret" },
      plan: { kind: "azureCli", tenantId: "tenant-1" },
    },
    { name: "pinned: azd", config: { credential: "azureDeveloperCli" }, plan: { kind: "azureDeveloperCli" } },
    {
      name: "pinned: PowerShell",
      config: { credential: "azurePowerShell" },
      plan: { kind: "azurePowerShell" },
    },
    {
      name: "pinned: the default chain with an identity",
      config: { ...app, credential: "default" },
      plan: { kind: "default", ...app },
    },
    {
      name: "pinned: a certificate that is not given",
      config: { ...app, credential: "clientCertificate" },
      error:
        /also needs intune:clientCertificatePath \(or ARM_CLIENT_CERTIFICATE_PATH, .*\) or intune:clientCertificate/,
    },
    {
      name: "pinned: no such kind",
      config: { credential: "password" },
      error: /intune:credential is "password", expected accessToken or clientSecret or .* or default\./,
    },
    ...credentialKinds.map((kind) => ({
      name: `pinned, whatever else is set`,
      config: { ...everything, credential: kind },
      plan: { kind },
      why: "intune:credential says so",
    })),
    {
      name: "everything at once: an access token",
      config: everything,
      plan: { kind: "accessToken" },
    },
    {
      name: "pinned by azuread's kind of name",
      environment: { ...armApp, ARM_CREDENTIAL: "managedIdentity", ARM_CLIENT_SECRET: "the-secret" },
      plan: { kind: "managedIdentity", clientId: "client-1" },
      why: "ARM_CREDENTIAL says so",
    },
    {
      name: "pinned: a secret that is not given, though a certificate is",
      config: { ...app, credential: "clientSecret", clientCertificatePath: "app.pem" },
      error: /because intune:credential says so, also needs intune:clientSecret \(or ARM_CLIENT_SECRET,/,
    },
    {
      name: "pinned: an access token that is not given",
      config: { ...app, credential: "accessToken", clientSecret: "the-secret" },
      error: /a given access token, because intune:credential says so, also needs intune:accessToken/,
    },
    {
      name: "a secret before a managed identity, as azuread does",
      environment: { ...armApp, ARM_CLIENT_SECRET: "the-secret", ARM_USE_MSI: "true" },
      plan: { kind: "clientSecret" },
    },
    {
      name: "a secret without a tenant",
      config: { clientId: "client-1", clientSecret: "the-secret" },
      error: /also needs intune:tenantId \(or ARM_TENANT_ID, AZURE_TENANT_ID\)\.$/,
    },
    {
      name: "a certificate without an application",
      config: { tenantId: "tenant-1", clientCertificatePath: "app.pem" },
      error: /a client certificate, because intune:clientCertificatePath is set, also needs intune:clientId/,
    },
    {
      name: "a flag that is neither true nor false",
      environment: { ARM_USE_MSI: "yes" },
      error: /ARM_USE_MSI is "yes", expected true or false/,
    },
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
    {
      name: "an OIDC token",
      environment: { ...armApp, ARM_USE_OIDC: "true", ARM_OIDC_TOKEN: "the-token" },
      plan: { kind: "oidc", ...app, assertion: { from: "value", token: "the-token" } },
      why: "ARM_OIDC_TOKEN is set",
    },
    {
      name: "an OIDC token file, which says itself that it is OIDC",
      config: { ...app, oidcTokenFilePath: "/token" },
      plan: { kind: "oidc", assertion: { from: "file", path: "/token" } },
    },
    {
      name: "an OIDC token where OIDC is refused",
      config: { useOidc: "false", oidcToken: "the-token", useCli: "true" },
      plan: { kind: "azureCli" },
    },
    {
      name: "an OIDC token and a file",
      config: { ...app, oidcToken: "the-token", oidcTokenFilePath: "/token" },
      error: /^intune:oidcToken and intune:oidcTokenFilePath are both set/,
    },
    {
      name: "GitHub Actions",
      config: { ...app, useOidc: "true" },
      environment: github,
      plan: {
        kind: "oidc",
        assertion: {
          from: "request",
          url: github.ACTIONS_ID_TOKEN_REQUEST_URL,
          token: github.ACTIONS_ID_TOKEN_REQUEST_TOKEN,
        },
      },
      why: "intune:useOidc is true",
    },
    {
      name: "GitHub Actions on a Kubernetes runner with an identity of its own",
      config: { ...app, useOidc: "true" },
      environment: { ...github, AZURE_FEDERATED_TOKEN_FILE: "/var/run/token" },
      plan: {
        kind: "oidc",
        assertion: { from: "request", url: github.ACTIONS_ID_TOKEN_REQUEST_URL, token: "request-token" },
      },
    },
    {
      name: "a secret before GitHub's OIDC, as azuread does",
      config: { ...app, useOidc: "true", clientSecret: "the-secret" },
      environment: github,
      plan: { kind: "clientSecret" },
    },
    {
      name: "GitHub's OIDC without being asked for",
      config: app,
      environment: github,
      error:
        /intune:clientId is set, but there is no credential for that application: .*intune:useOidc \(or ARM_USE_OIDC\)/,
    },
    {
      name: "OIDC without a token",
      environment: { ...armApp, ARM_USE_OIDC: "true" },
      error:
        /an OIDC token, because ARM_USE_OIDC is true, also needs a token: intune:oidcToken \(or ARM_OIDC_TOKEN\).*id-token: write/,
    },
    {
      name: "half of GitHub's request",
      config: { ...app, useOidc: "true" },
      environment: { ACTIONS_ID_TOKEN_REQUEST_URL: github.ACTIONS_ID_TOKEN_REQUEST_URL },
      error:
        /also needs intune:oidcRequestToken \(or ARM_OIDC_REQUEST_TOKEN, ACTIONS_ID_TOKEN_REQUEST_TOKEN, SYSTEM_ACCESSTOKEN\)\.$/,
    },
    {
      name: "OIDC without an application",
      config: { tenantId: "tenant-1", oidcToken: "the-token" },
      error:
        /because intune:oidcToken is set, also needs intune:clientId \(or ARM_CLIENT_ID, AZURE_CLIENT_ID\)\.$/,
    },
    {
      name: "Azure Pipelines",
      config: { ...app, useOidc: "true" },
      environment: { ...azurePipelines, ARM_ADO_PIPELINE_SERVICE_CONNECTION_ID: "connection-1" },
      plan: {
        kind: "azurePipelines",
        ...app,
        adoPipelineServiceConnectionId: "connection-1",
        oidcRequestUrl: azurePipelines.SYSTEM_OIDCREQUESTURI,
        oidcRequestToken: azurePipelines.SYSTEM_ACCESSTOKEN,
      },
    },
    {
      name: "Azure Pipelines by the name of the azapi provider",
      config: { ...app, useOidc: "true" },
      environment: { ...azurePipelines, ARM_OIDC_AZURE_SERVICE_CONNECTION_ID: "connection-1" },
      plan: { kind: "azurePipelines", adoPipelineServiceConnectionId: "connection-1" },
    },
    {
      name: "Azure Pipelines without the job's token",
      config: { ...app, useOidc: "true", adoPipelineServiceConnectionId: "connection-1" },
      environment: { SYSTEM_OIDCREQUESTURI: azurePipelines.SYSTEM_OIDCREQUESTURI },
      error: /an Azure Pipelines service connection, because .* also needs intune:oidcRequestToken/,
    },
    {
      name: "AKS workload identity, asked for",
      environment: {
        ARM_USE_AKS_WORKLOAD_IDENTITY: "true",
        AZURE_TENANT_ID: "tenant-1",
        AZURE_CLIENT_ID: "client-1",
        AZURE_FEDERATED_TOKEN_FILE: "/var/run/token",
      },
      plan: { kind: "workloadIdentity", ...app, federatedTokenFile: "/var/run/token" },
    },
    {
      name: "AKS workload identity, by its environment",
      environment: {
        AZURE_TENANT_ID: "tenant-1",
        AZURE_CLIENT_ID: "client-1",
        AZURE_FEDERATED_TOKEN_FILE: "/var/run/token",
      },
      plan: { kind: "workloadIdentity", ...app, federatedTokenFile: "/var/run/token" },
      why: "AZURE_FEDERATED_TOKEN_FILE is set",
    },
    {
      name: "AKS workload identity outside AKS",
      environment: { ...armApp, ARM_USE_AKS_WORKLOAD_IDENTITY: "true" },
      error:
        /also needs intune:federatedTokenFile \(or ARM_FEDERATED_TOKEN_FILE, AZURE_FEDERATED_TOKEN_FILE\)/,
    },
    {
      name: "an application without a proof beside a token file of half a workload identity",
      environment: { AZURE_CLIENT_ID: "client-1", AZURE_FEDERATED_TOKEN_FILE: "/var/run/token" },
      error: /a workload identity, because AZURE_FEDERATED_TOKEN_FILE is set, also needs intune:tenantId/,
    },
    {
      name: "a token file of a workload identity, and nothing else of it",
      environment: { AZURE_FEDERATED_TOKEN_FILE: "/var/run/token" },
      error:
        /a workload identity, because AZURE_FEDERATED_TOKEN_FILE is set, also needs intune:tenantId .* and intune:clientId/,
    },
    {
      name: "GitLab's token, or Pulumi's own from an ESC environment, in azuread's variable",
      environment: { ...armApp, ARM_USE_OIDC: "true", ARM_OIDC_TOKEN: "the-token" },
      plan: { kind: "oidc", ...app, assertion: { from: "value", token: "the-token" } },
    },
    {
      name: "the same in a file",
      environment: { ...armApp, ARM_USE_OIDC: "true", ARM_OIDC_TOKEN_FILE_PATH: "/token" },
      plan: { kind: "oidc", ...app, assertion: { from: "file", path: "/token" } },
    },
    {
      name: "a token file that is given, in a job of GitHub Actions",
      config: { ...app, useOidc: "true", oidcTokenFilePath: "/token" },
      environment: github,
      plan: { kind: "oidc", assertion: { from: "file", path: "/token" } },
    },
    {
      name: "a certificate before an OIDC token, as azuread does",
      config: { ...app, oidcToken: "the-token", clientCertificatePath: "app.pem" },
      plan: { kind: "clientCertificate" },
    },
    {
      name: "Azure Pipelines without an application",
      config: { tenantId: "tenant-1", useOidc: "true", adoPipelineServiceConnectionId: "connection-1" },
      environment: azurePipelines,
      error: /an Azure Pipelines service connection, because .* also needs intune:clientId/,
    },
    {
      name: "a tenant's own OIDC token, not the one of the others",
      config: {
        ...app,
        oidcToken: "the-token",
        tenants: '{"tenant-2": {"clientId": "client-2", "oidcTokenFilePath": "/token-2"}}',
      },
      tenantId: "tenant-2",
      plan: {
        kind: "oidc",
        tenantId: "tenant-2",
        clientId: "client-2",
        assertion: { from: "file", path: "/token-2" },
      },
    },
    {
      name: "a tenant's own OIDC set without its token, though the others have one",
      config: {
        ...app,
        oidcToken: "the-token",
        tenants: '{"tenant-2": {"clientId": "client-2", "useOidc": true}}',
      },
      tenantId: "tenant-2",
      error:
        /because intune:tenants\["tenant-2"\]\.useOidc is true, also needs a token: intune:tenants\["tenant-2"\]\.oidcToken/,
    },
    {
      name: "a tenant's own application in a job of GitHub Actions, whose tokens are any application's",
      config: {
        ...app,
        clientSecret: "the-secret",
        tenants: '{"tenant-2": {"clientId": "client-2", "useOidc": true}}',
      },
      environment: github,
      tenantId: "tenant-2",
      plan: {
        kind: "oidc",
        clientId: "client-2",
        assertion: { from: "request", url: github.ACTIONS_ID_TOKEN_REQUEST_URL, token: "request-token" },
      },
    },
    {
      name: "a request for OIDC tokens in the clear",
      config: { oidcRequestUrl: "http://tokens.example/" },
      error:
        /intune:oidcRequestUrl must be https:, or http: to a loopback address: it would send a secret in the clear/,
    },
  ]);
});

const url = "https://pipelines.example/token";
const connection = "connection-1";

describe("choosing a credential where a federated one is given by half", () => {
  test([
    {
      name: "where tokens are issued, and nothing else",
      config: { tenantId: "tenant-1", oidcRequestUrl: url },
      error:
        /^intune:oidcRequestUrl is set, and nothing says to sign in by OIDC: set intune:useOidc \(or ARM_USE_OIDC\) to true, and intune:clientId \(or ARM_CLIENT_ID, AZURE_CLIENT_ID\); false rules it out\.$/,
    },
    {
      name: "a service connection under azuread's name, and nothing else",
      environment: { ARM_ADO_PIPELINE_SERVICE_CONNECTION_ID: connection },
      error: /^ARM_ADO_PIPELINE_SERVICE_CONNECTION_ID is set, and nothing says to sign in by OIDC/,
    },
    {
      name: "the access token to ask for tokens with, and nothing else",
      environment: { ARM_OIDC_REQUEST_TOKEN: "request-token" },
      error: /^ARM_OIDC_REQUEST_TOKEN is set, and nothing says to sign in by OIDC/,
    },
    {
      name: "a service connection with an application",
      config: { ...app, adoPipelineServiceConnectionId: connection },
      error:
        /^intune:adoPipelineServiceConnectionId is set, .* .*ARM_USE_OIDC\) to true; false rules it out\.$/,
    },
    {
      name: "a service connection in a pod with an identity of its own",
      config: { ...app, adoPipelineServiceConnectionId: connection },
      environment: { AZURE_FEDERATED_TOKEN_FILE: "/var/run/token" },
      error: /^intune:adoPipelineServiceConnectionId is set/,
    },
    {
      name: "a tenant's own service connection, and nothing else",
      config: {
        ...app,
        tenants: JSON.stringify({ "tenant-2": { adoPipelineServiceConnectionId: connection } }),
      },
      tenantId: "tenant-2",
      error:
        /^intune:tenants\["tenant-2"\]\.adoPipelineServiceConnectionId is set, .*: set intune:tenants\["tenant-2"\]\.useOidc to true, and intune:tenants\["tenant-2"\]\.clientId; false/,
    },
    {
      name: "a service connection, and OIDC ruled out",
      config: { adoPipelineServiceConnectionId: connection, useOidc: "false" },
      plan: { kind: "default" },
    },
    {
      name: "a service connection beside a managed identity",
      config: { adoPipelineServiceConnectionId: connection, useMsi: "true" },
      plan: { kind: "managedIdentity" },
    },
    {
      name: "what GitHub Actions sets by itself",
      environment: { ACTIONS_ID_TOKEN_REQUEST_URL: url, ACTIONS_ID_TOKEN_REQUEST_TOKEN: "request-token" },
      plan: { kind: "default" },
    },
    {
      name: "what Azure Pipelines sets by itself",
      environment: {
        SYSTEM_OIDCREQUESTURI: url,
        SYSTEM_ACCESSTOKEN: "system-token",
        AZURESUBSCRIPTION_SERVICE_CONNECTION_ID: connection,
      },
      plan: { kind: "default" },
    },
    {
      name: "a pod's workload identity that is ruled out, and nothing else",
      environment: { AZURE_FEDERATED_TOKEN_FILE: "/var/run/token", ARM_USE_AKS_WORKLOAD_IDENTITY: "false" },
      plan: { kind: "default" },
    },
    {
      name: "an application in a pod whose workload identity is ruled out",
      config: { ...app, useAksWorkloadIdentity: "false" },
      environment: { AZURE_FEDERATED_TOKEN_FILE: "/var/run/token" },
      error: /^intune:clientId is set, but there is no credential for that application/,
    },
  ]);
});

const own = (settings: object) => ({
  ...app,
  clientSecret: "the-secret",
  tenants: JSON.stringify({ "tenant-2": settings }),
});

describe("choosing a credential for a tenant with an entry of its own", () => {
  test([
    {
      name: "an entry that says nothing",
      config: own({}),
      tenantId: "tenant-2",
      error:
        /^intune:tenants\["tenant-2"\] does not say how to sign in: give it what one way needs, or pin one with intune:tenants\["tenant-2"\]\.credential\.$/,
    },
    {
      name: "an entry of empty texts",
      config: own({ clientId: "", clientSecret: "" }),
      tenantId: "tenant-2",
      error: /^intune:tenants\["tenant-2"\] does not say how to sign in/,
    },
    {
      name: "an entry that says nothing, in a job of GitHub Actions",
      config: own({}),
      environment: { ACTIONS_ID_TOKEN_REQUEST_URL: "https://pipelines.example/token" },
      tenantId: "tenant-2",
      error: /^intune:tenants\["tenant-2"\] does not say how to sign in/,
    },
    {
      name: "an entry that asks for the default chain",
      config: own({ credential: "default" }),
      tenantId: "tenant-2",
      plan: { kind: "default", tenantId: "tenant-2" },
    },
    {
      name: "a tenant without an entry",
      config: own({}),
      tenantId: "tenant-3",
      plan: { kind: "clientSecret", tenantId: "tenant-3" },
    },
  ]);
});
