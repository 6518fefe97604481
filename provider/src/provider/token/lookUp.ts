import { IntuneError } from "../../errors";
import { entitySets, profilePath, type ProfileReference, profileTypes } from "../../graph/profile";
import type { Context } from "../context";
import { type IssuedToken, seenToken } from "./issued";
import { type SettledTokenState, tokenState } from "./state";

/**
 * The token that a profile holds, whoever issued it. Reads, and changes nothing.
 *
 * @throws {IntuneError} `not-found` where there is no such profile, or no token on it
 */
export async function lookUpToken(
  { profiles, clock }: Pick<Context, "profiles" | "clock">,
  reference: ProfileReference,
): Promise<IssuedToken> {
  const profile = await profiles.get(reference);
  const { token } = profile;
  if (token !== undefined) return seenToken({ profile, token }, clock.now());
  throw new IntuneError(
    "not-found",
    `${profilePath(reference)} exists and holds no token: issue one with an EnrollmentToken resource.`,
  );
}

/** The state of a resource that only reads a token (`EnrollmentToken.get`): it follows the profile and owns nothing. */
export async function readOnlyState(context: Context, id: string): Promise<SettledTokenState> {
  const reference = parseTokenId(id);
  const found = await lookUpToken(context, reference);
  const { tokenExpirationDateTime: end } = found.token;
  const lifetime = (Date.parse(end) - Date.parse(found.tokenIssuedDateTime)) / 1000;
  const inputs = {
    ...reference,
    tokenValidityInSeconds: Math.max(0, Math.round(lifetime)),
    renewBeforeInSeconds: 0,
    adoptExisting: true,
    revokeOnDelete: false,
    whenReplaced: "adopt",
    storeToken: true,
  } as const;
  return tokenState(inputs, found, 0);
}

function parseTokenId(id: string): ProfileReference {
  const [set, profileId, ...rest] = id.split("/");
  const profileType = profileTypes.find((type) => entitySets[type] === set);
  if (profileType !== undefined && profileId && rest.length === 0) return { profileType, profileId };
  const forms = profileTypes.map((type) => `${entitySets[type]}/{profileId}`).join(" or ");
  throw new IntuneError(
    "configuration",
    `${JSON.stringify(id)} is not the id of an enrollment token: expected ${forms}.`,
  );
}
