import type { Clock } from "../clock";
import type { Settings } from "../config/settings";
import { signInSettings } from "../config/signIn";
import { IntuneError } from "../errors";
import { AccessTokenSource } from "./accessToken";
import type { CertificateFacts } from "./certificate";
import { type Choice, chooseKind } from "./choose";
import { attemptsOf, signInError } from "./errors";
import { type Identity, identityFor, nameOf, Needs } from "./identity";
import { type Kind, kinds, type Make, makeCredential } from "./kinds";
import { SignInRequests } from "./requests";
import { TenantCheck } from "./tenant";

/** What signing in needs from the world. */
export interface SignInContext {
  readonly clock: Clock;
  /** Tells the person at the terminal something: how to sign in with a device code, or what looks wrong. */
  readonly notify: (message: string) => void;
  /** Tells a person who looks for a fault what was decided. Holds no secret. */
  readonly debug: (message: string) => void;
}

/**
 * The access tokens for Microsoft Graph in one tenant. Nobody signs in before the first is asked for.
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
  readonly make: Make;
}

/**
 * How to sign in to a tenant, decided from the settings alone.
 *
 * @throws {IntuneError} `configuration` if a set is given by half, naming what is missing
 */
export function wayToSignIn(settings: Settings, tenantId: string | undefined): WayToSignIn {
  const identity = identityFor(settings, tenantId);
  const choice = chooseKind(identity);
  const kind = kinds[choice.kind];
  const make = kind.prepare(new Needs(identity, kind.words, choice.why));
  return { identity, choice, kind, make };
}

/** What no message may repeat. */
function secretsOf(identity: Identity): string[] {
  return Object.entries(signInSettings)
    .filter(([, { secret }]) => secret)
    .map(([name]) => identity[name as keyof typeof signInSettings])
    .filter((value) => typeof value === "string");
}

/** What is not an error but probably not meant, in sentences that say what to do. */
function warningsAbout(identity: Identity, choice: Choice, { otherProviders }: Settings): string[] {
  const said: string[] = [];
  if (choice.isGuess) {
    const others = otherProviders.map((name) => `${name}:`).join(", ");
    said.push(
      "Nothing says how to sign in, so DefaultAzureCredential is going to be tried. To choose a way, set intune:tenantId, " +
        "intune:clientId and intune:clientSecret, or what another way needs (docs/sign-in.md)." +
        (others === ""
          ? ""
          : ` The stack's ${others} settings are not read here: set the same as intune: settings.`),
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
 * Nobody signs in while Node.js is told to trust every certificate: a secret would go to whoever answers in Microsoft
 * Entra's place. It is refused rather than overruled, because not all credentials of @azure/identity hand on how their
 * requests are to be sent.
 *
 * @throws {IntuneError} `configuration`
 */
function requireVerifiedTls({ ownTls }: Kind): void {
  if (process.env.NODE_TLS_REJECT_UNAUTHORIZED !== "0" || ownTls) return;
  throw new IntuneError(
    "configuration",
    "NODE_TLS_REJECT_UNAUTHORIZED=0 turns the verification of certificates off, and the provider does not sign in " +
      "without it: unset it. Put a certificate authority of your own into NODE_EXTRA_CA_CERTS.",
  );
}

/** The function, which says each text once. */
function once(say: (message: string) => void): (message: string) => void {
  const said = new Set<string>();
  return (message) => {
    if (said.has(message)) return;
    said.add(message);
    say(message);
  };
}
