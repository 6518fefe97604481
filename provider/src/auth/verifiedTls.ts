import type { CredentialKind } from "../config/credentialKinds";
import { IntuneError } from "../errors";

/** They ask Microsoft Entra through a tool of its own, or not at all. */
const elsewhere: readonly CredentialKind[] = [
  "accessToken",
  "azureCli",
  "azureDeveloperCli",
  "azurePowerShell",
];

/**
 * Nobody signs in while Node.js is told to trust every certificate: a secret would go to whoever answers in Microsoft
 * Entra's place. It is refused rather than overruled, because not all credentials of @azure/identity hand on how their
 * requests are to be sent.
 *
 * @throws {IntuneError} `configuration`
 */
export function requireVerifiedTls(kind: CredentialKind): void {
  if (process.env.NODE_TLS_REJECT_UNAUTHORIZED !== "0" || elsewhere.includes(kind)) return;
  throw new IntuneError(
    "configuration",
    "NODE_TLS_REJECT_UNAUTHORIZED=0 turns the verification of certificates off, and nobody signs in like that: unset " +
      "it. A certificate authority of one's own goes into NODE_EXTRA_CA_CERTS.",
  );
}
