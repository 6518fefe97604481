import { IntuneError } from "../../errors";
import { type ListedProfile, type Profile, profilePath, type ProfileReference } from "../../graph/profile";
import type { Context } from "../session";
import { isWithin } from "../waiting";
import type { PendingCreation, ProfileInputs } from "./state";

/**
 * Even past the deadline, look three times before concluding anything. Graph's servers are not always in sync. And the
 * engine calls the hooks of the stack's other profiles one by one.
 */
const fewestLooks = 3;

/** Whether another resource of the stack has the profile. The answer may become true at any time. */
export type IsOwned = (profile: ProfileReference) => boolean;

/** What a list says about a profile that was requested. */
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
  const candidates = listed.filter(
    (profile) =>
      profile.displayName === displayName &&
      !pending.knownProfileIds.includes(profile.profileId) &&
      !isOwned(profile),
  );
  const [first] = candidates;
  if (first === undefined) return undefined;
  return candidates.length === 1 && isInTime(first, pending) ? { found: first } : { doubtful: candidates };
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
 * Looks until the propagation time-out for a profile that was requested and may exist. Undefined if it was not created.
 *
 * @throws {IntuneError} `outcome-unknown` if a profile has the name, but it is not certain whose it is
 */
export async function findPending(
  { profiles, waitFor }: Context,
  { profileType, displayName }: ProfileInputs,
  pending: PendingCreation,
  isOwned: IsOwned,
): Promise<Profile | undefined> {
  // A profile that one list showed counts, even if a later list comes from a server that does not know it yet.
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
    // Meanwhile another resource may have turned out to own it.
    if (shown === undefined || isOwned(shown)) return undefined;
    if (isInTime(shown, pending)) return shown;
    // The list did not say when the profile was created.
    listed.set(shown.profileId, { ...sighted.found, createdDateTime: shown.createdDateTime });
    return undefined;
  };
  const shown = await waitFor(look, { since: pending.lastRequestedDateTime, atLeast: fewestLooks });
  const seen = sighting();
  if (shown !== undefined || seen === undefined) return shown;
  if ("doubtful" in seen) throw doubtError(displayName, pending, seen.doubtful);
  throw new IntuneError(
    "outcome-unknown",
    `${profilePath(seen.found)} was created, but cannot be read yet. Run \`pulumi up\` again.`,
  );
}

function doubtError(
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
      `Since then, new profiles of that name have appeared, but they may be somebody else's: ${candidates.join(", ")}. ` +
      "In Intune, delete or rename the profiles that are not part of this stack. Then run `pulumi up` again. Profiles of the " +
      "stack's other resources do not matter.",
  );
}
