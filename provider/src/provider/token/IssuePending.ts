import { IntuneError } from "../../errors";
import type { Profile } from "../../graph/profile";
import type { PendingIssue, TokenState } from "./state";

/** A token was asked for, and reads do not show it yet. What is pending has to be kept in state. */
export class IssuePending extends IntuneError {
  constructor(
    message: string,
    readonly profile: Profile,
    readonly pendingIssue: PendingIssue,
    /** The resource with the token it had before, if any. */
    readonly state: TokenState | undefined,
    cause?: unknown,
  ) {
    super(pendingIssue.accepted ? "not-readable-yet" : "outcome-unknown", message, { cause });
    this.name = "IssuePending";
  }
}
