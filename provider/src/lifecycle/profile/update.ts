import { IntuneError } from "../../errors";
import { profilePath } from "../../graph/profile";
import type { Context } from "../context";
import { changeBody } from "./body";
import { type ProfileInputs, type SettledProfileState, settledState } from "./state";

/**
 * The `update` hook: PATCHes what differs from the state, and calls nothing where that is nothing of Graph's. The
 * read before it finds out the API version, so that no write is sent on trial.
 */
export async function updateProfile(
  { profiles }: Context,
  olds: SettledProfileState,
  news: ProfileInputs,
): Promise<SettledProfileState> {
  const body = changeBody(olds, news);
  if (Object.keys(body).length === 0) {
    return settledState(news, olds);
  }
  const profile = await profiles.settings.find(olds, olds.profileTenantId);
  if (profile === undefined) {
    throw new IntuneError(
      "not-found",
      `${profilePath(olds)} is gone: somebody else deleted it. Run \`pulumi refresh\`, and the next \`up\` makes it anew.`,
    );
  }
  return settledState(news, (await profiles.settings.change(profile, body)) ?? profile);
}
