/** A JWT, wherever it stands: three parts of base64url, of which the first begins as JSON does. */
const jwt = /\beyJ[\w-]+\.[\w-]+\.[\w-]*/g;
/** Shorter ones are no secrets, and would spoil the sentence. */
const shortestSecret = 4;

/**
 * The text without the given secrets, also as JSON and OData literals spell them, and without anything that looks like
 * a token. To be used before a text is cut: half a secret would not be found.
 */
export function redact(text: string, secrets: readonly (string | undefined)[]): string {
  return secrets
    .filter((secret) => secret !== undefined)
    .filter(({ length }) => length >= shortestSecret)
    .flatMap((secret) => [secret, JSON.stringify(secret).slice(1, -1), secret.replaceAll("'", "''")])
    .reduce((clean, secret) => clean.replaceAll(secret, "[secret]"), text)
    .replace(jwt, "[token]");
}
