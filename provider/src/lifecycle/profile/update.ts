import { IntuneError } from "../../errors";
import { GraphError } from "../../graph/errors";
import type { ProfileBody } from "../../graph/requests";
import { type Profile, profilePath } from "../../graph/profile";
import type { Context } from "../session";
import { PartlyMadeError } from "../engine";
import { changeBody, isOtherGroup, partsOf, without } from "./body";
import { type ProfileInputs, profileResourceId, type SettledProfileState, settledState } from "./state";

/**
 * The `update` hook. It changes what differs from the state, and sends no request if nothing differs in Graph. It reads
 * the profile first. The read finds the API version, so that no write is sent to a wrong one.
 *
 * @throws {PartlyMadeError} if Graph refused some of the changes. The others are made, and the state holds what Graph
 * holds
 */
export async function updateProfile(
  context: Context,
  olds: SettledProfileState,
  news: ProfileInputs,
): Promise<SettledProfileState> {
  if (!isOtherGroup(olds, news) && Object.keys(changeBody(olds, news)).length === 0) {
    return settledState(news, olds);
  }
  const profile = await context.profiles.find(olds, olds.profileTenantId, "settings");
  if (profile !== undefined) return changeProfile(context, profile, olds, news);
  throw new IntuneError(
    "not-found",
    `${profilePath(olds)} is gone: it was there before, and somebody deleted it. Run \`pulumi refresh\`. The next \`up\` ` +
      "creates it again.",
  );
}

/** The arguments that could not be changed, and why. */
interface Refusal {
  readonly names: readonly string[];
  readonly error: Error;
}

/** Changes a profile to what is declared: first its properties, then its group. */
export async function changeProfile(
  { profiles }: Pick<Context, "profiles">,
  profile: Profile,
  olds: ProfileInputs,
  news: ProfileInputs,
): Promise<SettledProfileState> {
  const body = changeBody(olds, news);
  // Graph ignores the network if configureWifi is false.
  const isWifiOff = news.wifiSsid !== undefined && profile.settings.configureWifi === false;
  const complete = isWifiOff && "wifiSsid" in body ? { ...body, configureWifi: true } : body;
  const { shown, refusals } = await patch(profiles, profile, complete);
  const groupRefusal = isOtherGroup(olds, news) ? await changeGroup(profiles, profile, news) : undefined;
  if (refusals.length === 0 && groupRefusal === undefined) return settledState(news, shown);
  const held = await heldAfter(profiles, profile, olds, news, refusals, groupRefusal);
  throw partlyChanged(settledState(held, shown), groupRefusal ? [...refusals, groupRefusal] : refusals);
}

/** Sends the whole change. If Graph refuses it, sends each part by itself. */
async function patch(
  profiles: Context["profiles"],
  profile: Profile,
  body: ProfileBody,
): Promise<{ readonly shown: Profile; readonly refusals: readonly Refusal[] }> {
  if (Object.keys(body).length === 0) return { shown: profile, refusals: [] };
  try {
    return { shown: (await profiles.update(profile, body)) ?? profile, refusals: [] };
  } catch (error) {
    if (!(error instanceof GraphError && error.code === "invalid-request")) throw error;
    const parts = partsOf(body);
    if (parts.length === 1) return { shown: profile, refusals: [{ names: Object.keys(body), error }] };
    let shown = profile;
    const refusals: Refusal[] = [];
    for (const part of parts) {
      const changed = await patch(profiles, shown, part);
      shown = changed.shown;
      refusals.push(...changed.refusals);
    }
    return { shown, refusals };
  }
}

async function changeGroup(
  profiles: Context["profiles"],
  profile: Profile,
  { enrollmentTimeGroupId: groupId }: ProfileInputs,
): Promise<Refusal | undefined> {
  try {
    await (groupId === undefined ? profiles.clearGroup(profile) : profiles.setGroup(profile, groupId));
    return undefined;
  } catch (error) {
    // After any error: a profile that was just created has to get into state.
    if (!(error instanceof Error)) throw error;
    return { names: ["enrollmentTimeGroupId"], error };
  }
}

/** What Graph holds now: what is declared, except for what could not be changed. */
async function heldAfter(
  profiles: Context["profiles"],
  profile: Profile,
  olds: ProfileInputs,
  news: ProfileInputs,
  refusals: readonly Refusal[],
  groupRefusal: Refusal | undefined,
): Promise<ProfileInputs> {
  const names = refusals.flatMap((refusal) => refusal.names);
  // A network that is turned off counts as no network.
  const kept = names.includes("configureWifi") ? [...names, "wifiSsid"] : names;
  const before = new Map<string, unknown>(Object.entries(olds));
  const held: ProfileInputs = {
    ...news,
    ...Object.fromEntries(kept.map((name) => [name, before.get(name)])),
  };
  if (groupRefusal === undefined) return held;
  const { enrollmentTimeGroupId: earlier } = olds;
  // The earlier group may have been cleared before Intune refused the new one.
  const groupId = earlier === undefined ? undefined : await profiles.groupOf(profile).catch(() => earlier);
  const others = without("enrollmentTimeGroupId", held);
  return groupId === undefined ? others : { ...others, enrollmentTimeGroupId: groupId };
}

/** What Intune may accept only when a profile is created. This was seen with AOSP profiles. */
const onlyWhenCreated = ["roleScopeTagIds", "isTeamsDeviceProfile", "configureWifi"];

function partlyChanged(state: SettledProfileState, refusals: readonly Refusal[]): PartlyMadeError {
  const names = refusals.flatMap((refusal) => refusal.names);
  const advice = names.some((name) => onlyWhenCreated.includes(name))
    ? " Intune may accept this only when a profile is created. Declare what the profile has. Or replace the profile with " +
      "`pulumi up --replace` and its URN: that issues its tokens anew."
    : "";
  const [first] = refusals;
  return new PartlyMadeError(
    first?.error instanceof IntuneError ? first.error.code : "invalid-request",
    `Could not change ${names.join(", ")} of ${profilePath(state)}; everything else is as declared.${advice} ` +
      refusals.map(({ error }) => error.message).join(" "),
    profileResourceId(state),
    state,
    first?.error,
  );
}
