import { IntuneError } from "../../errors";
import { GraphError } from "../../graph/errors";
import { type Profile, profilePath } from "../../graph/profile";
import type { Context } from "../session";
import { quoted } from "../../printable";
import { findPending, type IsOwned } from "./pending";
import type { ProfileState } from "./state";

/**
 * The `delete` hook. A profile with enrolled devices is kept unless `forceDestroy` is set. One that is gone already,
 * or was not made, is a success.
 *
 * @throws {IntuneError} `configuration` where devices are enrolled
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
    // Some of Intune's sets answer 400 for what is gone, and an answer may be lost: a look tells.
    if ((await profiles.find(profile)) !== undefined) throw error;
  }
}

function refusal(profile: Profile, isPending: boolean): IntuneError {
  const { enrolledDeviceCount: count = 0, displayName } = profile;
  const devices = count === 1 ? "1 enrolled device" : `${count} enrolled devices`;
  return new IntuneError(
    "configuration",
    `${profilePath(profile)} (${quoted(displayName)}) still has ${devices} and is not deleted. ` +
      (isPending ? "Run `pulumi refresh` first, which takes it for what was asked for. " : "") +
      "Retire them, or set forceDestroy: true, run `pulumi up`, and delete it then. A profile that was replaced " +
      "already can be deleted in Intune: the next `up` finds it gone.",
  );
}
