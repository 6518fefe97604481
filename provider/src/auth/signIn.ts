import type { Clock } from "../clock";
import type { Settings } from "../config/settings";
import { signInSettings } from "../config/signIn";
import { IntuneError } from "../errors";
import { AccessTokenSource } from "./accessToken";
import type { CertificateFacts } from "./certificate";
import { type Choice, chooseKind } from "./choose";
import { attemptsOf, signInError } from "./errors";
import { type Identity, identityFor, nameOf, Needs } from "./identity";
import { type CredentialFactory, type Kind, kinds, makeCredential } from "./kinds";
import { SignInRequests } from "./requests";
import { TenantCheck } from "./tenant";

/** What the caller provides for signing in. */
export interface SignInContext {
  readonly clock: Clock;
  /** Shows a message at the terminal: how to sign in with a device code, or what looks wrong. */
  readonly notify: (message: string) => void;
  /** Says what was decided, for debugging. Never gets a secret. */
  readonly debug: (message: string) => void;
}

/**
 * The access tokens for Microsoft Graph in one tenant. The sign-in begins when the first one is requested.
 *
 * @throws {IntuneError} `configuration`
 */
export function signInTo(
  settings: Settings,
  tenantId: string | undefined,
  { clock, notify, debug }: SignInContext,
): AccessTokenSource {
  const { identity, choice, kind, make } = wayToSignIn(settings, tenantId);
  requireVerifiedTls(kind);
  for (const warning of warningsAbout(identity, choice, settings)) notify(warning);

  const { authorityHost, environment, requestTimeoutInSeconds: timeoutInSeconds } = settings;
  const scope = `${settings.graphEndpoint}/.default`;
  const { clientId, oidcAudience } = identity;
  debug(
    `${tenantId === undefined ? "No tenant named" : `Tenant ${tenantId}`}: signing in with ${kind.words}` +
      `${clientId === undefined ? "" : ` as application ${clientId}`}, because ${choice.why}; ` +
      `${scope} from ${authorityHost}.`,
  );
  const debugOnce = once(debug);
  const requests = new SignInRequests(timeoutInSeconds);
  let certificate: CertificateFacts | undefined;
  const onCertificate = (facts: CertificateFacts) => (certificate = facts);
  const tenant =
    tenantId === undefined ? undefined : new TenantCheck({ tenantId, authorityHost, timeoutInSeconds }, kind);
  const secrets = secretsOf(identity);

  return new AccessTokenSource({
    createCredential: () => makeCredential(kind, make, { settings, clock, requests, notify, onCertificate }),
    keepsPerson: kind.person === true,
    scope,
    clock,
    requireSafe: () => {
      requireVerifiedTls(kind);
    },
    accept: async (accessToken) => tenant?.accept(accessToken),
    explain: (error) => {
      const attempts = attemptsOf(error, secrets);
      if (attempts !== undefined) debugOnce(`What DefaultAzureCredential tried: ${attempts}`);
      const who = { kind: choice.kind, tenantId, clientId, scope, authorityHost, environment, oidcAudience };
      const { assertion, lastError, failure } = requests;
      return signInError(error, { ...who, assertion, certificate, lastError, failure }, secrets);
    },
  });
}

/** A way to sign in, with the reason for it. */
interface WayToSignIn {
  readonly identity: Identity;
  readonly choice: Choice;
  readonly kind: Kind;
  readonly make: CredentialFactory;
}

/**
 * How to sign in to a tenant, decided from the settings alone.
 *
 * @throws {IntuneError} `configuration` if settings are missing; the message names them
 */
export function wayToSignIn(settings: Settings, tenantId: string | undefined): WayToSignIn {
  const identity = identityFor(settings, tenantId);
  const choice = chooseKind(identity);
  const kind = kinds[choice.kind];
  const make = kind.prepare(new Needs(identity, kind.words, choice.why));
  return { identity, choice, kind, make };
}

/** The secrets that no message may repeat. */
function secretsOf(identity: Identity): string[] {
  return Object.entries(signInSettings)
    .filter(([, { secret }]) => secret)
    .map(([name]) => identity[name as keyof typeof signInSettings])
    .filter((value) => typeof value === "string");
}

/** Warnings about settings that are allowed but probably not meant. Each says what to do. */
function warningsAbout(identity: Identity, choice: Choice, { otherProviders }: Settings): string[] {
  const said: string[] = [];
  if (choice.isGuess) {
    const others = otherProviders.map((name) => `${name}:`).join(", ");
    said.push(
      "Nothing says how to sign in, so the provider tries DefaultAzureCredential. To choose a way, set intune:tenantId, " +
        "intune:clientId and intune:clientSecret, or what another way needs (docs/sign-in.md)." +
        (others === ""
          ? ""
          : ` The provider does not read the stack's ${others} settings: set the same values as intune: settings.`),
    );
  }
  if (choice.kind === "clientSecret" && guid.test(identity.clientSecret ?? "")) {
    said.push(
      `${nameOf(identity, "clientSecret")} looks like the id of a client secret (a GUID), not like its value. Microsoft ` +
        "Entra's portal shows the value once, when the secret is made: make a new one if it is lost.",
    );
  }
  return said;
}

const guid = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/i;

/**
 * Refuses to sign in while Node.js trusts every certificate: an attacker who answers in Microsoft Entra's place would
 * get a secret. The provider cannot override this variable, because not all credentials of @azure/identity pass on TLS
 * options.
 *
 * @throws {IntuneError} `configuration`
 */
function requireVerifiedTls({ ignoresNodeTls }: Kind): void {
  if (process.env.NODE_TLS_REJECT_UNAUTHORIZED !== "0" || ignoresNodeTls) return;
  throw new IntuneError(
    "configuration",
    "NODE_TLS_REJECT_UNAUTHORIZED=0 turns off the verification of certificates, and the provider does not sign in " +
      "without verification: unset the variable. To trust a certificate authority of your own, set NODE_EXTRA_CA_CERTS.",
  );
}

/** The same function, except that it says each text only once. */
function once(say: (message: string) => void): (message: string) => void {
  const said = new Set<string>();
  return (message) => {
    if (said.has(message)) return;
    said.add(message);
    say(message);
  };
}
