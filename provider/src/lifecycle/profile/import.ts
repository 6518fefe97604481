import type { Context } from "../session";
import type { NamedProfile } from "../identity";
import { argumentsThat } from "../arguments";
import { checkProfile, inputsOf, profileArguments, type ProfileInputs } from "./arguments";
import { isSame, valueOfNone } from "./body";
import { type SettledProfileState, settledState } from "./state";

/**
 * A profile that exists, as it comes under management: as declared so that the next `up` changes nothing. What Intune has by
 * default is not declared. Graph never tells the Wi-Fi password.
 *
 * @throws {GraphError} `not-found` where there is no such profile
 */
export async function importProfile(
  { profiles }: Context,
  { tenantId, ...reference }: NamedProfile,
): Promise<{ readonly state: SettledProfileState; readonly inputs: Partial<ProfileInputs> }> {
  const profile = await profiles.get(reference, "settings");
  const { configureWifi, ...settings } = profile.settings;
  const shown: Readonly<Record<string, unknown>> =
    configureWifi === false ? { ...settings, wifiSsid: undefined } : settings;
  const isOfNoNetwork = (name: string) => name.startsWith("wifi") && shown.wifiSsid === undefined;
  const changed = argumentsThat(profileArguments, "patch").filter(
    (name) =>
      shown[name] !== undefined && !isOfNoNetwork(name) && !isSame(name, shown[name], valueOfNone(name)),
  );
  const { profileType } = reference;
  const kind =
    profileType === "androidDeviceOwner" ? (["enrollmentMode", "enrollmentTokenType"] as const) : [];
  // What is not declared is left alone: a caller who may not read the group can import the profile as well.
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
  const whole = inputsOf(checkProfile(inputs).inputs as unknown as ProfileInputs);
  return { state: settledState(whole, profile), inputs };
}
