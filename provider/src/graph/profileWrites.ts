import type { ApiVersions } from "./apiVersions";
import type { GraphClient } from "./client";
import type { GraphAnswer, GraphRequest } from "./request";
import { GraphError } from "./GraphError";
import { parseShownProfile, type ShownProfile, shownProperties } from "./profileSettings";
import { entitySets, profilePath, type ProfileReference, type ProfileType } from "./profile";
import { requireSameTenant } from "./sameTenant";
import { unreadable } from "./unreadable";

/** Writable properties by Graph's names. */
export type ProfileBody = Readonly<Record<string, unknown>>;

/** What the profiles of one tenant are set to: read, created, changed, deleted. */
export class ProfileWrites {
  constructor(
    private readonly client: GraphClient,
    private readonly versions: ApiVersions,
  ) {}

  /**
   * `GET /deviceManagement/{set}/{id}`, without token and Wi-Fi password. Undefined where there is no such profile.
   *
   * @param tenantId the id of the tenant in which it was found before, as far as that is known
   * @throws {IntuneError} `configuration` where another tenant says that there is none: that tells nothing
   */
  async find(reference: ProfileReference, tenantId?: string): Promise<ShownProfile | undefined> {
    const select = shownProperties(reference.profileType).join(",");
    const request = requestOn(reference, "GET", "read", `?$select=${select}`);
    try {
      return await this.versions.read(async (version) =>
        shown(reference.profileType, version, request, await this.client.send(version, request)),
      );
    } catch (error) {
      if (!(error instanceof GraphError && error.code === "not-found")) throw error;
      requireSameTenant(reference, tenantId, error.tenantId);
      return undefined;
    }
  }

  /**
   * `POST /deviceManagement/{set}` → 201 with the profile. NOT idempotent, and never repeated here unless Graph
   * certainly did not run it.
   *
   * Sources: https://learn.microsoft.com/graph/api/intune-androidforwork-androidforworkenrollmentprofile-create,
   * https://learn.microsoft.com/graph/api/intune-androidforwork-androiddeviceownerenrollmentprofile-create
   *
   * @param apiVersion the one in which a read was answered
   */
  async create(apiVersion: string, profileType: ProfileType, body: ProfileBody): Promise<ShownProfile> {
    const target = entitySets[profileType];
    const path = `/deviceManagement/${target}`;
    const what = "create a profile in";
    const request = { method: "POST", path, what, target, body, secrets: secretsOf(body) } as const;
    return shown(profileType, apiVersion, request, await this.client.send(apiVersion, request));
  }

  /**
   * `PATCH /deviceManagement/{set}/{id}` → 200 with the profile. Undefined where Graph answers without it.
   *
   * Sources: https://learn.microsoft.com/graph/api/intune-androidforwork-androidforworkenrollmentprofile-update,
   * https://learn.microsoft.com/graph/api/intune-androidforwork-androiddeviceownerenrollmentprofile-update
   */
  async change(profile: ShownProfile, body: ProfileBody): Promise<ShownProfile | undefined> {
    const { profileType, apiVersion } = profile;
    const request = { ...requestOn(profile, "PATCH", "change"), body, secrets: secretsOf(body) };
    const answer = await this.client.send(apiVersion, request);
    return answer.body === undefined ? undefined : shown(profileType, apiVersion, request, answer);
  }

  /**
   * `DELETE /deviceManagement/{set}/{id}` → 204.
   *
   * Sources: https://learn.microsoft.com/graph/api/intune-androidforwork-androidforworkenrollmentprofile-delete,
   * https://learn.microsoft.com/graph/api/intune-androidforwork-androiddeviceownerenrollmentprofile-delete
   */
  async delete(profile: ShownProfile): Promise<void> {
    await this.client.send(profile.apiVersion, requestOn(profile, "DELETE", "delete"));
  }
}

function requestOn<Method extends GraphRequest["method"]>(
  reference: ProfileReference,
  method: Method,
  what: string,
  query = "",
): GraphRequest & { readonly method: Method } {
  const path = `/deviceManagement/${entitySets[reference.profileType]}/${encodeURIComponent(reference.profileId)}${query}`;
  return { method, path, what, target: profilePath(reference) };
}

function shown(
  profileType: ProfileType,
  apiVersion: string,
  { method, what, target }: GraphRequest,
  { status, body, tenantId: profileTenantId }: GraphAnswer,
): ShownProfile {
  const profile = parseShownProfile(profileType, apiVersion, body);
  if ("fault" in profile) throw unreadable(what, target, status, profile.fault, method === "GET");
  return { ...profile, ...(profileTenantId !== undefined && { profileTenantId }) };
}

/** Graph quotes values that it refuses. */
function secretsOf({ wifiPassword }: ProfileBody): readonly string[] {
  return typeof wifiPassword === "string" ? [wifiPassword] : [];
}
