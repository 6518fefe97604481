import { IntuneError } from "../../errors";
import { type Profile, profilePath } from "../../graph/profile";
import type { TokenRequest } from "./answers";
import { digestOf } from "./digest";
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

/**
 * Gives the search for a token up, to be gone on with by the next `up`.
 *
 * @param before the profile with the last token that is not the one looked for
 * @param request the one, or several in a row, that may have issued it
 * @param lost the error in place of the last answer; undefined where Graph accepted the request
 * @param cause what ended the search, other than time
 * @throws {IssuePending} always
 */
export async function becomePending(
  before: Profile,
  { requestedDateTime, answeredDateTime }: TokenRequest,
  state: TokenState | undefined,
  lost: Error | undefined,
  cause?: unknown,
): Promise<never> {
  const target = profilePath(before);
  const because = cause instanceof Error ? ` ${cause.message}` : "";
  const message =
    lost === undefined
      ? `Microsoft Graph issued a token on ${target}, but does not show it yet.${because} ` +
        "Run `pulumi up` again: it reads the token back and issues no other. Raise intune:propagationTimeoutInSeconds where this happens often."
      : `A token was asked for on ${target}, and nothing shows whether it was issued. ${lost.message}${because} ` +
        "Run `pulumi up` again: it looks for the token first.";
  const { token } = before;
  const pendingIssue = {
    accepted: lost === undefined,
    requestedDateTime,
    answeredDateTime,
    ...(token === undefined
      ? {}
      : {
          previousTokenDigest: await digestOf(token.tokenValue),
          previousTokenExpirationDateTime: token.tokenExpirationDateTime,
          ...(token.tokenCreationDateTime === undefined
            ? {}
            : { previousTokenCreationDateTime: token.tokenCreationDateTime }),
        }),
  };
  throw new IssuePending(message, before, pendingIssue, state, cause ?? lost);
}
