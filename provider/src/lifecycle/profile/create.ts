import { GraphError } from "../../graph/GraphError";
import { entitySets, profilePath } from "../../graph/profile";
import type { ListedProfile } from "../../graph/profileList";
import type { ShownProfile } from "../../graph/profileSettings";
import type { Context } from "../context";
import { PartlyMadeError } from "../engine";
import { graphClock } from "../waiting";
import { creationBody } from "./body";
import { findPending, type IsOwned } from "./pending";
import {
  inputsOf,
  type PendingCreation,
  pendingResourceId,
  type ProfileInputs,
  type SettledProfileState,
  settledState,
} from "./state";

/** How often a profile is asked for, where reads show each time that none was made. */
const mostAttempts = 3;

/** A profile was asked for, and nothing shows whether it was made: it goes into state as pending. */
function creationPending(
  inputs: ProfileInputs,
  pendingCreation: PendingCreation,
  cause: Error,
): PartlyMadeError {
  return new PartlyMadeError(
    "outcome-unknown",
    `The profile ${JSON.stringify(inputs.displayName)} was asked for in ${entitySets[inputs.profileType]}, and nothing shows whether it was made. ` +
      `${cause.message} The next \`pulumi up\` looks for the profile first, and leaves no second one.`,
    pendingResourceId(inputs),
    { ...inputsOf(inputs), pendingCreation },
    cause,
  );
}

/**
 * The `create` hook: lists the profiles, which also finds out the API version, then POSTs.
 *
 * The POST has no idempotency key. Where its answer was lost, the list tells: a profile of the name that was not
 * there before was made; none, after the time that a new one may take to show, was not, and is asked for again.
 *
 * @throws {PartlyMadeError} where a profile may have been made and was not seen
 * @throws {GraphError} where certainly none was made
 */
export async function createProfile(
  context: Context,
  inputs: ProfileInputs,
  isOwned: IsOwned,
): Promise<SettledProfileState> {
  const { apiVersion, profiles, date } = await context.profiles.listing(inputs.profileType);
  const knownProfileIds = profiles.map(({ profileId }) => profileId);
  const now = graphClock(context.clock, date);
  const firstRequestedDateTime = now().toISOString();
  for (let attempt = 1; ; attempt++) {
    const answer = await requestProfile(context, apiVersion, inputs, now());
    if (!(answer instanceof Error)) {
      if (attempt > 1) await tellOfTwins(context, inputs, [...knownProfileIds, answer.profileId], isOwned);
      return settledState(inputs, answer);
    }
    const lastRequestedDateTime = now().toISOString();
    const pending = { firstRequestedDateTime, lastRequestedDateTime, knownProfileIds };
    if (!(answer instanceof GraphError) || answer.certainlyNotDone) {
      // It speaks for this request only: a name that is taken by now was perhaps taken by the request before.
      throw attempt === 1 ? answer : creationPending(inputs, pending, answer);
    }
    const found = await findPending(context, inputs, pending, isOwned).catch((error: unknown) => {
      throw error instanceof Error ? creationPending(inputs, pending, error) : error;
    });
    if (found !== undefined) return settledState(inputs, found);
    if (attempt === mostAttempts) throw creationPending(inputs, pending, answer);
    context.notify(
      `Nothing shows that the profile ${JSON.stringify(inputs.displayName)} was made: asking again.`,
    );
  }
}

/** A request that was given up may have been carried out late: what it made is nobody's, and is not deleted on a guess. */
async function tellOfTwins(
  { profiles, notify }: Context,
  { displayName, profileType }: ProfileInputs,
  knownProfileIds: readonly string[],
  isOwned: IsOwned,
): Promise<void> {
  // The profile is made, and that must not be lost where this look fails.
  const listed = await profiles.list(profileType).catch(() => []);
  const isTwin = (profile: ListedProfile) =>
    profile.displayName === displayName && !knownProfileIds.includes(profile.profileId) && !isOwned(profile);
  const twins = listed.filter(isTwin).map(profilePath);
  if (twins.length === 0) return;
  notify(
    `Besides the profile ${JSON.stringify(displayName)} that is this resource's there is ${twins.join(" and ")} of the same name, ` +
      "perhaps made late by a request that was given up: delete it in Intune if nobody needs it.",
  );
}

/** Sends the POST. Returns the error where Graph did not answer with the profile, or was not asked. */
async function requestProfile(
  { profiles }: Context,
  apiVersion: string,
  inputs: ProfileInputs,
  now: Date,
): Promise<ShownProfile | Error> {
  try {
    return await profiles.settings.create(apiVersion, inputs.profileType, creationBody(inputs, now));
  } catch (error) {
    if (error instanceof Error) return error;
    throw error;
  }
}
