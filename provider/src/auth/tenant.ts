import { IntuneError } from "../errors";
import { readBearerClaims } from "./claims";
import { type CredentialPlan, kindInWords } from "./plan";

const guid = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i;

/**
 * Sees to it that a bearer is for the tenant it is meant for, before anything is called with it. Credentials that
 * bring a tenant of their own (a given bearer, a managed identity, a tool's account) may bring another. A tenant
 * that is named by its domain cannot be compared, and passes.
 *
 * @throws {IntuneError} `configuration`
 */
export function checkTenant(
  bearer: string,
  tenantId: string | undefined,
  kind: CredentialPlan["kind"],
): void {
  const own = readBearerClaims(bearer)?.tenantId;
  if (own === undefined || tenantId === undefined || !guid.test(tenantId)) return;
  if (own.toLowerCase() === tenantId.toLowerCase()) return;
  throw new IntuneError(
    "configuration",
    `${capitalised(kindInWords[kind])} signs in to tenant ${own}, but the resource is in tenant ${tenantId} ` +
      "(its tenantId, or intune:tenantId): nothing was sent. Sign in to that tenant, or give it a sign-in of its own in intune:tenants.",
  );
}

function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
