/**
 * Writes a secret to Azure Key Vault: `PUT {vault}/secrets/{name}?api-version=7.4`. Source:
 * https://learn.microsoft.com/rest/api/keyvault/secrets/set-secret/set-secret
 */
export async function putSecret(
  vaultUrl: string,
  bearer: string,
  name: string,
  value: string,
  expires: string,
): Promise<void> {
  const answer = await fetch(new URL(`secrets/${name}?api-version=7.4`, vaultUrl), {
    method: "PUT",
    headers: { authorization: `Bearer ${bearer}`, "content-type": "application/json" },
    body: JSON.stringify({ value, attributes: { exp: Math.floor(Date.parse(expires) / 1000) } }),
  });
  if (!answer.ok) throw new Error(`The vault answered ${answer.status} for the secret ${name}.`);
}
