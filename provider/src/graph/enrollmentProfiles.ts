import type { ApiVersions } from "./apiVersions";
import type { GraphClient } from "./client";
import { GraphError } from "./GraphError";
import { type ListedProfile, listedProperties, parseProfileList } from "./profileList";
import { ProfileWrites } from "./profileWrites";
import {
  entitySets,
  parseProfile,
  type Profile,
  profilePath,
  type ProfileReference,
  type ProfileType,
  tokenProperties,
} from "./profile";
import { requireSameTenant } from "./sameTenant";
import { unreadable } from "./unreadable";

/** Where a list goes on for longer, its links lead in a circle. */
const mostPages = 1000;

/** The profiles of a set, as far as lists show them. */
interface Listing {
  readonly profiles: readonly ListedProfile[];
  readonly apiVersion: string;
  /** When the last page was answered, by Graph's own clock; undefined where it does not say. */
  readonly date: Date | undefined;
}

/** The enrollment profiles of one tenant, in Graph's own verbs. */
export class EnrollmentProfiles {
  /** The profiles themselves, apart from their tokens. */
  readonly settings: ProfileWrites;

  constructor(
    private readonly client: GraphClient,
    private readonly versions: ApiVersions,
  ) {
    this.settings = new ProfileWrites(client, versions);
  }

  /**
   * `GET /deviceManagement/{set}/{id}`: the profile with the token it holds now.
   *
   * @throws {GraphError} `not-found` where there is no such profile
   */
  async get(reference: ProfileReference): Promise<Profile> {
    const select = tokenProperties[reference.profileType].join(",");
    const target = profilePath(reference);
    return this.versions.read(async (version) => {
      const { status, body, date, tenantId } = await this.client.send(version, {
        method: "GET",
        path: `/deviceManagement/${entitySets[reference.profileType]}/${encodeURIComponent(reference.profileId)}?$select=${select}`,
        what: "read",
        target,
      });
      const profile = parseProfile(reference, version, body);
      if ("fault" in profile) {
        throw unreadable("read", target, status, profile.fault);
      }
      return { ...profile, ...(date && { date }), ...(tenantId !== undefined && { tenantId }) };
    });
  }

  /**
   * As {@link get}, and undefined where there is no such profile.
   *
   * @param tenantId the id of the tenant in which it was found before, as far as that is known
   * @throws {IntuneError} `configuration` where another tenant says that there is none: that tells nothing
   */
  async find(reference: ProfileReference, tenantId?: string): Promise<Profile | undefined> {
    try {
      return await this.get(reference);
    } catch (error) {
      if (!(error instanceof GraphError && error.code === "not-found")) throw error;
      requireSameTenant(reference, tenantId, error.tenantId);
      return undefined;
    }
  }

  /**
   * `GET /deviceManagement/{set}`, all pages. Lists carry no tokens. Nothing is filtered by Graph: which filters the
   * profiles take is not documented.
   */
  async list(profileType: ProfileType): Promise<readonly ListedProfile[]> {
    return (await this.listing(profileType)).profiles;
  }

  /** As {@link list}, with the API version that answered, and when it did. */
  async listing(profileType: ProfileType): Promise<Listing> {
    const target = entitySets[profileType];
    return this.versions.read(async (version) => {
      const listed: ListedProfile[] = [];
      let date: Date | undefined;
      let path: string | undefined = `/deviceManagement/${target}?$select=${listedProperties.join(",")}`;
      for (let pages = 1; path !== undefined; pages++) {
        if (pages > mostPages)
          throw unreadable("list", target, 200, `goes on for more than ${mostPages} pages`);
        const answer = await this.client.send(version, { method: "GET", path, what: "list", target });
        const { status, body } = answer;
        date = answer.date;
        const page = parseProfileList(profileType, body);
        if ("fault" in page) throw unreadable("list", target, status, page.fault);
        listed.push(...page.profiles);
        path = page.nextLink === undefined ? undefined : this.client.pathOf(version, page.nextLink, target);
      }
      return { apiVersion: version, profiles: listed, date };
    });
  }

  /**
   * `POST …/createToken` with `{"tokenValidityInSeconds": Int32}` → 204 without a body.
   * NOT idempotent, and never repeated here unless Graph certainly did not run it.
   *
   * Source: https://learn.microsoft.com/graph/api/intune-androidforwork-androidforworkenrollmentprofile-createtoken
   */
  async createToken(profile: Profile, tokenValidityInSeconds: number): Promise<void> {
    await this.act(profile, "createToken", "issue a token on", { tokenValidityInSeconds });
  }

  /**
   * `POST …/revokeToken` → 204. Revokes whatever token the profile holds when it arrives.
   *
   * Source: https://learn.microsoft.com/graph/api/intune-androidforwork-androidforworkenrollmentprofile-revoketoken
   */
  async revokeToken(profile: Profile): Promise<void> {
    await this.act(profile, "revokeToken", "revoke the token of");
  }

  private async act(
    profile: Profile,
    action: string,
    what: string,
    body?: Readonly<Record<string, unknown>>,
  ): Promise<void> {
    const path = `/deviceManagement/${entitySets[profile.profileType]}/${encodeURIComponent(actionId(profile))}/${action}`;
    const { qrCodeContent = "", tokenValue = "" } = profile.token ?? {};
    const secrets = [qrCodeContent, tokenValue];
    const request = { method: "POST", path, what, target: profilePath(profile), secrets } as const;
    const { status } = await this.client.send(
      profile.apiVersion,
      body === undefined ? request : { ...request, body },
    );
    if (status !== 204) throw unreadable(what, request.target, status, "is not the 204 of an action", false);
  }
}

/** Microsoft's own script addresses the actions of AOSP profiles as `AOSP-{id}`, and reads the bare id. */
function actionId({ isAosp, profileId }: Profile): string {
  return isAosp && !profileId.startsWith("AOSP-") ? `AOSP-${profileId}` : profileId;
}
