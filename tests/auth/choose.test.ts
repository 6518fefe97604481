import assert from "node:assert/strict";
import { identityFor } from "../../provider/src/auth/identity";
import type { CredentialPlan } from "../../provider/src/auth/plan";
import { planCredential } from "../../provider/src/auth/planCredential";
import { readSettings } from "../../provider/src/config/settings";
import { IntuneError } from "../../provider/src/errors";

interface Row {
  readonly name: string;
  readonly config?: Readonly<Record<string, string>>;
  readonly environment?: Readonly<Record<string, string>>;
  /** The resource's own tenantId. */
  readonly tenantId?: string;
  /** The plan, where there is one; parts are enough. */
  readonly plan?: Partial<CredentialPlan> & Pick<CredentialPlan, "kind">;
  readonly why?: string;
  /** The error, where there is one. */
  readonly error?: RegExp;
}

const app = { tenantId: "tenant-1", clientId: "client-1" };
const armApp = { ARM_TENANT_ID: "tenant-1", ARM_CLIENT_ID: "client-1" };
const github = {
  ACTIONS_ID_TOKEN_REQUEST_URL: "https://pipelines.example/token?api-version=2.0",
  ACTIONS_ID_TOKEN_REQUEST_TOKEN: "request-bearer",
};
const azurePipelines = {
  SYSTEM_OIDCREQUESTURI: "https://dev.azure.com/org/oidctoken",
  SYSTEM_ACCESSTOKEN: "system-bearer",
};

const rows: readonly Row[] = [
  { name: "nothing said", plan: { kind: "default" }, why: "nothing says how to sign in" },
  {
    name: "a tenant only",
    config: { tenantId: "tenant-1" },
    plan: { kind: "default", tenantId: "tenant-1" },
  },
  {
    name: "a bearer",
    config: { accessToken: "the-bearer" },
    plan: { kind: "accessToken", accessToken: "the-bearer" },
    why: "intune:accessToken is set",
  },
  {
    name: "a bearer beside a secret",
    config: { accessToken: "the-bearer" },
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
    error: /intune:tenants\["tenant-2"\]\.clientId names an application, and nothing proves to be it/,
  },
  {
    name: "a certificate by path",
    environment: { ...armApp, ARM_CLIENT_CERTIFICATE_PATH: "app.pfx", ARM_CLIENT_CERTIFICATE_PASSWORD: "pw" },
    plan: { kind: "clientCertificate", ...app, certificate: { path: "app.pfx" }, password: "pw" },
  },
  {
    name: "a certificate's content",
    environment: { ...armApp, ARM_CLIENT_CERTIFICATE: "TUlJ" },
    plan: { kind: "clientCertificate", certificate: { content: "TUlJ" } },
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
      assertion: { from: "request", url: github.ACTIONS_ID_TOKEN_REQUEST_URL, token: "request-bearer" },
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
      /intune:clientId names an application, and nothing proves to be it: .*intune:useOidc \(or ARM_USE_OIDC, AZURE_USE_OIDC\)/,
  },
  {
    name: "OIDC without a token",
    environment: { ...armApp, ARM_USE_OIDC: "true" },
    error:
      /an OIDC token, because ARM_USE_OIDC is true, also needs a token: intune:oidcToken \(or ARM_OIDC_TOKEN, AZURE_OIDC_TOKEN\).*id-token: write/,
  },
  {
    name: "half of GitHub's request",
    config: { ...app, useOidc: "true" },
    environment: { ACTIONS_ID_TOKEN_REQUEST_URL: github.ACTIONS_ID_TOKEN_REQUEST_URL },
    error:
      /also needs intune:oidcRequestToken \(or ARM_OIDC_REQUEST_TOKEN, .*, ACTIONS_ID_TOKEN_REQUEST_TOKEN, SYSTEM_ACCESSTOKEN\)\.$/,
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
      serviceConnectionId: "connection-1",
      requestUrl: azurePipelines.SYSTEM_OIDCREQUESTURI,
      requestToken: azurePipelines.SYSTEM_ACCESSTOKEN,
    },
  },
  {
    name: "Azure Pipelines by the name of the azapi provider",
    config: { ...app, useOidc: "true" },
    environment: { ...azurePipelines, ARM_OIDC_AZURE_SERVICE_CONNECTION_ID: "connection-1" },
    plan: { kind: "azurePipelines", serviceConnectionId: "connection-1" },
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
    plan: { kind: "workloadIdentity", ...app, tokenFilePath: "/var/run/token" },
  },
  {
    name: "AKS workload identity, by its environment",
    environment: {
      AZURE_TENANT_ID: "tenant-1",
      AZURE_CLIENT_ID: "client-1",
      AZURE_FEDERATED_TOKEN_FILE: "/var/run/token",
    },
    plan: { kind: "workloadIdentity", ...app, tokenFilePath: "/var/run/token" },
    why: "AZURE_FEDERATED_TOKEN_FILE is set",
  },
  {
    name: "AKS workload identity outside AKS",
    environment: { ...armApp, ARM_USE_AKS_WORKLOAD_IDENTITY: "true" },
    error: /also needs intune:federatedTokenFile \(or ARM_FEDERATED_TOKEN_FILE, AZURE_FEDERATED_TOKEN_FILE\)/,
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
      /^ARM_CLIENT_ID names an application, and nothing proves to be it: set intune:clientSecret \(or ARM_CLIENT_SECRET, AZURE_CLIENT_SECRET\)/,
  },
  {
    name: "an application without a proof beside a token file of half a workload identity",
    environment: { AZURE_CLIENT_ID: "client-1", AZURE_FEDERATED_TOKEN_FILE: "/var/run/token" },
    error: /a workload identity, because AZURE_FEDERATED_TOKEN_FILE is set, also needs intune:tenantId/,
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
  {
    name: "a flag that is neither true nor false",
    environment: { ARM_USE_MSI: "yes" },
    error: /ARM_USE_MSI is "yes", expected true or false/,
  },
  {
    name: "a request for OIDC tokens in the clear",
    config: { oidcRequestUrl: "http://tokens.example/" },
    error:
      /intune:oidcRequestUrl must be https:, or http: to a loopback address: it would send a bearer in the clear/,
  },
];

describe("choosing a credential", () => {
  for (const { name, config = {}, environment = {}, tenantId, plan, why, error } of rows) {
    it(`${name}: ${plan?.kind ?? "an error"}`, () => {
      const decide = () => {
        const settings = readSettings((setting) => config[setting], environment);
        return planCredential(identityFor(settings, tenantId ?? settings.tenantId));
      };
      if (error !== undefined) {
        assert.throws(decide, (thrown: unknown) => {
          assert.ok(thrown instanceof IntuneError);
          assert.equal(thrown.code, "configuration");
          assert.match(thrown.message, error);
          assert.doesNotMatch(thrown.message, /the-secret|the-token|the-bearer|request-bearer|system-bearer/);
          return true;
        });
        return;
      }
      const decided = decide();
      assert.partialDeepStrictEqual(decided.plan, plan);
      if (why !== undefined) assert.equal(decided.why, why);
    });
  }
});
