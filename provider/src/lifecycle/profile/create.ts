import { IntuneError } from "../../errors";
import type { ProfileList } from "../../graph/enrollmentProfiles";
import { GraphError } from "../../graph/errors";
import { entitySets, type ListedProfile, type Profile, profilePath } from "../../graph/profile";
import { quoted } from "../../printable";
import type { Context } from "../session";
import { PartlyMadeError } from "../engine";
import { graphClock } from "../waiting";
import { creationBodies, without } from "./body";
import { findPending, type IsOwned } from "./pending";
import { observe } from "./read";
import {
  inputsOf,
  type PendingCreation,
  pendingResourceId,
  type ProfileInputs,
  type SettledProfileState,
} from "./state";
import { changeProfile } from "./update";

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
 * The `create` hook: lists the profiles, which also finds out the API version, then POSTs, and then sets the group that
 * devices join. With `adoptExisting`, a profile of that name takes the place of the POST.
 *
 * @throws {PartlyMadeError} where a profile may have been made and was not seen, or is made and its group was refused
 * @throws {GraphError} where certainly none was made
 */
export async function createProfile(
  context: Context,
  inputs: ProfileInputs,
  isOwned: IsOwned,
): Promise<SettledProfileState> {
  const list = await context.profiles.list(inputs.profileType);
  const namesakes = list.profiles.filter(
    (profile) => profile.displayName === inputs.displayName && !isOwned(profile),
  );
  const adopted = inputs.adoptExisting === true ? await adopt(context, inputs, namesakes) : undefined;
  if (adopted !== undefined) return adopted;
  if (inputs.adoptExisting !== true && namesakes.length > 0) {
    context.notify(
      `There is a profile ${quoted(inputs.displayName)} already (${namesakes.map(profilePath).join(", ")}), and another ` +
        "one is made beside it. adoptExisting: true would take it over instead.",
    );
  }
  const profile = await make(context, inputs, list, isOwned);
  return changeProfile(context, profile, without("enrollmentTimeGroupId", inputs), inputs);
}

/**
 * Takes over the only profile of the kind, mode and name, and makes it what is declared. Undefined where there is none.
 *
 * @throws {IntuneError} `configuration` where there are several, or where it is what no change can make of it
 */
async function adopt(
  context: Context,
  inputs: ProfileInputs,
  namesakes: readonly ListedProfile[],
): Promise<SettledProfileState | undefined> {
  const matching = namesakes.filter(({ enrollmentMode }) => enrollmentMode === inputs.enrollmentMode);
  const [first] = matching;
  if (first === undefined) return undefined;
  if (matching.length > 1) {
    throw new IntuneError(
      "configuration",
      `adoptExisting cannot choose among ${matching.length} profiles ${quoted(inputs.displayName)}: ` +
        `${matching.map(profilePath).join(", ")}. Rename or delete all but one in Intune, then run \`pulumi up\` again.`,
    );
  }
  const profile = await context.profiles.find(first, undefined, "settings");
  if (profile === undefined) return undefined;
  const shown = without("wifiPassword", await observe(context, inputs, profile));
  if (shown.enrollmentTokenType !== inputs.enrollmentTokenType) {
    throw new IntuneError(
      "configuration",
      `adoptExisting cannot take over ${profilePath(profile)}: its enrollmentTokenType is ` +
        `"${shown.enrollmentTokenType ?? ""}", and that cannot be changed. Declare that, or another displayName.`,
    );
  }
  context.notify(`${profilePath(profile)} was there already and is taken over (adoptExisting).`);
  return changeProfile(context, profile, shown, inputs);
}

/**
 * Makes a profile. The POST has no idempotency key. Where its answer was lost, the list tells: a profile of the name that
 * was not there before was made; none, after the time that a new one may take to show, was not, and is asked for again.
 */
async function make(
  context: Context,
  inputs: ProfileInputs,
  { apiVersion, profiles, date }: ProfileList,
  isOwned: IsOwned,
): Promise<Profile> {
  const knownProfileIds = profiles.map(({ profileId }) => profileId);
  const now = graphClock(context.clock, date);
  const firstRequestedDateTime = now().toISOString();
  for (let attempt = 1; ; attempt++) {
    const answer = await requestProfile(context, apiVersion, inputs, now());
    if (!(answer instanceof Error)) {
      if (attempt > 1) await tellOfTwins(context, inputs, [...knownProfileIds, answer.profileId], isOwned);
      return answer;
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
    if (found !== undefined) return found;
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
  const { profiles: listed } = await profiles.list(profileType).catch(() => ({ profiles: [] }));
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
): Promise<Profile | Error> {
  let refusal: Error | undefined;
  for (const body of creationBodies(inputs, now)) {
    try {
      return await profiles.create(apiVersion, inputs.profileType, body);
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      if (!isAboutEnd(error)) return error;
      // The first refusal is that of the form that is most likely right.
      refusal ??= error;
    }
  }
  return refusal ?? new Error("there is nothing to send");
}

/** Whether Graph refuses the end of the first token, or the lack of it. */
function isAboutEnd(error: Error): boolean {
  return (
    error instanceof GraphError &&
    error.code === "invalid-request" &&
    error.said?.message?.includes("tokenExpirationDateTime") === true
  );
}
