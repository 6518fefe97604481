import type { Context } from "../session";
import type { NamedProfile } from "../identity";
import { checkToken, inputsOf, type TokenInputs } from "./arguments";
import { lookUpToken } from "./lookUp";
import { type SettledTokenState, tokenState } from "./state";

/** What Microsoft documents for androidForWork, whose profiles do not tell when their token was issued: 90 days. */
const usualValidity = 7_776_000;
/** Graph's Int32. A token without an end is issued with this. */
const largestValidity = 2_147_483_647;
const dayInMilliseconds = 86_400_000;

/** A token that a profile holds, as it comes under management: as declared so that the next `up` changes nothing. */
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
  const whole = inputsOf(checkToken({}, inputs).inputs as unknown as TokenInputs);
  // Where Graph does not tell when it was issued, nothing is said, and `diff` issues nothing for another validity.
  return {
    state: await tokenState(whole, { ...found, tokenIssuedDateTime: issued, tokenOrigin: "adopted" }, 0),
    inputs,
  };
}

function validityOf(issued: string, end: string, now: Date): number {
  if (issued === "") {
    const days = Math.ceil((Date.parse(end) - now.getTime()) / dayInMilliseconds);
    return Math.min(Math.max(usualValidity, days * 86_400), largestValidity);
  }
  const seconds = Math.round((Date.parse(end) - Date.parse(issued)) / 1000);
  return Math.min(Math.max(seconds, 1), largestValidity);
}
