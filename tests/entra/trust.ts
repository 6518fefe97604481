import tls from "node:tls";
import { loopbackCertificate } from "../emulator/certificate";

/** Hosts in this domain are known to nobody but an emulated proxy. */
export const proxiedDomain = "proxied.test";

/** The certificate of every emulated service of this process, made afresh so that no private key is kept anywhere. */
export const loopbackTls = loopbackCertificate([`*.${proxiedDomain}`]);

let trusted = false;

/** Has this process trust {@link loopbackTls}, besides what it trusts already, in every client that names no CA. */
export function trustLoopback(): void {
  if (trusted) return;
  trusted = true;
  tls.setDefaultCACertificates([...tls.getCACertificates("default"), loopbackTls.cert]);
}
