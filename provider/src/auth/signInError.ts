import type { CredentialKind } from "../config/credentialKinds";
import { IntuneError } from "../errors";
import { redact } from "../redact";
import { adviceFor, type SignInAttempt } from "./aadsts";
import { kindInWords } from "./plan";

const longestQuote = 1500;

/**
 * Puts a failed sign-in into words: with what, what Microsoft Entra said, what to do. Its AADSTS number, trace and
 * correlation ids are kept, because support asks for exactly these; secrets and tokens are not.
 *
 * @param secrets what must not appear in the message, whoever put it there
 */
export function signInError(
  error: unknown,
  attempt: SignInAttempt,
  secrets: readonly (string | undefined)[],
): IntuneError {
  if (error instanceof IntuneError) return error;
  const raw = error instanceof Error ? error.message : String(error);
  const repeats = attempt.heard === undefined || raw.includes("AADSTS");
  const said = redact(repeats ? raw : `${raw} ${attempt.heard ?? ""}`, secrets)
    // It goes to a terminal: on one line, without characters that control it or change its direction.
    .replace(/[\s\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]+/gu, " ")
    .trim()
    .slice(0, longestQuote)
    .replace(/\p{Cs}$/u, "");
  const advice = adviceFor(said, attempt) ?? otherwise(attempt);
  return new IntuneError(
    "sign-in",
    `Signing in to Microsoft Entra with ${kindInWords[attempt.kind]} for ${attempt.scope} failed: ${said}` +
      `${/[.!?]$/.test(said) ? "" : "."} ${advice}`.trimEnd(),
  );
}

function otherwise({ kind, tenantId, authorityHost, failure }: SignInAttempt): string {
  const byKind = adviceByKind[kind];
  if (byKind !== undefined) return byKind(tenantId);
  if (failure === undefined) return "";
  return (
    `No answer came (${failure}): check the network, HTTPS_PROXY and intune:authorityHost (${authorityHost}). A proxy ` +
    "that inspects TLS needs its root certificate in NODE_EXTRA_CA_CERTS; a disconnected cloud needs " +
    "intune:disableInstanceDiscovery."
  );
}

/** What to do where Microsoft Entra gave no number that is known. */
const adviceByKind: Partial<Record<CredentialKind, (tenantId: string | undefined) => string>> = {
  azureCli: (tenantId) =>
    `Run \`az login${tenantId === undefined ? "" : ` --tenant ${tenantId}`}\` first. Mind that the Azure CLI's own ` +
    "application carries no Intune permission.",
  azureDeveloperCli: () => "Run `azd auth login` first.",
  azurePowerShell: () => "Run `Connect-AzAccount` first.",
  managedIdentity: () =>
    "Check that this machine has a managed identity, and that intune:clientId, if set, is that of one assigned to it.",
  default: () =>
    "Nothing says how to sign in, so DefaultAzureCredential tried its chain: set what one way needs, or pin it with " +
    "intune:credential.",
};
