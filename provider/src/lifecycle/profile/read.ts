import type { Profile } from "../../graph/profile";
import type { Context } from "../session";
import { defaultOf, isChangeable, isOtherGroup, isSame, without } from "./body";
import { isKnownValue } from "./rules";
import { findPending, type IsOwned } from "./pending";
import { type ProfileInputs, type ProfileState, type SettledProfileState, settledState } from "./state";

/** The arguments that Graph shows. It does not show the Wi-Fi password, nor the arguments that only this provider knows. */
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

/** The `read` hook: what Graph holds now. Undefined if the profile is gone, or was never created. */
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

/** The declared properties as Graph shows them. Properties that are not declared are left out. */
export async function observe(
  { profiles }: Pick<Context, "profiles">,
  olds: ProfileInputs,
  profile: Profile,
): Promise<ProfileInputs> {
  const { settings } = profile;
  // If configureWifi is false, Graph ignores the network, so there is none.
  const shown = settings.configureWifi === false ? { ...settings, wifiSsid: undefined } : settings;
  const observed: Record<string, unknown> = { ...olds };
  for (const name of observable) {
    if (olds[name] === undefined || isSame(name, olds[name], shown[name] ?? defaultOf(name))) continue;
    // Nobody can change these on an existing profile. An unknown value, or none, is only Graph's other way to write it.
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
