/** A JWT, or what is left of one, wherever it stands: parts of base64url, of which the first begins as JSON does. */
const jwt = /\beyJ[\w-]{5,}(?:\.[\w-]*)*/g;
/** What is secret by its name, in JSON and in forms. */
const named =
  /((?:access|refresh|id)_token|client_secret|client_assertion|device_code)([\\"]*\s*[:=]\s*[\\"]*)[^\\"&\s]+/g;
/** Shorter ones are no secrets, and would spoil the sentence. */
const shortestSecret = 4;

/**
 * The text without the given secrets, also as JSON, OData literals, addresses and forms spell them, and without anything
 * that looks like a token. To be used before a text is cut: half a secret would not be found.
 *
 * Each pattern reads a text once, however long somebody has made it.
 */
export function redact(text: string, secrets: readonly (string | undefined)[]): string {
  return secrets
    .filter((secret) => secret !== undefined)
    .filter(({ length }) => length >= shortestSecret)
    .flatMap(spellings)
    .reduce((clean, secret) => clean.replaceAll(secret, "[secret]"), text)
    .replace(jwt, "[token]")
    .replace(named, "$1$2[secret]");
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
