import { IntuneError } from "../../errors";
import { type ListedProfile, type Profile, profilePath, type ProfileReference } from "../../graph/profile";
import type { Context } from "../session";
import { isWithin } from "../waiting";
import type { PendingCreation, ProfileInputs } from "./state";

/**
 * Even past the deadline, look three times before concluding anything. Graph's machines do not all know of a change at
 * once. And the engine tells of the stack's other profiles one by one.
 */
const fewestLooks = 3;

/** Whether another resource of the stack has the profile. The answer may become true at any time. */
export type IsOwned = (profile: ProfileReference) => boolean;

/** What a list says of a profile that was asked for. */
export type Sighting = { readonly found: ListedProfile } | { readonly doubtful: readonly ListedProfile[] };

/**
 * Finds the profile that was requested in a list. It has the name, was not there before, was created at the time of the
 * request, and is not another resource's. Undefined if no profile of the list can be it.
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

/** Whether the request may have created a profile. A profile without a date passes. */
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
 * Looks for a profile that was requested and may exist, as long as a new profile may take to show. Undefined if it was not
 * created.
 *
 * @throws {IntuneError} `outcome-unknown` if a profile has the name and it is not certain whose it is
 */
export async function findPending(
  { profiles, waitFor }: Context,
  { profileType, displayName }: ProfileInputs,
  pending: PendingCreation,
  isOwned: IsOwned,
): Promise<Profile | undefined> {
  // A profile that one list showed counts, even if a later list comes from a machine that does not know it yet.
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
    // Its resource may have become known while it was read.
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
    (profile) => `${profilePath(profile)} (created ${profile.createdDateTime || "at an unknown time"})`,
  );
  return new IntuneError(
    "outcome-unknown",
    `The profile ${JSON.stringify(displayName)} was requested at ${lastRequestedDateTime}, and the answer was lost. ` +
      `One of these has got the name since then, and may be it: ${candidates.join(", ")}. ` +
      "Delete or rename in Intune the profiles that are not part of this stack, then run `pulumi up` again. Profiles of " +
      "the stack's other resources do not matter.",
  );
}
