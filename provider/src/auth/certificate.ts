import { createPrivateKey, type KeyObject, X509Certificate } from "node:crypto";
import { readFile } from "node:fs/promises";
import type { asn1, pkcs12 } from "node-forge";
import { placeholderForm } from "../config/values";
import { IntuneError } from "../errors";
import { codeOf, decodeText } from "./files";
import { howToSet, type Needs, nameOf } from "./identity";

/** Where a certificate and its private key come from: a file, or the content of a setting. */
export interface CertificateSource {
  readonly from: { readonly path: string } | { readonly content: string; readonly setting: string };
  readonly password: string | undefined;
  /** The setting that holds the password. If none does: every name under which it can be set. */
  readonly passwordSetting: string;
}

/** What identifies a certificate. */
export interface CertificateFacts {
  /** SHA-1 in hexadecimal, as Microsoft Entra's portal shows it. */
  readonly thumbprint: string;
  readonly validTo: Date;
}

/** A certificate with its private key, in the form that @azure/identity takes. */
export interface ClientCertificate extends CertificateFacts {
  /** The certificate that signs, its issuers, and the unencrypted private key. Secret. */
  readonly pem: string;
}

/** @throws {IntuneError} `configuration` if no certificate is given, or two */
export function certificateSource(needs: Needs): CertificateSource {
  const { identity } = needs;
  const { clientCertificate: content, clientCertificatePath: path } = identity;
  needs.notBoth("clientCertificate", "clientCertificatePath");
  const password = identity.clientCertificatePassword;
  const passwordSetting =
    password === undefined
      ? howToSet(identity, "clientCertificatePassword")
      : nameOf(identity, "clientCertificatePassword");
  if (path !== undefined) return { from: { path }, password, passwordSetting };
  if (content === undefined) {
    const names = [howToSet(identity, "clientCertificatePath"), howToSet(identity, "clientCertificate")];
    throw needs.missing([names.join(" or ")]);
  }
  return { from: { content, setting: nameOf(identity, "clientCertificate") }, password, passwordSetting };
}

/**
 * Reads a certificate with its private key: PEM, or PKCS#12 as azuread takes it, from a file or as content (PKCS#12
 * in base64).
 *
 * @throws {IntuneError} `configuration`; the message never quotes the certificate or the key
 */
export async function loadCertificate(source: CertificateSource): Promise<ClientCertificate> {
  const { from } = source;
  const where = "path" in from ? `The certificate file ${from.path}` : from.setting;
  const bytes = "path" in from ? await bytesOf(from.path, where) : contentBytes(from.content);
  const text = decodeText(bytes);
  const parts = text.includes("-----BEGIN ")
    ? readPem(text, source, where)
    : await readPkcs12(bytes, source, where);
  return assemble(parts, where);
}

interface Parts {
  readonly key: KeyObject;
  /** In any order. */
  readonly certificates: readonly X509Certificate[];
}

/** Puts the certificate that belongs to the key first, because the first one signs. Its issuers follow. */
function assemble({ key, certificates }: Parts, where: string): ClientCertificate {
  const { asymmetricKeyType = "unknown" } = key;
  if (asymmetricKeyType !== "rsa") {
    const name =
      asymmetricKeyType === "ec"
        ? "an elliptic-curve (EC)"
        : `a key of type ${asymmetricKeyType}, not an RSA`;
    throw fault(where, `holds ${name} key. Signing in with a certificate needs an RSA key`);
  }
  if (certificates.length === 0) throw fault(where, "holds no certificate beside the private key");
  const leaf = certificates.find((certificate) => certificate.checkPrivateKey(key));
  if (leaf === undefined) throw fault(where, "holds a private key that belongs to none of its certificates");
  const issuers = certificates.filter((certificate) => certificate !== leaf);
  return {
    pem: [...[leaf, ...issuers].map(String), key.export({ type: "pkcs8", format: "pem" })].join("\n"),
    thumbprint: leaf.fingerprint.replaceAll(":", ""),
    validTo: leaf.validToDate,
  };
}

async function bytesOf(path: string, where: string): Promise<Buffer> {
  try {
    return await readFile(path);
  } catch (error) {
    throw fault(where, `cannot be read (${codeOf(error)})`);
  }
}

function contentBytes(content: string): Buffer {
  return content.includes("-----BEGIN ") ? Buffer.from(content, "utf8") : Buffer.from(content, "base64");
}

function readPem(text: string, source: CertificateSource, where: string): Parts {
  const blocks = pemBlocks(text);
  const keys = blocks.filter((block) => /^-----BEGIN [A-Z ]*PRIVATE KEY-----/.test(block));
  const certificates = blocks.filter((block) => block.startsWith("-----BEGIN CERTIFICATE-----"));
  return {
    key: privateKeyIn(keys, source, where),
    certificates: certificates.map((block) => certificateIn(block, where)),
  };
}

function privateKeyIn(
  [key, another]: readonly string[],
  source: CertificateSource,
  where: string,
): KeyObject {
  if (key === undefined) throw fault(where, "holds no private key beside the certificate");
  if (another !== undefined) throw fault(where, "holds more than one private key: keep one of them");
  const { password } = source;
  try {
    return createPrivateKey({ key, format: "pem", ...(password !== undefined && { passphrase: password }) });
  } catch (error) {
    throw fault(where, `holds no private key that can be read (${codeOf(error)})${passwordAdvice(source)}`);
  }
}

function certificateIn(certificate: string | Buffer, where: string): X509Certificate {
  try {
    return new X509Certificate(certificate);
  } catch (error) {
    throw fault(where, `holds a certificate that cannot be read (${codeOf(error)})`);
  }
}

/**
 * The blocks of a PEM text, with the line breaks that RFC 7468 asks for. Secret stores change the line breaks: to the
 * two characters `\n`, to spaces, or to nothing.
 */
function pemBlocks(text: string): string[] {
  const broken = text.replaceAll(/\\r|\r/g, "").replaceAll("\\n", "\n");
  return [...broken.matchAll(/-----BEGIN ([A-Z0-9 ]+)-----(.*?)-----END \1-----/gs)].map(
    ([block, label = "", body = ""]) => {
      // A password-protected key in the old format has headers, so its line breaks must stay.
      if (body.includes(":")) return block;
      const lines = body.replaceAll(/\s/g, "").match(/.{1,64}/g) ?? [];
      return [`-----BEGIN ${label}-----`, ...lines, `-----END ${label}-----`].join("\n");
    },
  );
}

/** Node.js uses PKCS#12 for TLS but gives no access to the key in it, so node-forge opens the file. */
async function readPkcs12(bytes: Buffer, source: CertificateSource, where: string): Promise<Parts> {
  const forge = (await import("node-forge")).default;
  const { pki } = forge;
  const der = bytes.toString("latin1");
  const open = (password: string): pkcs12.Pkcs12Pfx | undefined => {
    try {
      const file = forge.asn1.fromDer(der);
      // Skips the MAC, because node-forge knows only one kind. A wrong password still shows when the contents are
      // decrypted.
      if (Array.isArray(file.value)) file.value = file.value.slice(0, 2);
      return forge.pkcs12.pkcs12FromAsn1(file, false, password);
    } catch {
      return undefined;
    }
  };
  const { password = "" } = source;
  // The newer encryption (PBES2) takes the password in UTF-8, the older ones take it in UTF-16.
  const archive = open(forge.util.encodeUtf8(password)) ?? open(password);
  if (archive === undefined) {
    throw fault(where, `is neither PEM nor a PKCS#12 file that can be opened${passwordAdvice(source)}`);
  }
  const bags = archive.safeContents.flatMap(({ safeBags }) => safeBags);
  const derOf = (value: asn1.Asn1) => Buffer.from(forge.asn1.toDer(value).getBytes(), "latin1");
  // If a key or certificate is not RSA, node-forge keeps only its raw ASN.1.
  const bare = (bag: pkcs12.Bag) => bag.asn1 as asn1.Asn1 | undefined;
  const keyBag = bags.find(({ type }) => type === pki.oids.keyBag || type === pki.oids.pkcs8ShroudedKeyBag);
  const keyInfo = keyBag?.key
    ? pki.wrapRsaPrivateKey(pki.privateKeyToAsn1(keyBag.key))
    : keyBag && bare(keyBag);
  if (keyInfo === undefined) throw fault(where, "holds no private key");
  return {
    key: createPrivateKey({ key: derOf(keyInfo), format: "der", type: "pkcs8" }),
    certificates: bags
      .filter(({ type }) => type === pki.oids.certBag)
      .flatMap((bag) => (bag.cert ? pki.certificateToAsn1(bag.cert) : (bare(bag) ?? [])))
      .map((certificate) => certificateIn(derOf(certificate), where)),
  };
}

function passwordAdvice({ password, passwordSetting }: CertificateSource): string {
  if (password === undefined) return `: if it has a password, set ${passwordSetting}`;
  const placeholder = placeholderForm(password);
  return placeholder === undefined
    ? `: check ${passwordSetting}`
    : `: ${passwordSetting} looks like a placeholder (${placeholder}) that a pipeline has not replaced`;
}

function fault(where: string, what: string): IntuneError {
  return new IntuneError("configuration", `${where} ${what}.`);
}
