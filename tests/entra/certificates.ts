import { generateKeyPairSync, X509Certificate } from "node:crypto";
import tls from "node:tls";
import forge from "node-forge";
import { loopbackCertificate } from "../emulator";

/** Only an emulated proxy knows the hosts in this domain. */
export const proxiedDomain = "proxied.test";

/** The certificate of every emulated service of this process, made afresh so that no private key is kept anywhere. */
export const loopbackTls = loopbackCertificate([`*.${proxiedDomain}`]);

let trusted = false;

/** Makes every client in this process trust {@link loopbackTls} too, unless the client names a CA. */
export function trustLoopback(): void {
  if (trusted) return;
  trusted = true;
  tls.setDefaultCACertificates([...tls.getCACertificates("default"), loopbackTls.cert]);
}

/** A certificate that an application may sign in with, in every usual form. */
export interface TestCertificate {
  /** The certificate alone, as it is registered. */
  readonly certificate: string;
  /** Certificate and private key. */
  readonly pem: string;
  /** The same, the key under the password. */
  readonly encryptedPem: string;
  readonly pkcs12: Buffer;
  readonly password: string;
  /** SHA-1 in hexadecimal. */
  readonly thumbprint: string;
}

/** Made at test time, good for a day, so that no private key lies in the repository. */
export function clientCertificate(password = "password-of-the-certificate"): TestCertificate {
  const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const key = forge.pki.privateKeyFromPem(privateKey.export({ type: "pkcs1", format: "pem" }).toString());
  const certificate = forge.pki.createCertificate();
  certificate.publicKey = forge.pki.setRsaPublicKey(key.n, key.e);
  certificate.serialNumber = "01";
  certificate.validity.notBefore = new Date(Date.now() - 60 * 60 * 1000);
  certificate.validity.notAfter = new Date(Date.now() + 24 * 60 * 60 * 1000);
  const name = [{ name: "commonName", value: "application" }];
  certificate.setSubject(name);
  certificate.setIssuer(name);
  certificate.sign(key, forge.md.sha256.create());
  const certificatePem = forge.pki.certificateToPem(certificate);
  const archive = forge.pkcs12.toPkcs12Asn1(key, certificate, password, { algorithm: "aes256" });
  const pkcs8 = { type: "pkcs8", format: "pem" } as const;
  return {
    certificate: certificatePem,
    pem: certificatePem + privateKey.export(pkcs8).toString(),
    encryptedPem:
      privateKey.export({ ...pkcs8, cipher: "aes-256-cbc", passphrase: password }).toString() +
      certificatePem,
    pkcs12: Buffer.from(forge.asn1.toDer(archive).getBytes(), "latin1"),
    password,
    thumbprint: new X509Certificate(certificatePem).fingerprint.replaceAll(":", ""),
  };
}
