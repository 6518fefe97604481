import { IntuneError } from "../../errors";
import { GraphError } from "../../graph/GraphError";
import { profilePath } from "../../graph/profile";
import type { ShownProfile } from "../../graph/profileSettings";
import type { ProfileBody } from "../../graph/profileWrites";
import type { Context } from "../context";
import { changeBody, partsOf } from "./body";
import { PartlyMadeError } from "../engine";
import { type ProfileInputs, profileResourceId, type SettledProfileState, settledState } from "./state";

/**
 * The `update` hook: PATCHes what differs from the state, and calls nothing where that is nothing of Graph's. The
 * read before it finds out the API version, so that no write is sent on trial.
 *
 * @throws {PartlyMadeError} where Graph refused some of it: the rest is done, and the state holds what Graph holds
 */
export async function updateProfile(
  { profiles }: Context,
  olds: SettledProfileState,
  news: ProfileInputs,
): Promise<SettledProfileState> {
  const body = changeBody(olds, news);
  if (Object.keys(body).length === 0) return settledState(news, olds);
  const profile = await profiles.settings.find(olds, olds.profileTenantId);
  if (profile === undefined) {
    throw new IntuneError(
      "not-found",
      `${profilePath(olds)} is gone: somebody else deleted it. Run \`pulumi refresh\`, and the next \`up\` makes it anew.`,
    );
  }
  // Graph ignores the network where this is false.
  const isOff = news.wifiSsid !== undefined && profile.settings.configureWifi === false;
  const { shown, refusals } = await change(
    profiles,
    profile,
    isOff ? { ...body, configureWifi: true } : body,
  );
  if (refusals.length === 0) return settledState(news, shown);
  throw partlyChanged(settledState(withoutRefused(olds, news, refusals), shown), refusals);
}

interface Refusal {
  readonly names: readonly string[];
  readonly error: GraphError;
}

/** Sends the whole change. Where Graph refuses that, each part by itself. */
async function change(
  profiles: Context["profiles"],
  profile: ShownProfile,
  body: ProfileBody,
): Promise<{ readonly shown: ShownProfile; readonly refusals: readonly Refusal[] }> {
  try {
    return { shown: (await profiles.settings.change(profile, body)) ?? profile, refusals: [] };
  } catch (error) {
    if (!(error instanceof GraphError && error.code === "invalid-request")) throw error;
    const parts = partsOf(body);
    if (parts.length === 1) return { shown: profile, refusals: [{ names: Object.keys(body), error }] };
    let shown = profile;
    const refusals: Refusal[] = [];
    for (const part of parts) {
      const changed = await change(profiles, shown, part);
      shown = changed.shown;
      refusals.push(...changed.refusals);
    }
    return { shown, refusals };
  }
}

/** What is declared, except for what Graph refused: there, what it went on holding. */
function withoutRefused(
  olds: ProfileInputs,
  news: ProfileInputs,
  refusals: readonly Refusal[],
): ProfileInputs {
  const names = refusals.flatMap((refusal) => refusal.names);
  // A network that is turned off counts as none.
  const kept = names.includes("configureWifi") ? [...names, "wifiSsid"] : names;
  const held = kept.map((name) => [name, new Map<string, unknown>(Object.entries(olds)).get(name)]);
  return { ...news, ...(Object.fromEntries(held) as Partial<ProfileInputs>) };
}

/** What Intune may take only when a profile is created, as it was seen to do with AOSP profiles. */
const onlyWhenCreated = ["roleScopeTagIds", "isTeamsDeviceProfile", "configureWifi"];

function partlyChanged(state: SettledProfileState, refusals: readonly Refusal[]): PartlyMadeError {
  const names = refusals.flatMap((refusal) => refusal.names);
  const messages = refusals.map(({ error }) => error.message).join(" ");
  const advice = names.some((name) => onlyWhenCreated.includes(name))
    ? " Intune may take this only when a profile is created: replace the profile with `pulumi up --replace` and its URN, " +
      "which issues its tokens anew, or declare what the profile has."
    : "";
  return new PartlyMadeError(
    "invalid-request",
    `Graph refused to change ${names.join(", ")} of ${profilePath(state)}; everything else was changed.${advice} ${messages}`,
    profileResourceId(state),
    state,
    refusals[0]?.error,
  );
}
