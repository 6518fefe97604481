import { createDecipheriv, pbkdf2Sync } from "node:crypto";
import type { Text } from "./files";

/** The texts in which a secret stands, in whatever form. */
export function placesOf(secret: string, texts: readonly Text[]): string[] {
  const forms = formsOf(secret);
  return texts.filter(({ text }) => forms.some((form) => text.includes(form))).map(({ path }) => path);
}

/** As it is, in JSON, in JSON that stands in JSON, and in base64 of anything that it is a part of. */
function formsOf(secret: string): string[] {
  const inJson = [secret, escaped(secret), asGoEscapes(escaped(secret))];
  const encoded = inJson.flatMap((text) => [0, 1, 2].map((offset) => inBase64(text, offset)));
  const forUrls = encoded.map((text) => text.replaceAll("+", "-").replaceAll("/", "_"));
  return [...new Set([...inJson, ...inJson.map(escaped), ...encoded, ...forUrls])];
}

function escaped(text: string): string {
  return JSON.stringify(text).slice(1, -1);
}

/** The engine's JSON, which may be put into a page. */
function asGoEscapes(inJson: string): string {
  return inJson.replaceAll(/[<>&]/g, (sign) => `\\u00${sign.charCodeAt(0).toString(16)}`);
}

/** The characters that depend on the text alone, where it begins so many bytes after a group of three. */
function inBase64(text: string, offset: number): string {
  const bytes = Buffer.concat([Buffer.alloc(offset), Buffer.from(text)]);
  return bytes.toString("base64").slice(Math.ceil((offset * 8) / 6), Math.floor((bytes.length * 8) / 6));
}

/** `v1:nonce:ciphertext`, in base64; the nonce has 12 bytes, and the ciphertext ends with a tag of 16. */
const sealed = /v1:([A-Za-z0-9+/]{16}):([A-Za-z0-9+/]{22,}={0,2})/g;
const tagLength = 16;

/**
 * What the engine encrypted in the texts, decrypted: AES-256-GCM under a key that PBKDF2 makes of the passphrase.
 * Source: https://github.com/pulumi/pulumi/blob/master/sdk/go/common/resource/config/crypt.go
 *
 * @param salt `encryptionsalt` of the stack's settings
 */
export function decryptedIn(texts: readonly Text[], passphrase: string, salt: string): Text[] {
  const [, saltItself = ""] = salt.split(":");
  const key = pbkdf2Sync(passphrase, Buffer.from(saltItself, "base64"), 1_000_000, 32, "sha256");
  const decrypt = (nonce: string, ciphertext: string) => {
    const bytes = Buffer.from(ciphertext, "base64");
    const decipher = createDecipheriv("aes-256-gcm", key, Buffer.from(nonce, "base64"));
    decipher.setAuthTag(bytes.subarray(-tagLength));
    return Buffer.concat([decipher.update(bytes.subarray(0, -tagLength)), decipher.final()]).toString();
  };
  return texts.map(({ path, text }) => {
    const found = [...text.matchAll(sealed)].map(([, nonce = "", ciphertext = ""]) =>
      decrypt(nonce, ciphertext),
    );
    return { path: `${path}, decrypted`, text: found.join("\n") };
  });
}
