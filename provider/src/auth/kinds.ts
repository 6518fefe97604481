import type { TokenCredential } from "@azure/identity";
import type { Clock } from "../clock";
import type { Settings } from "../config/settings";
import type { CredentialKind } from "../config/signIn";
import { GivenAccessToken } from "./accessToken";
import { type CertificateFacts, certificateSource, loadCertificate } from "./certificate";
import { type Identity, type Needs, nameOf } from "./identity";
import { assertionSource, fetchAssertion } from "./oidc";
import { PersonsCredential } from "./personsCredential";
import { type SignInRequests, withTimeLimit } from "./requests";

/** What every credential is made with, besides the identity. */
export interface CredentialContext {
  readonly settings: Pick<Settings, "authorityHost" | "disableInstanceDiscovery" | "requestTimeoutInSeconds">;
  readonly clock: Clock;
  readonly requests: SignInRequests;
  /** Shows a message at the terminal. */
  readonly notify: (message: string) => void;
  /** Receives the certificate that signs, so that a refusal can be explained. */
  readonly onCertificate: (certificate: CertificateFacts) => void;
}

type AzureIdentity = Awaited<ReturnType<typeof loadAzureIdentity>>;

/** Loaded at the first sign-in, since most runs change nothing and never sign in. */
function loadAzureIdentity() {
  return import("@azure/identity");
}

/** What a {@link CredentialFactory} gets. */
export interface CredentialInputs extends CredentialContext {
  readonly azure: AzureIdentity;
  /** The options of every credential of @azure/identity. */
  readonly options: {
    readonly authorityHost: string;
    readonly disableInstanceDiscovery: boolean;
  } & ReturnType<SignInRequests["options"]>;
}

/** Makes a credential. */
export type CredentialFactory = (inputs: CredentialInputs) => TokenCredential | Promise<TokenCredential>;

/** One way to sign in. */
export interface Kind {
  /** In words that follow "Signing in with". */
  readonly words: string;
  /**
   * True if the credential chooses the tenant itself, whatever tenant is asked for. The other kinds sign in at the
   * tenant that is asked for.
   */
  readonly choosesTenant?: true;
  /** True if Node.js's TLS does not matter: another tool calls Microsoft Entra, or nobody does. */
  readonly ignoresNodeTls?: true;
  /** True if a person signs in. That person must not be asked again without need. */
  readonly person?: true;
  /** What to do if Microsoft Entra's answer has no known AADSTS number. */
  readonly advice?: (tenantId: string | undefined) => string;
  /**
   * Takes what it needs from the identity, and returns how to make the credential.
   *
   * @throws {IntuneError} `configuration`, naming what is missing
   */
  readonly prepare: (needs: Needs) => CredentialFactory;
}

export const kinds: Readonly<Record<CredentialKind, Kind>> = {
  accessToken: {
    words: "a given access token",
    choosesTenant: true,
    ignoresNodeTls: true,
    prepare: (needs) => {
      const { accessToken } = needs.all("accessToken");
      const setting = nameOf(needs.identity, "accessToken");
      return ({ clock }) => new GivenAccessToken(accessToken, setting, clock);
    },
  },
  clientSecret: {
    words: "a client secret",
    prepare: (needs) => {
      const { tenantId, clientId, clientSecret } = needs.all("tenantId", "clientId", "clientSecret");
      return ({ azure, options }) =>
        new azure.ClientSecretCredential(tenantId, clientId, clientSecret, options);
    },
  },
  clientCertificate: {
    words: "a client certificate",
    prepare: (needs) => {
      const { tenantId, clientId } = needs.all("tenantId", "clientId");
      const source = certificateSource(needs);
      return async ({ azure, options, onCertificate }) => {
        const { pem, ...facts } = await loadCertificate(source);
        onCertificate(facts);
        return new azure.ClientCertificateCredential(tenantId, clientId, { certificate: pem }, options);
      };
    },
  },
  oidc: {
    words: "an OIDC token",
    prepare: (needs) => {
      const { tenantId, clientId } = needs.all("tenantId", "clientId");
      const source = assertionSource(needs);
      return ({ azure, options, settings }) =>
        new azure.ClientAssertionCredential(
          tenantId,
          clientId,
          () => fetchAssertion(source, settings.requestTimeoutInSeconds),
          options,
        );
    },
  },
  azurePipelines: {
    words: "an Azure Pipelines service connection",
    prepare: (needs) => {
      const needed = needs.all(
        "tenantId",
        "clientId",
        "adoPipelineServiceConnectionId",
        "oidcRequestUrl",
        "oidcRequestToken",
      );
      const { tenantId, clientId, adoPipelineServiceConnectionId, oidcRequestUrl, oidcRequestToken } = needed;
      return ({ azure, options }) =>
        withOidcRequestUri(
          oidcRequestUrl,
          () =>
            new azure.AzurePipelinesCredential(
              tenantId,
              clientId,
              adoPipelineServiceConnectionId,
              oidcRequestToken,
              options,
            ),
        );
    },
  },
  workloadIdentity: {
    words: "a workload identity",
    prepare: (needs) => {
      const { tenantId, clientId } = needs.all("tenantId", "clientId");
      const tokenFilePath =
        needs.identity.federatedTokenFile ??
        needs.identity.oidcTokenFilePath ??
        needs.all("federatedTokenFile").federatedTokenFile;
      return ({ azure, options }) =>
        new azure.WorkloadIdentityCredential({ ...options, tenantId, clientId, tokenFilePath });
    },
  },
  managedIdentity: {
    words: "a managed identity",
    choosesTenant: true,
    advice: () =>
      "Check that this machine has a managed identity, and that intune:clientId, if set, is the client id or resource id " +
      "of one assigned to it.",
    prepare: ({ identity: { clientId } }) => {
      if (clientId === undefined) return ({ azure, options }) => new azure.ManagedIdentityCredential(options);
      const assigned = isResourceId(clientId) ? { resourceId: clientId } : { clientId };
      return ({ azure, options }) => new azure.ManagedIdentityCredential({ ...options, ...assigned });
    },
  },
  azureCli: {
    words: "the Azure CLI",
    choosesTenant: true,
    ignoresNodeTls: true,
    advice: (tenantId) =>
      `Run \`az login${tenantId === undefined ? "" : ` --tenant ${tenantId}`}\` first. Note that the Azure CLI's own ` +
      "application has no Intune permission.",
    prepare:
      ({ identity }) =>
      ({ azure }) =>
        new azure.AzureCliCredential(tenantOf(identity)),
  },
  azureDeveloperCli: {
    words: "the Azure Developer CLI",
    choosesTenant: true,
    ignoresNodeTls: true,
    advice: () => "Run `azd auth login` first.",
    prepare:
      ({ identity }) =>
      ({ azure }) =>
        new azure.AzureDeveloperCliCredential(tenantOf(identity)),
  },
  azurePowerShell: {
    words: "Azure PowerShell",
    choosesTenant: true,
    ignoresNodeTls: true,
    advice: () => "Run `Connect-AzAccount` first.",
    prepare:
      ({ identity }) =>
      ({ azure }) =>
        new azure.AzurePowerShellCredential(tenantOf(identity)),
  },
  deviceCode: {
    words: "a device code",
    person: true,
    prepare: (needs) => {
      const person = { ...tenantOf(needs.identity), ...needs.all("clientId") };
      return ({ azure, options, requests, notify }) =>
        new PersonsCredential(
          new azure.DeviceCodeCredential({
            ...options,
            ...person,
            disableAutomaticAuthentication: true,
            userPromptCallback: ({ message }) => {
              notify(message);
            },
          }),
          requests,
        );
    },
  },
  browser: {
    words: "a browser",
    person: true,
    prepare: (needs) => {
      const person = { ...tenantOf(needs.identity), ...needs.all("clientId") };
      return ({ azure, options, requests }) =>
        new PersonsCredential(
          new azure.InteractiveBrowserCredential({
            ...options,
            ...person,
            disableAutomaticAuthentication: true,
          }),
          requests,
        );
    },
  },
  default: {
    words: "DefaultAzureCredential",
    choosesTenant: true,
    prepare: ({ identity }) => {
      const { clientId } = identity;
      const tenant = tenantOf(identity);
      if (clientId === undefined) {
        return ({ azure, options }) => new azure.DefaultAzureCredential({ ...options, ...tenant });
      }
      const assigned = isResourceId(clientId)
        ? { managedIdentityResourceId: clientId }
        : { managedIdentityClientId: clientId, workloadIdentityClientId: clientId };
      return ({ azure, options }) => new azure.DefaultAzureCredential({ ...options, ...tenant, ...assigned });
    },
  },
};

/** How long a device code is valid. */
const personsTimeInSeconds = 15 * 60;
/**
 * A machine's sign-in takes two requests at most: two to Microsoft Entra, or one to the service that gives its token
 * and one to Microsoft Entra.
 */
const mostRequests = 2;

/** Makes the credential, with a time limit on everything that it waits for. */
export async function makeCredential(
  { person }: Kind,
  make: CredentialFactory,
  context: CredentialContext,
): Promise<TokenCredential> {
  const { authorityHost, disableInstanceDiscovery = false, requestTimeoutInSeconds } = context.settings;
  const options = { authorityHost, disableInstanceDiscovery, ...context.requests.options() };
  const credential = await make({ ...context, azure: await loadAzureIdentity(), options });
  return withTimeLimit(credential, person ? personsTimeInSeconds : mostRequests * requestTimeoutInSeconds);
}

/** The tenant, absent if none is given, so that an option is never passed as undefined. */
function tenantOf({ tenantId }: Identity): { readonly tenantId?: string } {
  return tenantId === undefined ? {} : { tenantId };
}

/** Azure Resource Manager's id of an identity that is assigned to the machine. */
function isResourceId(clientId: string): boolean {
  return clientId.startsWith("/subscriptions/");
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
