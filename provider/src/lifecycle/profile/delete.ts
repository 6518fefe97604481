import { IntuneError } from "../../errors";
import { GraphError } from "../../graph/errors";
import { type Profile, profilePath } from "../../graph/profile";
import type { Context } from "../session";
import { quoted } from "../../printable";
import { findPending, type IsOwned } from "./pending";
import type { ProfileState } from "./state";

/**
 * The `delete` hook. A profile with enrolled devices is not deleted, unless `forceDestroy` is set. A profile that does
 * not exist is a success.
 *
 * @throws {IntuneError} `configuration` if devices are enrolled
 */
export async function deleteProfile(context: Context, state: ProfileState, isOwned: IsOwned): Promise<void> {
  const { profiles } = context;
  const profile =
    state.pendingCreation === undefined
      ? await profiles.find(state, state.profileTenantId, "settings")
      : await findPending(context, state, state.pendingCreation, isOwned);
  if (profile === undefined) return;
  if (profile.enrolledDeviceCount !== 0 && !state.forceDestroy) {
    throw refusal(profile, state.pendingCreation !== undefined);
  }
  try {
    await profiles.delete(profile);
  } catch (error) {
    if (!(error instanceof GraphError)) throw error;
    if (error.code === "not-found") return;
    // Parts of Intune answer 400 if the object is gone, and an answer may be lost. A read tells whether it is gone.
    if ((await profiles.find(profile)) !== undefined) throw error;
  }
}

function refusal(profile: Profile, isPending: boolean): IntuneError {
  const { enrolledDeviceCount: count = 0, displayName } = profile;
  const devices = count === 1 ? "1 enrolled device" : `${count} enrolled devices`;
  return new IntuneError(
    "configuration",
    `${profilePath(profile)} (${quoted(displayName)}) still has ${devices} and is not deleted. ` +
      (isPending ? "Run `pulumi refresh` first: it takes the profile over. " : "") +
      "Retire the devices. Or set forceDestroy: true, run `pulumi up`, and then delete it. If the profile is replaced " +
      "already, you can delete it in Intune: the next `up` finds it gone.",
  );
}
