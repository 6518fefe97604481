import type { Context } from "../session";
import type { NamedProfile } from "../identity";
import { argumentsThat } from "../arguments";
import { checkProfile, inputsOf, profileArguments, type ProfileInputs } from "./arguments";
import { defaultOf, isSame } from "./body";
import { type SettledProfileState, settledState } from "./state";

/**
 * Imports an existing profile. The inputs are such that the next `up` changes nothing. Intune's defaults are left out.
 * Graph never shows the Wi-Fi password.
 *
 * @throws {GraphError} `not-found` if there is no such profile
 */
export async function importProfile(
  { profiles }: Context,
  { tenantId, ...reference }: NamedProfile,
): Promise<{ readonly state: SettledProfileState; readonly inputs: Partial<ProfileInputs> }> {
  const profile = await profiles.get(reference, "settings");
  const { configureWifi, ...settings } = profile.settings;
  const shown: Readonly<Record<string, unknown>> =
    configureWifi === false ? { ...settings, wifiSsid: undefined } : settings;
  const isUnusedWifi = (name: string) => name.startsWith("wifi") && shown.wifiSsid === undefined;
  const changed = argumentsThat(profileArguments, "patch").filter(
    (name) => shown[name] !== undefined && !isUnusedWifi(name) && !isSame(name, shown[name], defaultOf(name)),
  );
  const { profileType } = reference;
  const kind =
    profileType === "androidDeviceOwner" ? (["enrollmentMode", "enrollmentTokenType"] as const) : [];
  // If the caller may not read the group, it is not declared, and so it is left alone.
  const groupId =
    kind.length > 0 && !profile.isAosp ? await profiles.groupOf(profile).catch(() => undefined) : undefined;
  const inputs = {
    ...Object.fromEntries(changed.map((name) => [name, shown[name]])),
    ...(kind.length > 0 && { profileType }),
    ...Object.fromEntries(
      kind.filter((name) => shown[name] !== undefined).map((name) => [name, shown[name]]),
    ),
    ...(groupId !== undefined && { enrollmentTimeGroupId: groupId }),
    ...(tenantId !== undefined && { tenantId }),
  };
  const withDefaults = inputsOf(checkProfile(inputs).inputs as unknown as ProfileInputs);
  return { state: settledState(withDefaults, profile), inputs };
}
