import { profilePath } from "../../graph/profile";
import type { Context } from "../context";
import { issueToken } from "./issue";
import { findUsableToken } from "./recognise";
import { type TokenInputs, type TokenState, tokenState } from "./state";

/**
 * The `create` hook: invokes Graph's createToken on the profile with the declared validity, and reads the token
 * back. Where `adoptExisting` is set and the profile's token has life enough left, that one is taken over instead.
 */
export async function createToken(context: Context, inputs: TokenInputs): Promise<TokenState> {
  const profile = await context.profiles.get(inputs);
  if (inputs.adoptExisting) {
    const existing = findUsableToken(profile, inputs, context.clock.now());
    context.notify(
      existing === undefined
        ? `${profilePath(profile)} holds no token with life enough left: issuing one.`
        : `Adopting the token that ${profilePath(profile)} holds, valid until ${existing.token.tokenExpirationDateTime}.`,
    );
    if (existing !== undefined) return tokenState(inputs, existing, 0);
  }
  return tokenState(inputs, await issueToken(context, profile, inputs.tokenValidityInSeconds), 1);
}
