import { Session, type SessionOptions } from "../../provider/src/lifecycle/session";
import type { EnrollmentProfiles } from "../../provider/src/graph/enrollmentProfiles";

/** The tenant of the configuration, and another one that a resource may name. */
export const home = "contoso.example";
export const abroad = "fabrikam.example";

/**
 * A session on two tenants, whose services share nothing. Graph tells them apart by the bearer, got by signing in to
 * each, which is tested elsewhere; here the other tenant has an address of its own.
 */
export class TwoTenants extends Session {
  private readonly other: Session | undefined;

  constructor(surroundings: SessionOptions, otherEndpoint: string | undefined) {
    super(surroundings);
    if (otherEndpoint === undefined) return;
    const settings = { ...surroundings.settings, graphEndpoint: otherEndpoint };
    this.other = new Session({ ...surroundings, settings });
  }

  override profiles(tenantId?: string): EnrollmentProfiles {
    if (this.other === undefined || this.tenantKey(tenantId) !== abroad) return super.profiles(tenantId);
    return this.other.profiles(tenantId);
  }
}
