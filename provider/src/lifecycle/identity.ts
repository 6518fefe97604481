/** The ids of profiles, tenants and resources. */
import { IntuneError } from "../errors";
import { entitySets, profileIdFault, type ProfileReference, profileTypes } from "../graph/profile";
import { kindOf, type Rule, tenantId as tenantIdRule } from "../rules";

export const profileId: Rule = (value) => {
  const expected = "expected the id of an enrollment profile, for example a GUID";
  if (typeof value !== "string") return `is ${kindOf(value)}, ${expected}`;
  const fault = profileIdFault(value);
  return fault === undefined ? undefined : `${fault}, ${expected}`;
};

/**
 * Checks the id in a look-up, which has no `check`. A request with an id that is not valid could ask Graph for
 * something else.
 *
 * @throws {IntuneError} `configuration`
 */
export function requireProfileId(id: unknown): void {
  const fault = profileId(id, {});
  if (fault !== undefined) throw new IntuneError("configuration", `profileId ${fault}.`);
}

/** What a resource's id names. It may begin with a tenant, for imports from another tenant than the provider's. */
export interface NamedProfile extends ProfileReference {
  readonly tenantId?: string;
}

/**
 * Reads `{set}/{profileId}` or `{tenant}/{set}/{profileId}`, for resources of which only the id is known.
 *
 * @throws {IntuneError} `configuration`
 */
export function parseResourceId(id: string): NamedProfile {
  const [profileId = "", set, tenantId, ...rest] = id.split("/").reverse();
  const profileType = profileTypes.find((type) => entitySets[type] === set);
  const isTenant = tenantId === undefined || tenantIdRule(tenantId, {}) === undefined;
  if (profileType !== undefined && profileIdFault(profileId) === undefined && isTenant && rest.length === 0) {
    return { profileType, profileId, ...(tenantId !== undefined && { tenantId }) };
  }
  const forms = profileTypes.map((type) => `${entitySets[type]}/{profileId}`).join(" or ");
  throw new IntuneError(
    "configuration",
    `${JSON.stringify(id)} is not the id of a resource: expected ${forms}, with {tenant}/ before it for another tenant.`,
  );
}

/**
 * The same text for the same tenant, in upper or lower case. A resource that names no tenant is in the configured one. A
 * tenant's id and its domain names give different texts: only a sign-in shows that they are the same.
 */
export function tenantKey(tenantId: string | undefined, configured: string | undefined): string {
  return (tenantId ?? configured ?? "").toLowerCase();
}

interface InTenant {
  readonly tenantId?: string;
}

/** True if a resource is declared in another tenant than the one it is in. */
export function isOtherTenant(olds: InTenant, news: InTenant, configured: string | undefined): boolean {
  return tenantKey(olds.tenantId, configured) !== tenantKey(news.tenantId, configured);
}
