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

/** How many times a profile is requested, if lists show each time that none was created. */
const mostAttempts = 3;

/** The error if nothing shows whether a requested profile was created. The profile goes into state as pending. */
function creationPending(
  inputs: ProfileInputs,
  pendingCreation: PendingCreation,
  cause: Error,
): PartlyMadeError {
  return new PartlyMadeError(
    "outcome-unknown",
    `The profile ${JSON.stringify(inputs.displayName)} was requested in ${entitySets[inputs.profileType]}, and nothing shows whether it was created. ` +
      `${cause.message} The next \`pulumi up\` looks for the profile first, so that there is only one in the end.`,
    pendingResourceId(inputs),
    { ...inputsOf(inputs), pendingCreation },
    cause,
  );
}

/**
 * The `create` hook. It lists the profiles, which also finds the API version, POSTs, and sets the group that devices
 * join. With `adoptExisting`, it takes over a profile of that name instead of the POST.
 *
 * @throws {PartlyMadeError} if the profile may exist and was not seen, or if it exists and its group was refused
 * @throws {GraphError} if certainly no profile was created
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
      `A profile ${quoted(inputs.displayName)} exists already (${namesakes.map(profilePath).join(", ")}). A second one is ` +
        "created. To take over the first one instead, set adoptExisting: true.",
    );
  }
  const profile = await make(context, inputs, list, isOwned);
  return changeProfile(context, profile, without("enrollmentTimeGroupId", inputs), inputs);
}

/**
 * Takes over the only profile of the kind, mode and name, and changes it to what is declared. Undefined if there is
 * none.
 *
 * @throws {IntuneError} `configuration` if there are several, or if the profile differs in what cannot be changed
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
        `${matching.map(profilePath).join(", ")}. Rename or delete all but one in Intune. Then run \`pulumi up\` again.`,
    );
  }
  const profile = await context.profiles.find(first, undefined, "settings");
  if (profile === undefined) return undefined;
  const shown = without("wifiPassword", await observe(context, inputs, profile));
  if (shown.enrollmentTokenType !== inputs.enrollmentTokenType) {
    throw new IntuneError(
      "configuration",
      `adoptExisting cannot take over ${profilePath(profile)}: its enrollmentTokenType is ` +
        `"${shown.enrollmentTokenType ?? ""}", and that cannot be changed. Declare that type, or another displayName.`,
    );
  }
  context.notify(`Taking over ${profilePath(profile)}, which exists already (adoptExisting).`);
  return changeProfile(context, profile, shown, inputs);
}

/**
 * Creates a profile. The POST has no idempotency key, so lists have to tell what happened if its answer is lost. If a
 * new profile of the name shows, it was created. If none shows before the propagation time-out, it is requested again.
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
      if (attempt > 1) await notifyTwins(context, inputs, [...knownProfileIds, answer.profileId], isOwned);
      return answer;
    }
    const lastRequestedDateTime = now().toISOString();
    const pending = { firstRequestedDateTime, lastRequestedDateTime, knownProfileIds };
    if (!(answer instanceof GraphError) || answer.certainlyNotDone) {
      // Only this request was refused. An earlier one may have created the profile.
      throw attempt === 1 ? answer : creationPending(inputs, pending, answer);
    }
    const found = await findPending(context, inputs, pending, isOwned).catch((error: unknown) => {
      throw error instanceof Error ? creationPending(inputs, pending, error) : error;
    });
    if (found !== undefined) return found;
    if (attempt === mostAttempts) throw creationPending(inputs, pending, answer);
    context.notify(`The profile ${JSON.stringify(inputs.displayName)} does not show: requesting it again.`);
  }
}

/** A request that timed out may still have created a profile. It may also be somebody else's, so it is not deleted. */
async function notifyTwins(
  { profiles, notify }: Context,
  { displayName, profileType }: ProfileInputs,
  knownProfileIds: readonly string[],
  isOwned: IsOwned,
): Promise<void> {
  // If this list fails, the profile that was created must still get into state.
  const { profiles: listed } = await profiles.list(profileType).catch(() => ({ profiles: [] }));
  const isTwin = (profile: ListedProfile) =>
    profile.displayName === displayName && !knownProfileIds.includes(profile.profileId) && !isOwned(profile);
  const twins = listed.filter(isTwin).map(profilePath);
  if (twins.length === 0) return;
  notify(
    `A second profile ${JSON.stringify(displayName)} exists (${twins.join(", ")}), perhaps created by a request that timed ` +
      "out. Delete it in Intune if nobody needs it.",
  );
}

/** Sends the POST. Returns the error if Graph did not answer with the profile, or if nothing was sent. */
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
      // The first form is the one that is most likely right, so its refusal says most.
      refusal ??= error;
    }
  }
  return refusal ?? new Error("there is nothing to send");
}

/** Whether Graph refuses the expiration of the first token, or requires one. */
function isAboutEnd(error: Error): boolean {
  return (
    error instanceof GraphError &&
    error.code === "invalid-request" &&
    error.description?.message?.includes("tokenExpirationDateTime") === true
  );
}
