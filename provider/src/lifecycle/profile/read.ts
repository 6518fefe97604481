import type { Profile } from "../../graph/profile";
import type { Context } from "../session";
import { isChangeable, isOtherGroup, isSame, valueOfNone, without } from "./body";
import { isKnownValue } from "./rules";
import { findPending, type IsOwned } from "./pending";
import { type ProfileInputs, type ProfileState, type SettledProfileState, settledState } from "./state";

/** What is declared and Graph shows; the rest is either ours or, as the Wi-Fi password, only ever written. */
const observable = [
  "displayName",
  "description",
  "enrollmentMode",
  "enrollmentTokenType",
  "deviceNameTemplate",
  "roleScopeTagIds",
  "isTeamsDeviceProfile",
  "wifiSsid",
  "wifiSecurityType",
  "wifiHidden",
] as const satisfies (keyof ProfileInputs)[];

/** The `read` hook: what Graph holds now. Undefined where the profile is gone, or was not made. Changes nothing. */
export async function readProfile(
  context: Context,
  olds: ProfileState,
  isOwned: IsOwned,
): Promise<SettledProfileState | undefined> {
  const profile =
    olds.pendingCreation === undefined
      ? await context.profiles.find(olds, olds.profileTenantId, "settings")
      : await findPending(context, olds, olds.pendingCreation, isOwned);
  return profile && settledState(await observe(context, olds, profile), profile);
}

/** The declared properties as Graph shows them. What was not declared is not this resource's to watch. */
export async function observe(
  { profiles }: Pick<Context, "profiles">,
  olds: ProfileInputs,
  profile: Profile,
): Promise<ProfileInputs> {
  const { settings } = profile;
  // Graph ignores the network where it is told not to configure it, which comes to having none.
  const shown = settings.configureWifi === false ? { ...settings, wifiSsid: undefined } : settings;
  const observed: Record<string, unknown> = { ...olds };
  for (const name of observable) {
    if (olds[name] === undefined || isSame(name, olds[name], shown[name] ?? valueOfNone(name))) continue;
    // Nobody can change these on a profile that exists: what reads otherwise is Graph's other word for it, or none.
    if (!isChangeable(name) && !isKnownValue(name, shown[name])) continue;
    observed[name] = shown[name];
  }
  const inputs = observed as unknown as ProfileInputs;
  if (inputs.enrollmentTimeGroupId === undefined) return inputs;
  const groupId = await profiles.groupOf(profile);
  const others = without("enrollmentTimeGroupId", inputs);
  const now = groupId === undefined ? others : { ...others, enrollmentTimeGroupId: groupId };
  return isOtherGroup(inputs, now) ? now : inputs;
}
