import { IntuneError } from "../../errors";
import { profilePath, type ProfileReference } from "../../graph/profile";
import type { ListedProfile } from "../../graph/profileList";
import type { ShownProfile } from "../../graph/profileSettings";
import type { Context } from "../context";
import { poll } from "../poll";
import type { PendingCreation, ProfileInputs } from "./state";

/** How far this machine's clock and Graph's may be apart: with more between them, sign-in fails before. */
const toleranceInMilliseconds = 15 * 60 * 1000;

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
  { knownProfileIds, firstRequestedDateTime, lastRequestedDateTime }: PendingCreation,
  isOwned: IsOwned,
): Sighting | undefined {
  const news = listed.filter(
    (profile) =>
      profile.displayName === displayName &&
      !knownProfileIds.includes(profile.profileId) &&
      !isOwned(profile),
  );
  const [first] = news;
  if (first === undefined) return undefined;
  const earliest = Date.parse(firstRequestedDateTime) - toleranceInMilliseconds;
  const latest = Date.parse(lastRequestedDateTime) + toleranceInMilliseconds;
  const created = Date.parse(first.createdDateTime);
  const isInTime = Number.isNaN(created) || (created >= earliest && created <= latest);
  return news.length === 1 && isInTime ? { found: first } : { doubtful: news };
}

/**
 * Looks for a profile whose creation is in doubt, for as long as a new one may take to show. Undefined where it was
 * not made.
 *
 * @throws {IntuneError} `outcome-unknown` where a profile of the name may be the one, and may be somebody else's
 */
export async function findPending(
  { profiles, clock, arrivals, propagationTimeoutInSeconds }: Context,
  { profileType, displayName }: ProfileInputs,
  pending: PendingCreation,
  isOwned: IsOwned,
): Promise<ShownProfile | undefined> {
  const deadline = Date.parse(pending.lastRequestedDateTime) + propagationTimeoutInSeconds * 1000;
  // What one list showed is not forgotten because another machine's does not have it yet.
  const listed = new Map<string, ListedProfile>();
  const sighting = () => sight([...listed.values()], displayName, pending, isOwned);
  const look = async () => {
    for (const profile of await profiles.list(profileType)) listed.set(profile.profileId, profile);
    const seen = sighting();
    if (seen === undefined || "doubtful" in seen) return undefined;
    const shown = await profiles.settings.find(seen.found);
    // Its resource may have spoken up while it was read.
    return isOwned(seen.found) ? undefined : shown;
  };
  const shown = await arrivals.during(() => poll(clock, deadline, look, fewestLooks));
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
