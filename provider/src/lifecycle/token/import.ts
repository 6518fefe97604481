import type { Context } from "../session";
import type { NamedProfile } from "../identity";
import { checkToken, documentedValidity, inputsOf, largestValidity, type TokenInputs } from "./arguments";
import { lookUpToken } from "./lookUp";
import { type SettledTokenState, tokenState } from "./state";

const dayInMilliseconds = 86_400_000;

/** Imports the token that a profile holds. The inputs are such that the next `up` changes nothing. */
export async function importToken(
  context: Context,
  { profileType, profileId, tenantId }: NamedProfile,
): Promise<{ readonly state: SettledTokenState; readonly inputs: Partial<TokenInputs> }> {
  const found = await lookUpToken(context, { profileType, profileId });
  const { tokenExpirationDateTime: end, tokenCreationDateTime: issued = "" } = found.token;
  const inputs = {
    profileId,
    ...(profileType === "androidForWork" ? {} : { profileType }),
    tokenValidityInSeconds: validityOf(issued, end, found.profile.date ?? context.clock.now()),
    ...(tenantId !== undefined && { tenantId }),
  };
  const withDefaults = inputsOf(checkToken({}, inputs).inputs as unknown as TokenInputs);
  // If Graph does not tell when the token was issued, this stays empty. `diff` then issues nothing for another validity.
  return {
    state: await tokenState(
      withDefaults,
      { ...found, tokenIssuedDateTime: issued, tokenOrigin: "adopted" },
      0,
    ),
    inputs,
  };
}

/** androidForWork profiles do not tell when their token was issued: then this is a guess. */
function validityOf(issued: string, end: string, now: Date): number {
  if (issued === "") {
    const days = Math.ceil((Date.parse(end) - now.getTime()) / dayInMilliseconds);
    return Math.min(Math.max(documentedValidity, days * 86_400), largestValidity);
  }
  const seconds = Math.round((Date.parse(end) - Date.parse(issued)) / 1000);
  return Math.min(Math.max(seconds, 1), largestValidity);
}
