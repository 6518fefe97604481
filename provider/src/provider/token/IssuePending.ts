import type { Profile } from "../../graph/profile";
import type { PendingIssue, TokenState } from "./state";

/** A token was asked for, and reads do not show it yet. What is pending has to be kept in state. */
export class IssuePending extends Error {
  constructor(
    message: string,
    readonly profile: Profile,
    readonly pendingIssue: PendingIssue,
    /** The resource with the token it had before, if any. */
    readonly state: TokenState | undefined,
    cause?: unknown,
  ) {
    super(message, { cause });
    this.name = "IssuePending";
  }
}
