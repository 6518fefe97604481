import { createPrivateKey, X509Certificate } from "node:crypto";
import { readFile } from "node:fs/promises";
import type { pki } from "node-forge";
import { IntuneError } from "../errors";
import { codeOf } from "./codeOf";
import type { CredentialPlan } from "./plan";

/** A certificate as it is given. */
type GivenCertificate = Pick<
  CredentialPlan & { readonly kind: "clientCertificate" },
  "certificate" | "password" | "passwordSetting"
>;

/** A certificate with its private key, in the one form that @azure/identity takes. */
export interface ClientCertificate {
  /** Certificates and unencrypted private key. Secret. */
  readonly pem: string;
  /** SHA-1 in hexadecimal, as Microsoft Entra's portal shows it. */
  readonly thumbprint: string;
  readonly validTo: Date;
}

/**
 * Reads a certificate with its private key: PEM, or PKCS#12 as azuread takes it, from a file or as content (PKCS#12
 * in base64).
 *
 * @throws {IntuneError} `configuration`; the message holds nothing of the contents
 */
export async function loadCertificate(given: GivenCertificate): Promise<ClientCertificate> {
  const { certificate: source } = given;
  const where = "path" in source ? `The certificate file ${source.path}` : source.setting;
  const bytes = "path" in source ? await bytesOf(source.path, where) : decoded(source.content);
  const text = bytes.toString("latin1");
  const isPem = text.includes("-----BEGIN ");
  const pem = isPem ? pemWithoutPassword(text, given, where) : await pemOfPkcs12(text, given, where);
  const certificate = certificateIn(pem, where);
  if (!certificate.checkPrivateKey(createPrivateKey(pem))) {
    throw fault(where, "holds a private key that is not its first certificate's");
  }
  const { fingerprint, validToDate } = certificate;
  return { pem, thumbprint: fingerprint.replaceAll(":", ""), validTo: validToDate };
}

async function bytesOf(path: string, where: string): Promise<Buffer> {
  try {
    return await readFile(path);
  } catch (error) {
    throw fault(where, `cannot be read (${codeOf(error)})`);
  }
}

function decoded(content: string): Buffer {
  return content.includes("-----BEGIN ") ? Buffer.from(content, "latin1") : Buffer.from(content, "base64");
}

function pemWithoutPassword(pem: string, given: GivenCertificate, where: string): string {
  try {
    const { password } = given;
    const passphrase = password === undefined ? {} : { passphrase: password };
    const key = createPrivateKey({ key: pem, format: "pem", ...passphrase });
    const certificates = pem.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? [];
    return [...certificates, key.export({ type: "pkcs8", format: "pem" })].join("\n");
  } catch (error) {
    throw fault(where, `holds no private key that can be read (${codeOf(error)})${passwordAdvice(given)}`);
  }
}

/** Node.js uses PKCS#12 for TLS but does not hand out the key in it, so it is opened by node-forge. */
async function pemOfPkcs12(der: string, given: GivenCertificate, where: string): Promise<string> {
  const forge = (await import("node-forge")).default;
  let archive;
  try {
    archive = forge.pkcs12.pkcs12FromAsn1(forge.asn1.fromDer(der), given.password ?? "");
  } catch {
    throw fault(where, `is neither PEM nor PKCS#12 that can be opened${passwordAdvice(given)}`);
  }
  const bags = archive.safeContents.flatMap(({ safeBags }) => safeBags);
  const key = bags.find((bag) => bag.key != null)?.key;
  if (key == null) throw fault(where, "holds no RSA private key");
  // The certificate of the key comes first, since the first is the one that signs; its issuers follow.
  const publicKey = forge.pki.setRsaPublicKey(key.n, key.e);
  const isOfKey = (certificate: pki.Certificate) =>
    (certificate.publicKey as pki.rsa.PublicKey).n.equals(publicKey.n);
  const certificates = bags
    .flatMap(({ cert }) => cert ?? [])
    .sort((one, other) => Number(isOfKey(other)) - Number(isOfKey(one)));
  return [
    ...certificates.map((certificate) => forge.pki.certificateToPem(certificate)),
    forge.pki.privateKeyToPem(key),
  ].join("\n");
}

function certificateIn(pem: string, where: string): X509Certificate {
  try {
    return new X509Certificate(pem);
  } catch (error) {
    throw fault(where, `holds no certificate beside the private key (${codeOf(error)})`);
  }
}

function passwordAdvice({ password, passwordSetting }: GivenCertificate): string {
  return password === undefined
    ? `: where it has a password, set ${passwordSetting}`
    : `: check ${passwordSetting}`;
}

function fault(where: string, what: string): IntuneError {
  return new IntuneError("configuration", `${where} ${what}.`);
}
