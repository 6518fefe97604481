import { IntuneError } from "../../errors";
import { type Profile, profilePath, type ProfileReference, type ProfileType } from "../../graph/profile";
import { type Context, contextOf, type Session } from "../session";
import { requireProfileId, parseResourceId } from "../identity";
import { graphClock } from "../waiting";
import { type IssuedToken, seenToken } from "./looks";
import { type SettledTokenState, tokenState } from "./state";

/**
 * The token that a profile holds, no matter who issued it.
 *
 * @param end when the wanted token expires: the profile is read until it shows that token
 * @throws {IntuneError} `not-found` if there is no such profile, or it has no token; `not-readable-yet` if it still
 * shows another token; `configuration` if the id is not valid
 */
export async function lookUpToken(
  { profiles, clock, waitFor }: Omit<Context, "notify">,
  reference: ProfileReference,
  end?: string,
): Promise<IssuedToken> {
  requireProfileId(reference.profileId);
  let last: Profile | undefined;
  const look = async () => {
    last = await profiles.get(reference);
    const isWanted =
      end === undefined || Date.parse(last.token?.tokenExpirationDateTime ?? "") === Date.parse(end);
    return { seen: isWanted ? last : undefined };
  };
  const profile = await waitFor(look);
  if (profile?.token !== undefined) {
    return seenToken({ profile, token: profile.token }, graphClock(clock, profile.date)());
  }
  if (last?.token === undefined) {
    throw new IntuneError(
      "not-found",
      `${profilePath(reference)} exists and holds no token: issue one with an EnrollmentToken resource.`,
    );
  }
  throw new IntuneError(
    "not-readable-yet",
    `${profilePath(reference)} still shows a token that expires on ${last.token.tokenExpirationDateTime}, and not the one that ` +
      `expires on ${end ?? ""}. Run the same command again later. If somebody else has issued a token since, add --refresh.`,
  );
}

/** The arguments of `getEnrollmentToken`. */
export interface WantedToken {
  readonly profileId: string;
  readonly profileType?: ProfileType | undefined;
  readonly tenantId?: string | undefined;
  readonly tokenExpirationDateTime?: string | undefined;
}

/** What `getEnrollmentToken` returns; fails as {@link lookUpToken} does. */
export async function findToken(session: Session, wanted: WantedToken) {
  const { profileId, profileType = "androidForWork", tenantId, tokenExpirationDateTime: end } = wanted;
  const { profile, token } = await lookUpToken(contextOf(session, tenantId), { profileId, profileType }, end);
  const { tokenValue, qrCodeContent, tokenExpirationDateTime } = token;
  return { tokenValue, qrCodeContent, tokenExpirationDateTime, profileDisplayName: profile.displayName };
}

/**
 * The state of a resource that only reads a token (`EnrollmentToken.get`). It shows the profile's token and does not
 * own it.
 */
export async function readOnlyState(session: Session, id: string): Promise<SettledTokenState> {
  const reference = parseResourceId(id);
  const found = await lookUpToken(contextOf(session, reference.tenantId), reference);
  const { tokenExpirationDateTime: end, tokenCreationDateTime: creation = "" } = found.token;
  const lifetime = creation === "" ? 0 : (Date.parse(end) - Date.parse(creation)) / 1000;
  const inputs = {
    ...reference,
    tokenValidityInSeconds: Math.max(0, Math.round(lifetime)),
    renewBeforeInSeconds: 0,
    adoptExisting: true,
    revokeOnDelete: false,
    whenReplaced: "adopt",
    storeToken: true,
  } as const;
  // If Graph does not tell when the token was issued, this stays empty: a guess would change with every read.
  return tokenState(inputs, { ...found, tokenIssuedDateTime: creation, tokenOrigin: undefined }, 0);
}
