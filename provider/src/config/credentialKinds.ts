/** The ways to sign in that `intune:credential` can pin. */
export const credentialKinds = [
  "accessToken",
  "clientSecret",
  "clientCertificate",
  "oidc",
  "azurePipelines",
  "workloadIdentity",
  "managedIdentity",
  "azureCli",
  "azureDeveloperCli",
  "azurePowerShell",
  "deviceCode",
  "browser",
  "default",
] as const;

/** See {@link credentialKinds}. */
export type CredentialKind = (typeof credentialKinds)[number];
