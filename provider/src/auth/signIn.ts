import type { Clock } from "../clock";
import type { Settings } from "../config/settings";
import { BearerSource } from "./bearer";
import { Conversation } from "./conversation";
import { createCredential } from "./credential";
import { type Identity, identityFor, withFilesRead } from "./identity";
import { kindInWords } from "./plan";
import { planCredential } from "./planCredential";
import { signInError } from "./signInError";
import { checkTenant } from "./tenant";

/** What signing in needs from the world. */
export interface SignInSurroundings {
  readonly clock: Clock;
  /** Tells the person at the terminal something: how to sign in with a device code. */
  readonly notify: (message: string) => void;
  /** Tells a person who looks for a fault what was decided. Holds no secret. */
  readonly debug: (message: string) => void;
}

/**
 * The bearers for Microsoft Graph in one tenant. Nobody signs in before the first is asked for.
 *
 * @throws {IntuneError} `configuration`
 */
export function signInTo(
  settings: Settings,
  tenantId: string | undefined,
  { clock, notify, debug }: SignInSurroundings,
): BearerSource {
  const identity = withFilesRead(identityFor(settings, tenantId));
  const { plan, why } = planCredential(identity);
  const { authorityHost, environment } = settings;
  const scope = `${settings.graphEndpoint}/.default`;
  const clientId = "clientId" in plan ? plan.clientId : undefined;
  debug(
    `${tenantId === undefined ? "No tenant named" : `Tenant ${tenantId}`}: signing in with ${kindInWords[plan.kind]}` +
      `${clientId === undefined ? "" : ` as application ${clientId}`}, because ${why}; ` +
      `${scope} from ${authorityHost}.`,
  );
  const conversation = new Conversation();
  return new BearerSource({
    createCredential: () => createCredential(plan, { settings, clock, conversation, notify }),
    scope,
    clock,
    accept: (bearer) => {
      checkTenant(bearer, tenantId, plan.kind);
    },
    explain: (error) =>
      signInError(
        error,
        { kind: plan.kind, scope, authorityHost, environment, tenantId, clientId, ...shown(conversation) },
        secretsOf(identity),
      ),
  });
}

/**
 * Finds faults in the sign-in settings before anything needs them, so that a preview shows them. A tenant may be
 * named by each resource, so that its absence is no fault yet.
 *
 * @throws {IntuneError} `configuration`
 */
export function checkSignIn(settings: Settings): void {
  planCredential(withFilesRead(identityFor(settings, settings.tenantId ?? "that each resource names")));
}

function shown({ assertion, certificate, heard, failure }: Conversation) {
  return { assertion, certificate, heard, failure };
}

function secretsOf(identity: Identity): readonly (string | undefined)[] {
  return [
    identity.clientSecret,
    identity.clientCertificate,
    identity.clientCertificatePassword,
    identity.oidcToken,
    identity.oidcRequestToken,
    identity.accessToken,
  ];
}
