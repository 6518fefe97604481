import type { TokenCredential } from "@azure/identity";
import type { Settings } from "../config/settings";
import type { CredentialPlan } from "./plan";

/**
 * Makes the credential a plan names. @azure/identity is loaded here and not before, since most runs change
 * nothing and never sign in.
 */
export async function createCredential(plan: CredentialPlan, settings: Settings): Promise<TokenCredential> {
  if (plan.kind === "accessToken") return new GivenBearer(plan.accessToken);

  const identity = await import("@azure/identity");
  const options = {
    authorityHost: settings.authorityHost,
    disableInstanceDiscovery: settings.disableInstanceDiscovery ?? false,
  };
  switch (plan.kind) {
    case "clientSecret":
      return new identity.ClientSecretCredential(plan.tenantId, plan.clientId, plan.clientSecret, options);
    case "default":
      return new identity.DefaultAzureCredential({
        ...options,
        ...(plan.tenantId === undefined ? {} : { tenantId: plan.tenantId }),
        ...(plan.clientId === undefined
          ? {}
          : { managedIdentityClientId: plan.clientId, workloadIdentityClientId: plan.clientId }),
      });
  }
}

/** A bearer handed in through `intune:accessToken`. How long it lives is its issuer's business, not ours. */
class GivenBearer implements TokenCredential {
  constructor(private readonly token: string) {}

  getToken() {
    return Promise.resolve({ token: this.token, expiresOnTimestamp: Number.MAX_SAFE_INTEGER });
  }
}
