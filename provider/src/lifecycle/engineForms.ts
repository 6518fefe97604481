import type { CheckFailure } from "@pulumi/pulumi/dynamic";
import { IntuneError } from "../errors";
import type { Session } from "./session";
import { isUnknown } from "./unknown";

/** What the engine adds to a resource's properties. */
export interface EngineProperties {
  readonly __provider: string;
}

/** What the engine reads off an error to keep a resource in state as partly made, to be gone on with by the next `up`. */
export interface PartlyMade {
  readonly id: string;
  readonly properties: object;
  readonly reasons: readonly string[];
}

/**
 * A configuration that cannot be used, or does not say how to sign in to the resource's tenant, fails the preview like
 * a faulty argument; the empty name stands for the whole resource.
 *
 * @param session throws where the configuration cannot be used
 * @param tenantId the resource's own tenant; one that is not known yet is looked at when it is
 */
export function configurationFaults(session: () => Session, tenantId: unknown): CheckFailure[] {
  try {
    const checked = session();
    if (!isUnknown(tenantId)) checked.profiles(typeof tenantId === "string" ? tenantId : undefined);
    return [];
  } catch (error) {
    if (error instanceof IntuneError) return [{ property: "", reason: error.message }];
    throw error;
  }
}
