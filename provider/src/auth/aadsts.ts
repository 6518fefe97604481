import { capitalised } from "./capitalised";
import type { CredentialKind } from "../config/credentialKinds";
import type { PresentedAssertion } from "./conversation";

/** Who tried to sign in, and with what. Holds no secret. */
export interface SignInAttempt {
  readonly kind: CredentialKind;
  /** What the access token was asked for, for example `https://graph.microsoft.com/.default`. */
  readonly scope: string;
  readonly authorityHost: string;
  readonly environment: string;
  readonly tenantId?: string | undefined;
  readonly clientId?: string | undefined;
  readonly assertion?: PresentedAssertion | undefined;
  readonly certificate?: { readonly thumbprint: string; readonly validTo: Date } | undefined;
  /** What Microsoft Entra last said, where the credential does not repeat it. */
  readonly heard?: string | undefined;
  /** Why there was no answer, for example `ECONNREFUSED`. */
  readonly failure?: string | undefined;
}

/**
 * What to do about an error of Microsoft Entra, from the first `AADSTS` number in what it said that is known here.
 *
 * Source: https://learn.microsoft.com/entra/identity-platform/reference-error-codes
 */
export function adviceFor(said: string, attempt: SignInAttempt): string | undefined {
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
      `${app(attempt)} is not known in ${tenant(attempt)}: check intune:clientId and intune:tenantId. An application ` +
      `of another tenant is admitted by an administrator at ${attempt.authorityHost}/${attempt.tenantId ?? "<tenant>"}` +
      `/adminconsent?client_id=${attempt.clientId ?? "<client id>"}.`,
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
      `The client secret is not one of ${app(attempt)}: set intune:clientSecret to the secret's Value (not its Secret ` +
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
      `with exactly ${federation(attempt.assertion)}.`,
  },
  {
    codes: [700024],
    advice: () =>
      "The OIDC token presented is outside its time of validity: give it through a file that is kept fresh " +
      "(intune:oidcTokenFilePath) or let it be requested (intune:oidcRequestUrl) rather than as a fixed text, and " +
      "check this machine's clock.",
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
      `(${attempt.environment}) and intune:graphEndpoint are the tenant's cloud.`,
  },
  {
    codes: [7000218],
    advice: (attempt) =>
      `${app(attempt)} may not sign people in without a secret: in the app registration, under Authentication, ` +
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
      `The account is not one of ${tenant(attempt)}: sign in with a work or school account of that tenant, or invite ` +
      "this one as a guest.",
  },
  {
    codes: [50126, 50055, 50057],
    advice: () => "The account's name or password is wrong, expired or disabled.",
  },
  {
    codes: [50076, 50079, 50158, 53003, 530003, 50105],
    advice: () =>
      "A conditional access policy or an assignment stands in the way: sign in as it asks (intune:credential browser " +
      "or deviceCode), or have an administrator admit this application and person.",
  },
  {
    codes: [70008, 70043, 700082, 50173],
    advice: () => "The earlier sign-in has lapsed: sign in again.",
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

function federation(assertion: PresentedAssertion | undefined): string {
  if (assertion === undefined) return "the issuer, subject and audience of the token";
  const { issuer, subject, audience } = assertion;
  return `issuer "${issuer}", subject "${subject}" and audience "${audience}"`;
}
