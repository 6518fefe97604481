import type { Clock } from "../clock";
import type { EnrollmentProfiles } from "../graph/enrollmentProfiles";
import type { Progress } from "./progress";
import type { Session } from "./session";

/** What a lifecycle works with; one per tenant. */
export interface Context {
  readonly profiles: EnrollmentProfiles;
  readonly clock: Clock;
  /** Tells the person at the terminal something. */
  readonly notify: (message: string) => void;
  /** Waits for Graph to show what it was asked to make, and says so where that takes long. */
  readonly arrivals: Pick<Progress, "during">;
  /** How long what was made may take to become readable. */
  readonly propagationTimeoutInSeconds: number;
}

export function contextOf(session: Session, tenantId: string | undefined): Context {
  const { clock, notify, arrivals } = session;
  const { propagationTimeoutInSeconds } = session.settings;
  return { profiles: session.profiles(tenantId), clock, notify, arrivals, propagationTimeoutInSeconds };
}
