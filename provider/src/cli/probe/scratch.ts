import { randomBytes } from "node:crypto";
import type { EnrollmentProfiles } from "../../graph/enrollmentProfiles";
import { entitySets, type ProfileType, profileTypes } from "../../graph/profile";
import { entityIn, type Reply, type Requests } from "./requests";

/** A kind of profile. Each kind may behave differently. */
export interface Kind {
  readonly name: string;
  readonly profileType: ProfileType;
  readonly enrollmentMode?: string;
}

export const kinds: readonly Kind[] = [
  {
    name: "dedicated",
    profileType: "androidDeviceOwner",
    enrollmentMode: "corporateOwnedDedicatedDevice",
  },
  {
    name: "fullyManaged",
    profileType: "androidDeviceOwner",
    enrollmentMode: "corporateOwnedFullyManaged",
  },
  { name: "aosp", profileType: "androidDeviceOwner", enrollmentMode: "corporateOwnedAOSPUserlessDevice" },
  { name: "androidForWork", profileType: "androidForWork" },
];

/** The beginning of all scratch profiles' names, so that people know which profiles they may delete. */
export const scratchNamePrefix = "pulumi-intune-enrollment probe";

/** A profile that the probe made. */
export interface ScratchProfile {
  readonly profileType: ProfileType;
  readonly id: string;
}

/** The path of a profile, or of something below it. */
export function pathOf({ profileType, id }: ScratchProfile, below = ""): string {
  return `${entitySets[profileType]}/${encodeURIComponent(id)}${below}`;
}

/** The profiles that one run makes. The run deletes all of them. */
export class Scratch {
  /** Unique, so that the clean-up finds exactly the profiles of this run. */
  readonly displayName = `${scratchNamePrefix} ${randomBytes(4).toString("hex")}, may be deleted`;
  private readonly made = new Map<string, ScratchProfile>();

  constructor(private readonly requests: Requests) {}

  /** Makes a profile. A 400 is an answer, too. */
  async create(
    { enrollmentMode, profileType }: Kind,
    properties: Readonly<Record<string, unknown>> = {},
  ): Promise<{ readonly reply: Reply; readonly profile?: ScratchProfile }> {
    const reply = await this.requests.send({
      method: "POST",
      path: entitySets[profileType],
      body: {
        displayName: this.displayName,
        ...(enrollmentMode !== undefined && { enrollmentMode }),
        ...properties,
      },
      refusals: [400],
    });
    const { id } = entityIn(reply.body);
    if (typeof id !== "string") return { reply };
    const profile = { profileType, id };
    this.made.set(id, profile);
    return { reply, profile };
  }

  /** Deletes one of them. */
  async delete(profile: ScratchProfile, requests = this.requests): Promise<void> {
    await requests.send({ method: "DELETE", path: pathOf(profile), refusals: [404] });
    this.made.delete(profile.id);
  }

  /**
   * Deletes the remaining profiles. It also searches the lists by name: if the answer to a creation was lost, the
   * profile's id is not known.
   *
   * @returns what could not be deleted or listed, each with the reason
   */
  async cleanUp(profiles: EnrollmentProfiles): Promise<readonly string[]> {
    const left: string[] = [];
    const requests = this.requests.uninterrupted();
    for (const profileType of profileTypes) {
      try {
        const { profiles: listed } = await profiles.list(profileType);
        for (const { displayName, profileId: id } of listed) {
          if (displayName === this.displayName) this.made.set(id, { profileType, id });
        }
      } catch (error) {
        left.push(`${entitySets[profileType]} could not be listed: ${wordsOf(error)}`);
      }
    }
    for (const profile of [...this.made.values()]) {
      try {
        await this.delete(profile, requests);
      } catch (error) {
        left.push(wordsOf(error));
      }
    }
    return left;
  }
}

function wordsOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
