/** What names a profile, a tenant and a resource. */
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
 * For look-ups, whose arguments nobody has checked: an id that cannot be one would ask Graph for something else.
 *
 * @throws {IntuneError} `configuration`
 */
export function requireProfileId(id: unknown): void {
  const fault = profileId(id, {});
  if (fault !== undefined) throw new IntuneError("configuration", `profileId ${fault}.`);
}

/** What a resource's id names; `tenantId` if it begins with one, for imports from another tenant than the provider's. */
export interface NamedProfile extends ProfileReference {
  readonly tenantId?: string;
}

/**
 * Reads `{set}/{profileId}` or `{tenant}/{set}/{profileId}`, for resources of which nothing else is known.
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
 * The same text for the same tenant, however a resource names it: not at all, where it is the configured one, or in
 * other letters. A tenant's id and its domain names are not known to be the same before somebody signs in.
 */
export function tenantKey(tenantId: string | undefined, configured: string | undefined): string {
  return (tenantId ?? configured ?? "").toLowerCase();
}

interface InTenant {
  readonly tenantId?: string;
}

/** True where a resource is declared in another tenant than the one it is in. */
export function isOtherTenant(olds: InTenant, news: InTenant, configured: string | undefined): boolean {
  return tenantKey(olds.tenantId, configured) !== tenantKey(news.tenantId, configured);
}
