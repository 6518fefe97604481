import { IntuneError } from "../errors";
import type { EnrollmentProfiles } from "../graph/enrollmentProfiles";
import { entitySets, type ProfileReference, type ProfileType, profileTypes } from "../graph/profile";
import { quoted } from "../printable";
import { requireProfileId } from "./identity";

/** An enrollment profile as Intune has it. */
export interface ProfileResult extends ProfileReference {
  readonly displayName: string;
}

interface Wanted {
  readonly profileId?: string | undefined;
  readonly displayName?: string | undefined;
  readonly profileType?: ProfileType | undefined;
}

/** How many names a message lists at most. */
const mostCandidates = 20;

/** The profile with the id, or the only one with exactly the name. @throws {IntuneError} `not-found`, `configuration` */
export async function findProfile(profiles: EnrollmentProfiles, wanted: Wanted): Promise<ProfileResult> {
  const { profileId, displayName, profileType = "androidForWork" } = wanted;
  if ((profileId === undefined) === (displayName === undefined)) {
    throw new IntuneError(
      "configuration",
      "A profile is looked up by profileId or by displayName: give one of them.",
    );
  }
  if (profileId !== undefined) {
    requireProfileId(profileId);
    const found = await profiles.get({ profileType, profileId });
    return { profileType, profileId, displayName: found.displayName };
  }
  const all = await listProfiles(profiles, profileType);
  const matching = all.filter((profile) => profile.displayName === displayName);
  const [first] = matching;
  if (first !== undefined && matching.length === 1) return first;
  const other = matching.length === 0 ? await findOtherKind(profiles, displayName, profileType) : undefined;
  throw new IntuneError("not-found", other ?? noneOrSeveral(displayName ?? "", profileType, all, matching));
}

export async function listProfiles(
  profiles: EnrollmentProfiles,
  profileType: ProfileType = "androidForWork",
): Promise<ProfileResult[]> {
  const { profiles: listed } = await profiles.list(profileType);
  return listed.map(({ profileId, displayName }) => ({ profileType, profileId, displayName }));
}

/** The message if there is a profile of that name, but of the other kind. */
async function findOtherKind(
  profiles: EnrollmentProfiles,
  displayName: string | undefined,
  profileType: ProfileType,
): Promise<string | undefined> {
  const other = profileTypes.find((type) => type !== profileType);
  const listed = await listProfiles(profiles, other).catch(() => []);
  const found = listed.find((profile) => profile.displayName === displayName);
  return (
    found &&
    `None of ${entitySets[profileType]} has the name ${quoted(found.displayName)}: ${found.profileId} is an ` +
      `${found.profileType} profile. Set profileType: "${found.profileType}".`
  );
}

/** The message if no profile has the name, or several have it. */
function noneOrSeveral(
  name: string,
  profileType: ProfileType,
  all: readonly ProfileResult[],
  matching: readonly ProfileResult[],
): string {
  const set = entitySets[profileType];
  if (matching.length > 1) {
    const ids = matching.map(({ profileId }) => profileId).join(", ");
    return `${matching.length} of ${set} have the name ${quoted(name)} (${ids}): look it up by profileId.`;
  }
  const names = all.slice(0, mostCandidates).map(({ displayName }) => quoted(displayName));
  const more = all.length > mostCandidates ? ` and ${all.length - mostCandidates} more` : "";
  const candidates = all.length === 0 ? "There are none." : `There are ${names.join(", ")}${more}.`;
  return `None of ${set} has the name ${quoted(name)}. ${candidates}`;
}
