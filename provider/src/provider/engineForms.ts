import type { CheckFailure } from "@pulumi/pulumi/dynamic";
import { IntuneError } from "../errors";

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
 * A faulty configuration fails the preview like a faulty argument; the empty name stands for the whole resource.
 *
 * @param session throws where the configuration cannot be used
 */
export function configurationFaults(session: () => unknown): CheckFailure[] {
  try {
    session();
    return [];
  } catch (error) {
    if (error instanceof IntuneError) return [{ property: "", reason: error.message }];
    throw error;
  }
}
