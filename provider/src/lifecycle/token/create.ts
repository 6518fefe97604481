import { profilePath } from "../../graph/profile";
import type { Context } from "../session";
import { isPast, outlasts } from "./expiry";
import { issueToken } from "./issue";
import { type Seen, seenToken, shownToken, interpret } from "./looks";
import { type TokenInputs, type TokenState, tokenState } from "./state";

/**
 * The `create` hook. It calls Graph's createToken on the profile with the declared validity, and reads the new token.
 * With `adoptExisting`, it takes over the profile's token instead, if that is valid for long enough.
 */
export async function createToken(context: Context, inputs: TokenInputs): Promise<TokenState> {
  const profile = await context.profiles.get(inputs);
  const seen = await interpret(context, profile, "create", {});
  const shown = seen.reaction === "adopt" ? shownToken(seen) : undefined;
  if (inputs.adoptExisting) {
    if (shown !== undefined && outlasts(shown.token, inputs, seen.now)) {
      const { tokenExpirationDateTime: end } = shown.token;
      context.notify(`Adopting the token that ${profilePath(profile)} holds, valid until ${end}.`);
      return tokenState(inputs, { ...seenToken(shown, seen.now), tokenOrigin: "adopted" }, 0);
    }
    context.notify(`${profilePath(profile)} holds no token that is valid for long enough: issuing one.`);
  }
  if (seen.sighting === "foreign") {
    const how = inputs.adoptExisting ? "lower renewBeforeInSeconds" : "set adoptExisting: true";
    notifyReplacement(context, seen, `To take it over instead, ${how}.`);
  }
  return tokenState(inputs, await issueToken(context, profile, inputs), 1);
}

/**
 * Says that a valid token is replaced which this resource did not issue.
 *
 * @param seen what the profile showed
 * @param instead how to keep the token, as a sentence
 */
export function notifyReplacement({ notify }: Context, seen: Seen, instead?: string): void {
  const shown = shownToken(seen);
  if (shown === undefined || isPast(shown.token.tokenExpirationDateTime, seen.now)) return;
  const { tokenExpirationDateTime: end } = shown.token;
  const replacing =
    `Replacing the token that ${profilePath(shown.profile)} holds, valid until ${end}: ` +
    "this resource did not issue it, and it may stop enrolling devices.";
  notify(instead === undefined ? replacing : `${replacing} ${instead}`);
}
