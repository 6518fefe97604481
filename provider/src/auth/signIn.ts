import type { Clock } from "../clock";
import type { Settings } from "../config/settings";
import { secretSettings } from "../config/signInSettings";
import { AccessTokenSource } from "./accessToken";
import { Conversation } from "./conversation";
import { createCredential } from "./credential";
import { type Identity, identityFor, withFilesRead } from "./identity";
import { kindInWords, waitsForPerson } from "./plan";
import { planCredential } from "./planCredential";
import { signInError } from "./signInError";
import { TenantCheck } from "./tenant";
import { requireVerifiedTls } from "./verifiedTls";

/** What signing in needs from the world. */
export interface SignInSurroundings {
  readonly clock: Clock;
  /** Tells the person at the terminal something: how to sign in with a device code. */
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
  { clock, notify, debug }: SignInSurroundings,
): AccessTokenSource {
  const identity = withFilesRead(identityFor(settings, tenantId));
  const { plan, why } = planCredential(identity);
  const permit = () => {
    requireVerifiedTls(plan.kind);
  };
  permit();
  const { authorityHost, environment, requestTimeoutInSeconds: timeoutInSeconds } = settings;
  const scope = `${settings.graphEndpoint}/.default`;
  const clientId = "clientId" in plan ? plan.clientId : undefined;
  debug(
    `${tenantId === undefined ? "No tenant named" : `Tenant ${tenantId}`}: signing in with ${kindInWords[plan.kind]}` +
      `${clientId === undefined ? "" : ` as application ${clientId}`}, because ${why}; ` +
      `${scope} from ${authorityHost}.`,
  );
  const conversation = new Conversation();
  const named = tenantId === undefined ? undefined : { tenantId, authorityHost, timeoutInSeconds };
  const tenant = named && new TenantCheck(named, plan.kind);
  return new AccessTokenSource({
    createCredential: () => createCredential(plan, { settings, clock, conversation, notify }),
    keepsPerson: waitsForPerson(plan.kind),
    scope,
    clock,
    permit,
    accept: async (accessToken) => tenant?.accept(accessToken),
    explain: (error) =>
      signInError(
        error,
        { kind: plan.kind, scope, authorityHost, environment, tenantId, clientId, ...shown(conversation) },
        secretsOf(identity),
      ),
  });
}

function shown({ assertion, certificate, heard, failure }: Conversation) {
  return { assertion, certificate, heard, failure };
}

function secretsOf(identity: Identity): readonly (string | undefined)[] {
  return secretSettings.map((name) => identity[name]);
}
