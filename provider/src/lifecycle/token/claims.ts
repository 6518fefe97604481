import { profileKey, profilePath, type ProfileReference } from "../../graph/profile";

/** The profile that a resource has for itself. */
export interface Claim {
  /** The same text for every spelling of the profile's id and tenant. */
  readonly key: string;
  /** The profile as the resource spells it, for messages. */
  readonly target: string;
}

/** @param tenantKey the same text for every spelling of the profile's tenant; empty if no tenant is named */
export function claimOn(profile: ProfileReference, tenantKey: string): Claim {
  const ofTenant = tenantKey === "" ? "" : ` of tenant ${tenantKey}`;
  return { key: profileKey(profile) + ofTenant, target: profilePath(profile) + ofTenant };
}

/** Notes which resource of a run has which profile. A profile has one token, so two resources would replace each other's. */
export class Claims {
  private readonly owners = new Map<string, { readonly name: string; readonly owner: unknown }>();

  /**
   * Notes that a resource has a profile. If another one has it already, returns an error message that names both.
   *
   * @param owner tells the resource from others of its name
   */
  add({ key, target }: Claim, name: string, owner: unknown): string | undefined {
    const other = this.owners.get(key);
    if (other === undefined) {
      this.owners.set(key, { name, owner });
      return undefined;
    }
    if (other.owner === owner) return undefined;
    return (
      `The enrollment tokens "${other.name}" and "${name}" are both on ${target}, which has one token only: ` +
      "remove one of them, or give it a profile of its own."
    );
  }
}
