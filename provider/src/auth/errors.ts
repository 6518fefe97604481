import type { CredentialKind } from "../config/signIn";
import { IntuneError } from "../errors";
import { routeTo } from "../proxy";
import { redact } from "../redact";
import type { CertificateFacts } from "./certificate";
import { kinds } from "./kinds";
import type { PresentedAssertion } from "./requests";

/** Who tried to sign in, how, and with what result. Holds no secret. */
export interface SignInAttempt {
  readonly kind: CredentialKind;
  /** What the access token was requested for, for example `https://graph.microsoft.com/.default`. */
  readonly scope: string;
  readonly authorityHost: string;
  readonly environment: string;
  /** The audience that a federated token is expected to have. */
  readonly oidcAudience: string;
  readonly tenantId?: string | undefined;
  readonly clientId?: string | undefined;
  readonly assertion?: PresentedAssertion | undefined;
  readonly certificate?: CertificateFacts | undefined;
  /** The last error text from Microsoft Entra. The credential's own error may lack it. */
  readonly lastError?: string | undefined;
  /** Why there was no answer, for example `ECONNREFUSED`. */
  readonly failure?: string | undefined;
}

const longestQuote = 1500;

/**
 * Describes a failed sign-in: how it was tried, what Microsoft Entra answered, and what to do. The message keeps the
 * AADSTS number and the trace and correlation ids, because support asks for them. It holds no secret and no token.
 *
 * @param secrets texts that must not appear in the message, even if Microsoft Entra quotes them
 */
export function signInError(
  error: unknown,
  attempt: SignInAttempt,
  secrets: readonly (string | undefined)[],
): IntuneError {
  if (error instanceof IntuneError) return error;
  const whole = errorText(error, attempt, secrets);
  if (isChainFailure(error) && !whole.includes("AADSTS")) return noCredentialFound();
  const said = shortened(whole);
  const advice = adviceFor(said, attempt) ?? adviceWithoutNumber(attempt);
  return new IntuneError(
    "sign-in",
    `Signing in to Microsoft Entra with ${kinds[attempt.kind].words} for ${attempt.scope} failed: ${said}` +
      `${/[.!?…]$/.test(said) ? "" : "."} ${advice}`.trimEnd(),
  );
}

/** Each attempt of DefaultAzureCredential, for debugging; undefined if the error is not from its chain. */
export function attemptsOf(error: unknown, secrets: readonly (string | undefined)[]): string | undefined {
  return isChainFailure(error) ? oneLine(redact(error.message, secrets)) : undefined;
}

function isChainFailure(error: unknown): error is Error {
  return error instanceof Error && error.name === "AggregateAuthenticationError";
}

function noCredentialFound(): IntuneError {
  return new IntuneError(
    "sign-in",
    "DefaultAzureCredential found no way to sign in on this machine: set intune:tenantId, intune:clientId and " +
      "intune:clientSecret, or what another way needs (docs/sign-in.md). With intune:debug each attempt is shown.",
  );
}

function errorText(
  error: unknown,
  { lastError }: SignInAttempt,
  secrets: readonly (string | undefined)[],
): string {
  const raw = error instanceof Error ? error.message : String(error);
  const repeats = lastError === undefined || raw.includes("AADSTS");
  return oneLine(redact(repeats ? raw : `${raw} ${lastError}`, secrets));
}

/** One line for the terminal, without control characters and without characters that change the text's direction. */
function oneLine(text: string): string {
  return text.replace(/[\s\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]+/gu, " ").trim();
}

/** Cuts between words, so that no link is cut in two. */
function shortened(text: string): string {
  if (text.length <= longestQuote) return text;
  const cut = text.slice(0, longestQuote).replace(/\p{Cs}$/u, "");
  return `${cut.includes(" ") ? cut.slice(0, cut.lastIndexOf(" ")) : cut}…`;
}

function adviceWithoutNumber({ kind, tenantId, authorityHost, failure }: SignInAttempt): string {
  const { advice } = kinds[kind];
  if (advice !== undefined) return advice(tenantId);
  if (failure === undefined) return "";
  return (
    `No answer came (${failure}): check the network, HTTPS_PROXY and intune:authorityHost (${authorityHost}). ` +
    `The request went ${routeTo(authorityHost)}. A proxy that inspects TLS needs its root certificate in ` +
    "NODE_EXTRA_CA_CERTS; a disconnected cloud needs intune:disableInstanceDiscovery."
  );
}

/**
 * What to do about an error from Microsoft Entra, decided by the first known `AADSTS` number in its text.
 *
 * Source: https://learn.microsoft.com/entra/identity-platform/reference-error-codes
 */
function adviceFor(said: string, attempt: SignInAttempt): string | undefined {
  for (const [, code] of said.matchAll(/\bAADSTS(\d+)/g)) {
    const advice = diagnoses.find(({ codes }) => codes.includes(Number(code)));
    if (advice !== undefined) return capitalised(advice.advice(attempt));
  }
  return undefined;
}

interface Diagnosis {
  readonly codes: readonly number[];
  readonly advice: (attempt: SignInAttempt) => string;
}

const permission = "DeviceManagementConfiguration.ReadWrite.All";

const diagnoses: readonly Diagnosis[] = [
  {
    codes: [700016, 7000229],
    advice: (attempt) =>
      `${app(attempt)} is not known in ${tenant(attempt)}: check intune:clientId and intune:tenantId. To admit an ` +
      `application of another tenant, let an administrator open ${attempt.authorityHost}/` +
      `${attempt.tenantId ?? "<tenant>"}/adminconsent?client_id=${attempt.clientId ?? "<client id>"}.`,
  },
  {
    codes: [90002, 900021, 900023],
    advice: (attempt) =>
      `There is no ${tenant(attempt)} at ${attempt.authorityHost}: check intune:tenantId, and that intune:environment ` +
      `(${attempt.environment}) is the tenant's cloud.`,
  },
  {
    codes: [7000215],
    advice: (attempt) =>
      `The client secret does not belong to ${app(attempt)}: set intune:clientSecret to the secret's Value (not its Secret ` +
      "ID), which the portal shows once, when the secret is made.",
  },
  {
    codes: [7000222],
    advice: (attempt) =>
      `The client secret has expired: make a new one for ${app(attempt)} and set intune:clientSecret to it. ` +
      "A federated credential (intune:useOidc) does not expire.",
  },
  {
    codes: [700027, 1000502],
    advice: (attempt) =>
      `The certificate is not accepted${certificate(attempt)}: upload it to ${app(attempt)} under Certificates & ` +
      "secrets, and check that it has not expired.",
  },
  {
    codes: [70021, 700211, 700212, 700213],
    advice: (attempt) =>
      `${app(attempt)} has no federated credential for the token presented: add one under Certificates & secrets, ` +
      `with exactly ${federation(attempt)}`,
  },
  {
    codes: [700024],
    advice: () =>
      "The OIDC token has expired, or is not valid yet: instead of a fixed text, use a file that is kept fresh " +
      "(intune:oidcTokenFilePath) or let the provider request a token (intune:oidcRequestUrl), and check this " +
      "machine's clock.",
  },
  {
    codes: [65001],
    advice: (attempt) =>
      `Consent is missing: let an administrator consent to ${permission} for ${app(attempt)}.`,
  },
  {
    codes: [500011],
    advice: (attempt) =>
      `${tenant(attempt)} does not know the service ${attempt.scope}: check that intune:environment ` +
      `(${attempt.environment}) and intune:graphEndpoint belong to the tenant's cloud.`,
  },
  {
    codes: [7000218],
    advice: (attempt) =>
      `${app(attempt)} does not allow people to sign in without a secret: in the app registration, under Authentication, ` +
      "allow public client flows.",
  },
  {
    codes: [50011],
    advice: (attempt) =>
      `In the app registration of ${app(attempt)}, under Authentication, add the platform "Mobile and desktop ` +
      'applications" with the redirect URI http://localhost.',
  },
  {
    codes: [7000112],
    advice: (attempt) => `${app(attempt)} is disabled in ${tenant(attempt)}: enable it there.`,
  },
  {
    codes: [50034, 50020],
    advice: (attempt) =>
      `The account does not belong to ${tenant(attempt)}: sign in with a work or school account of that tenant, or invite ` +
      "this one as a guest.",
  },
  {
    codes: [50126, 50055, 50057],
    advice: () => "The account's name or password is wrong, expired or disabled.",
  },
  {
    codes: [50076, 50079, 50158, 53003, 530003, 50105],
    advice: () =>
      "A conditional access policy or a missing assignment forbids this sign-in: sign in as the policy asks (set " +
      "intune:credential to browser or deviceCode), or have an administrator admit this application and person.",
  },
  {
    codes: [70008, 70043, 700082, 50173],
    advice: () => "The earlier sign-in has expired: sign in again.",
  },
];

function app({ clientId }: SignInAttempt): string {
  return clientId === undefined ? "the application" : `application ${clientId}`;
}

function tenant({ tenantId }: SignInAttempt): string {
  return tenantId === undefined ? "the tenant" : `tenant ${tenantId}`;
}

function certificate({ certificate: presented }: SignInAttempt): string {
  if (presented === undefined) return "";
  const { thumbprint, validTo } = presented;
  return ` (thumbprint ${thumbprint}, valid until ${validTo.toISOString().slice(0, 10)})`;
}

function federation({ assertion, oidcAudience, environment }: SignInAttempt): string {
  if (assertion === undefined)
    return `the issuer and subject of the token, and the audience "${oidcAudience}".`;
  const { issuer, subject, audience } = assertion;
  const exactly = `issuer "${issuer}", subject "${subject}" and audience "${oidcAudience}".`;
  if (audience === oidcAudience) return exactly;
  return (
    `${exactly} The token presented is for the audience "${audience}": have its issuer use the audience that the ` +
    `cloud (${environment}) expects, or register "${audience}" instead.`
  );
}

/** The text with a capital first letter, to begin a sentence. */
export function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
