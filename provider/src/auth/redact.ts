/** A JWT, wherever it stands: three parts of base64url, of which the first begins as JSON does. */
const jwt = /\beyJ[\w-]+\.[\w-]+\.[\w-]*/g;
/** Shorter ones are no secrets, and would spoil the sentence. */
const shortestSecret = 4;

/** The text without the given secrets and without anything that looks like a token. */
export function redact(text: string, secrets: readonly (string | undefined)[]): string {
  return secrets
    .filter((secret) => secret !== undefined)
    .filter(({ length }) => length >= shortestSecret)
    .reduce((clean, secret) => clean.replaceAll(secret, "[secret]"), text)
    .replace(jwt, "[token]");
}
