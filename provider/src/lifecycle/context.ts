import type { Clock } from "../clock";
import type { EnrollmentProfiles } from "../graph/enrollmentProfiles";
import type { Session } from "./session";
import { waiting, type WaitFor } from "./waiting";

/** What a lifecycle works with; one per tenant. */
export interface Context {
  readonly profiles: EnrollmentProfiles;
  readonly clock: Clock;
  /** Tells the person at the terminal something. */
  readonly notify: (message: string) => void;
  /** Waits for Graph to show what it was asked to make, and says so where that takes long. */
  readonly waitFor: WaitFor;
}

export function contextOf(session: Session, tenantId: string | undefined): Context {
  const { clock, notify, waits, settings } = session;
  const waitFor = waiting(clock, waits, settings.propagationTimeoutInSeconds);
  return { profiles: session.profiles(tenantId), clock, notify, waitFor };
}
