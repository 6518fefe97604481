import type { Settings } from "../config/settings";
import { IntuneError } from "../errors";

/** How to sign in, decided from the settings alone; `createCredential` makes the credential it names. */
export type CredentialPlan =
  | { readonly kind: "accessToken"; readonly accessToken: string }
  | {
      readonly kind: "clientSecret";
      readonly tenantId: string;
      readonly clientId: string;
      readonly clientSecret: string;
    }
  | { readonly kind: "default"; readonly tenantId?: string; readonly clientId?: string };

/**
 * Chooses the kind of credential. What is said most explicitly wins: a bearer that is given, then a client
 * secret, then what `DefaultAzureCredential` finds. A set that is given by half is an error and never a silent
 * fall through to another identity.
 *
 * @param tenantId the tenant to sign in to, where a resource names one of its own
 * @throws {IntuneError} `configuration`
 */
export function planCredential(settings: Settings, tenantId = settings.tenantId): CredentialPlan {
  if (settings.accessToken !== undefined) return { kind: "accessToken", accessToken: settings.accessToken };
  if (settings.clientSecret !== undefined) {
    return {
      kind: "clientSecret",
      ...required("a client secret", { tenantId, clientId: settings.clientId }),
      clientSecret: settings.clientSecret,
    };
  }
  return {
    kind: "default",
    ...(tenantId === undefined ? {} : { tenantId }),
    ...(settings.clientId === undefined ? {} : { clientId: settings.clientId }),
  };
}

function required<Names extends string>(
  purpose: string,
  values: Record<Names, string | undefined>,
): Record<Names, string> {
  const missing = Object.entries(values).filter(([, value]) => value === undefined);
  if (missing.length > 0) {
    const names = missing.map(([name]) => `intune:${name}`).join(" and ");
    throw new IntuneError(
      "configuration",
      `Signing in with ${purpose} also needs ${names}. Set it with \`pulumi config set\`, or through the environment.`,
    );
  }
  return values as Record<Names, string>;
}
