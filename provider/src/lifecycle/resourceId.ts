import { IntuneError } from "../errors";
import { entitySets, profileIdFault, type ProfileReference, profileTypes } from "../graph/profile";
import { tenantId as tenantIdRule } from "../rules";

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
