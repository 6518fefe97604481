import type { TokenCredential } from "@azure/identity";
import type { Clock } from "../clock";
import type { Settings } from "../config/settings";
import { fetchAssertion } from "./assertion";
import { loadCertificate } from "./certificate";
import type { Conversation } from "./conversation";
import { GivenAccessToken } from "./givenAccessToken";
import { limitPolicy, withinTime } from "./limits";
import { PersonsCredential } from "./personsCredential";
import { type CredentialPlan, waitsForPerson } from "./plan";

/** As long as a device code lives. */
const personsTimeInSeconds = 15 * 60;
/** A sign-in of a machine takes two requests to Microsoft Entra, or one after another to a service of its own. */
const mostRequests = 2;

/** What a credential needs besides its plan. */
export interface CredentialContext {
  readonly settings: Pick<Settings, "authorityHost" | "disableInstanceDiscovery" | "requestTimeoutInSeconds">;
  readonly clock: Clock;
  readonly conversation: Conversation;
  /** Tells the person at the terminal something. */
  readonly notify: (message: string) => void;
}

/** Makes the credential a plan names. Nothing that it waits for keeps it for ever. */
export async function createCredential(
  plan: CredentialPlan,
  context: CredentialContext,
): Promise<TokenCredential> {
  const { requestTimeoutInSeconds } = context.settings;
  const seconds = waitsForPerson(plan.kind) ? personsTimeInSeconds : mostRequests * requestTimeoutInSeconds;
  return withinTime(await bareCredential(plan, context), seconds);
}

/** @azure/identity is loaded here and not before, since most runs change nothing and never sign in. */
async function bareCredential(
  plan: CredentialPlan,
  { settings, clock, conversation, notify }: CredentialContext,
): Promise<TokenCredential> {
  if (plan.kind === "accessToken") return new GivenAccessToken(plan.accessToken, plan.setting, clock);

  const identity = await import("@azure/identity");
  const limit = limitPolicy(settings.requestTimeoutInSeconds, conversation.giveUp);
  const options = {
    authorityHost: settings.authorityHost,
    disableInstanceDiscovery: settings.disableInstanceDiscovery ?? false,
    additionalPolicies: [
      { policy: limit, position: "perCall" as const },
      { policy: conversation.policy, position: "perRetry" as const },
    ],
  };
  switch (plan.kind) {
    case "clientSecret":
      return new identity.ClientSecretCredential(plan.tenantId, plan.clientId, plan.clientSecret, options);
    case "clientCertificate": {
      const { pem, ...certificate } = await loadCertificate(plan);
      conversation.certificate = certificate;
      return new identity.ClientCertificateCredential(
        plan.tenantId,
        plan.clientId,
        { certificate: pem },
        options,
      );
    }
    case "oidc":
      return new identity.ClientAssertionCredential(
        plan.tenantId,
        plan.clientId,
        () => fetchAssertion(plan.assertion, settings.requestTimeoutInSeconds),
        options,
      );
    case "azurePipelines":
      return withOidcRequestUri(
        plan.requestUrl,
        () =>
          new identity.AzurePipelinesCredential(
            plan.tenantId,
            plan.clientId,
            plan.serviceConnectionId,
            plan.requestToken,
            options,
          ),
      );
    case "workloadIdentity": {
      const { tenantId, clientId, tokenFilePath } = plan;
      return new identity.WorkloadIdentityCredential({ ...options, tenantId, clientId, tokenFilePath });
    }
    case "managedIdentity":
      return new identity.ManagedIdentityCredential(
        plan.clientId === undefined ? options : { ...options, clientId: plan.clientId },
      );
    case "azureCli":
      return new identity.AzureCliCredential(tenantOf(plan));
    case "azureDeveloperCli":
      return new identity.AzureDeveloperCliCredential(tenantOf(plan));
    case "azurePowerShell":
      return new identity.AzurePowerShellCredential(tenantOf(plan));
    case "deviceCode":
      return new PersonsCredential(
        new identity.DeviceCodeCredential({
          ...options,
          ...tenantOf(plan),
          clientId: plan.clientId,
          disableAutomaticAuthentication: true,
          userPromptCallback: ({ message }) => {
            notify(message);
          },
        }),
        conversation,
      );
    case "browser":
      return new PersonsCredential(
        new identity.InteractiveBrowserCredential({
          ...options,
          ...tenantOf(plan),
          clientId: plan.clientId,
          disableAutomaticAuthentication: true,
        }),
        conversation,
      );
    case "default":
      return new identity.DefaultAzureCredential({
        ...options,
        ...tenantOf(plan),
        ...(plan.clientId === undefined
          ? {}
          : { managedIdentityClientId: plan.clientId, workloadIdentityClientId: plan.clientId }),
      });
  }
}

function tenantOf({ tenantId }: { readonly tenantId?: string }): { readonly tenantId?: string } {
  return tenantId === undefined ? {} : { tenantId };
}

/** AzurePipelinesCredential takes the address from the environment only, and reads it when it is made. */
function withOidcRequestUri<Result>(uri: string, make: () => Result): Result {
  const before = process.env.SYSTEM_OIDCREQUESTURI;
  process.env.SYSTEM_OIDCREQUESTURI = uri;
  try {
    return make();
  } finally {
    if (before === undefined) delete process.env.SYSTEM_OIDCREQUESTURI;
    else process.env.SYSTEM_OIDCREQUESTURI = before;
  }
}
