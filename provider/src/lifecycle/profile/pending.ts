import { IntuneError } from "../../errors";
import { type ListedProfile, type Profile, profilePath, type ProfileReference } from "../../graph/profile";
import type { Context } from "../session";
import { isWithin } from "../waiting";
import type { PendingCreation, ProfileInputs } from "./state";

/**
 * However late they begin, fewer looks settle nothing: Graph's machines do not all know the same at once, and the engine
 * comes to the stack's other resources, which know their own profiles, one by one.
 */
const fewestLooks = 3;

/** True for a profile that is known to be another resource's. It may become known at any time. */
export type IsOwned = (profile: ProfileReference) => boolean;

/** What a list says of a profile that was asked for. */
export type Sighting = { readonly found: ListedProfile } | { readonly doubtful: readonly ListedProfile[] };

/**
 * Picks the profile that was asked for out of a list. It has the name, was not there before, was created when it was
 * asked for, and is no other resource's. Undefined where the list has no profile of the name that may be it.
 */
export function sight(
  listed: readonly ListedProfile[],
  displayName: string,
  pending: PendingCreation,
  isOwned: IsOwned,
): Sighting | undefined {
  const news = listed.filter(
    (profile) =>
      profile.displayName === displayName &&
      !pending.knownProfileIds.includes(profile.profileId) &&
      !isOwned(profile),
  );
  const [first] = news;
  if (first === undefined) return undefined;
  return news.length === 1 && isInTime(first, pending) ? { found: first } : { doubtful: news };
}

/** Whether a profile may have been created by the request. One that has no date may. */
function isInTime(
  { createdDateTime }: Pick<ListedProfile, "createdDateTime">,
  { firstRequestedDateTime, lastRequestedDateTime }: PendingCreation,
): boolean {
  const created = new Date(createdDateTime);
  // Graph writes "no date" as nothing or as the year 1.
  if (Number.isNaN(created.getTime()) || created.getUTCFullYear() <= 1) return true;
  return isWithin(created.getTime(), firstRequestedDateTime, lastRequestedDateTime);
}

/**
 * Looks for a profile whose creation is in doubt, for as long as a new one may take to show. Undefined where it was
 * not made.
 *
 * @throws {IntuneError} `outcome-unknown` where a profile of the name may be the one, and may be somebody else's
 */
export async function findPending(
  { profiles, waitFor }: Context,
  { profileType, displayName }: ProfileInputs,
  pending: PendingCreation,
  isOwned: IsOwned,
): Promise<Profile | undefined> {
  // What one list showed is not forgotten because another machine's does not have it yet.
  const listed = new Map<string, ListedProfile>();
  const sighting = () => sight([...listed.values()], displayName, pending, isOwned);
  const look = async () => {
    const { profiles: page, date } = await profiles.list(profileType);
    for (const profile of page) listed.set(profile.profileId, profile);
    return { seen: await confirmed(sighting()), date };
  };
  const confirmed = async (sighted: Sighting | undefined) => {
    if (sighted === undefined || "doubtful" in sighted) return undefined;
    const shown = await profiles.find(sighted.found, undefined, "settings");
    // Its resource may have spoken up while it was read.
    if (shown === undefined || isOwned(shown)) return undefined;
    if (isInTime(shown, pending)) return shown;
    // The list did not tell when it was created.
    listed.set(shown.profileId, { ...sighted.found, createdDateTime: shown.createdDateTime });
    return undefined;
  };
  const shown = await waitFor(look, { since: pending.lastRequestedDateTime, atLeast: fewestLooks });
  const seen = sighting();
  if (shown !== undefined || seen === undefined) return shown;
  if ("doubtful" in seen) throw doubtful(displayName, pending, seen.doubtful);
  throw new IntuneError(
    "outcome-unknown",
    `${profilePath(seen.found)} was made and cannot be read yet: run \`pulumi up\` again.`,
  );
}

function doubtful(
  displayName: string,
  { lastRequestedDateTime }: PendingCreation,
  profiles: readonly ListedProfile[],
): IntuneError {
  const candidates = profiles.map(
    (profile) => `${profilePath(profile)} (created ${profile.createdDateTime || "at no time told"})`,
  );
  return new IntuneError(
    "outcome-unknown",
    `A profile ${JSON.stringify(displayName)} was asked for at ${lastRequestedDateTime} and the answer was lost. ` +
      `It may be, and may not be, what has the name since then: ${candidates.join(", ")}. ` +
      "Delete or rename in Intune what is to be no part of this stack, then run `pulumi up` again; it knows what the " +
      "stack's other resources have.",
  );
}
