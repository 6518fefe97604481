import { app, armApp, testChoices } from "./choices";

const github = {
  ACTIONS_ID_TOKEN_REQUEST_URL: "https://pipelines.example/token?api-version=2.0",
  ACTIONS_ID_TOKEN_REQUEST_TOKEN: "request-bearer",
};
const azurePipelines = {
  SYSTEM_OIDCREQUESTURI: "https://dev.azure.com/org/oidctoken",
  SYSTEM_ACCESSTOKEN: "system-bearer",
};

describe("choosing a federated credential", () => {
  testChoices([
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
        assertion: { from: "request", url: github.ACTIONS_ID_TOKEN_REQUEST_URL, token: "request-bearer" },
      },
    },
    {
      name: "a request for OIDC tokens in the clear",
      config: { oidcRequestUrl: "http://tokens.example/" },
      error:
        /intune:oidcRequestUrl must be https:, or http: to a loopback address: it would send an access token in the clear/,
    },
  ]);
});
