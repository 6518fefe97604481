import { credentialKinds } from "../../provider/src/config/credentialKinds";
import { app, armApp, testChoices } from "./choices";

/** Enough for every kind of credential at once. */
const everything = {
  ...app,
  accessToken: "the-bearer",
  clientSecret: "the-secret",
  clientCertificatePath: "app.pem",
  oidcToken: "the-token",
  oidcRequestUrl: "https://pipelines.example/token",
  oidcRequestToken: "request-bearer",
  adoPipelineServiceConnectionId: "connection-1",
  federatedTokenFile: "/var/run/token",
  useMsi: "true",
  useCli: "true",
};

describe("choosing a credential", () => {
  testChoices([
    { name: "nothing said", plan: { kind: "default" }, why: "nothing says how to sign in" },
    {
      name: "a tenant only",
      config: { tenantId: "tenant-1" },
      plan: { kind: "default", tenantId: "tenant-1" },
    },
    {
      name: "an access token",
      config: { accessToken: "the-bearer" },
      plan: { kind: "accessToken", accessToken: "the-bearer" },
      why: "intune:accessToken is set",
    },
    {
      name: "an access token beside a secret",
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
      environment: {
        ...armApp,
        ARM_CLIENT_CERTIFICATE_PATH: "app.pfx",
        ARM_CLIENT_CERTIFICATE_PASSWORD: "pw",
      },
      plan: { kind: "clientCertificate", ...app, certificate: { path: "app.pfx" }, password: "pw" },
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
        /^ARM_CLIENT_ID names an application, and nothing proves to be it: set intune:clientSecret \(or ARM_CLIENT_SECRET, AZURE_CLIENT_SECRET\)/,
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
