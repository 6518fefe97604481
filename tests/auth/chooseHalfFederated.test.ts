import { app, testChoices } from "./choices";

const url = "https://pipelines.example/token";
const connection = "connection-1";

describe("choosing a credential where a federated one is given by half", () => {
  testChoices([
    {
      name: "where tokens are issued, and nothing else",
      config: { tenantId: "tenant-1", oidcRequestUrl: url },
      error:
        /^intune:oidcRequestUrl is set, and nothing says to sign in by OIDC: set intune:useOidc \(or ARM_USE_OIDC, AZURE_USE_OIDC\) to true, and intune:clientId \(or ARM_CLIENT_ID, AZURE_CLIENT_ID\); false rules it out\.$/,
    },
    {
      name: "a service connection under azuread's name, and nothing else",
      environment: { ARM_ADO_PIPELINE_SERVICE_CONNECTION_ID: connection },
      error: /^ARM_ADO_PIPELINE_SERVICE_CONNECTION_ID is set, and nothing says to sign in by OIDC/,
    },
    {
      name: "the access token to ask for tokens with, and nothing else",
      environment: { AZURE_OIDC_REQUEST_TOKEN: "request-bearer" },
      error: /^AZURE_OIDC_REQUEST_TOKEN is set, and nothing says to sign in by OIDC/,
    },
    {
      name: "a service connection with an application",
      config: { ...app, adoPipelineServiceConnectionId: connection },
      error:
        /^intune:adoPipelineServiceConnectionId is set, .* AZURE_USE_OIDC\) to true; false rules it out\.$/,
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
      environment: { ACTIONS_ID_TOKEN_REQUEST_URL: url, ACTIONS_ID_TOKEN_REQUEST_TOKEN: "request-bearer" },
      plan: { kind: "default" },
    },
    {
      name: "what Azure Pipelines sets by itself",
      environment: {
        SYSTEM_OIDCREQUESTURI: url,
        SYSTEM_ACCESSTOKEN: "system-bearer",
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
      error: /^intune:clientId names an application, and nothing proves to be it/,
    },
  ]);
});
