/** Names in use elsewhere for the same thing, where they do not follow from the setting's own name. */
const aliases: Partial<Record<string, readonly string[]>> = {
  oidcRequestUrl: ["ACTIONS_ID_TOKEN_REQUEST_URL", "SYSTEM_OIDCREQUESTURI"],
  oidcRequestToken: ["ACTIONS_ID_TOKEN_REQUEST_TOKEN", "SYSTEM_ACCESSTOKEN"],
  adoPipelineServiceConnectionId: [
    "ARM_OIDC_AZURE_SERVICE_CONNECTION_ID",
    "AZURESUBSCRIPTION_SERVICE_CONNECTION_ID",
  ],
};

/**
 * The environment variables that stand for a setting, the first that is set wins: `ARM_CLIENT_ID`, then
 * `AZURE_CLIENT_ID`, then names that other tools use.
 */
export function environmentVariables(name: string): readonly string[] {
  if (name === "debug") return ["PULUMI_INTUNE_DEBUG"];
  const snake = name.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase();
  return [`ARM_${snake}`, `AZURE_${snake}`, ...(aliases[name] ?? [])];
}
