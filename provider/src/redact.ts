/** A JWT, or the beginning of one: parts of base64url, the first of which begins as JSON does. */
const jwt = /\beyJ[\w-]{5,}(?:\.[\w-]*)*/g;
/** Values that are secret because of their names, in JSON and in forms. */
const secretByName =
  /((?:access|refresh|id)_token|client_secret|client_assertion|device_code)([\\"]*\s*[:=]\s*[\\"]*)[^\\"&\s]+/g;
/** Shorter texts are not secrets, and removing them would make the message unreadable. */
const shortestSecret = 4;

/**
 * Replaces the given secrets, also as JSON, OData literals, URLs and forms encode them, and everything that looks like
 * a token. Use it before a text is cut: half a secret would not be found.
 *
 * Each pattern reads the text only once, so a very long text is no problem.
 */
export function redact(text: string, secrets: readonly (string | undefined)[]): string {
  return secrets
    .filter((secret) => secret !== undefined)
    .filter(({ length }) => length >= shortestSecret)
    .flatMap(spellings)
    .reduce((clean, secret) => clean.replaceAll(secret, "[secret]"), text)
    .replace(jwt, "[token]")
    .replace(secretByName, "$1$2[secret]");
}

function spellings(secret: string): readonly string[] {
  const inJson = JSON.stringify(secret).slice(1, -1);
  return [
    secret,
    inJson,
    secret.replaceAll("'", "''"),
    ...[encodeURIComponent(secret.toWellFormed()), formEncoded(secret)].flatMap((encoded) => [
      encoded,
      encoded.replace(/%[0-9A-F]{2}/g, (octet) => octet.toLowerCase()),
    ]),
  ];
}

function formEncoded(text: string): string {
  return new URLSearchParams({ text }).toString().slice("text=".length);
}
