import type { ApiVersions } from "./apiVersions";
import type { GraphAnswer, GraphClient, GraphRequest } from "./client";
import { dateTime, noExpiration } from "./dateTime";
import { type Fault, parseProfile, parseProfileList, type ProfileView } from "./entities";
import { GraphError, requireSameTenant, unreadable } from "./errors";
import { groupRefused, parseGroupAnswer } from "./groups";
import {
  entitySets,
  type ListedProfile,
  type Profile,
  profileKey,
  profilePath,
  type ProfileReference,
  type ProfileType,
  profileTypes,
} from "./profile";
import {
  change,
  creation,
  deletion,
  groupAction,
  listing,
  type ProfileBody,
  reading,
  tokenAction,
} from "./requests";

/** If a list has more pages, its links lead in a circle. */
const mostPages = 1000;

/** The profiles of a set, as lists show them. */
export interface ProfileList {
  readonly profiles: readonly ListedProfile[];
  readonly apiVersion: string;
  /** When the last page was answered, by Graph's own clock. Undefined if it does not say. */
  readonly date: Date | undefined;
}

/**
 * The enrollment profiles of one tenant, with a method for each request of Graph. Writes go to the API version in which
 * the profile was read, and never try another one.
 *
 * Sources: https://learn.microsoft.com/graph/api/resources/intune-androidforwork-androidforworkenrollmentprofile,
 * https://learn.microsoft.com/graph/api/resources/intune-androidforwork-androiddeviceownerenrollmentprofile
 */
export class EnrollmentProfiles {
  /** The views that are read without $select, because this cloud does not know all their properties. */
  private readonly readPlainly = new Set<string>();
  /** The ends of the tokens that Graph issued when this process created profiles. */
  private readonly firstTokenEnds = new Map<string, string>();
  /** The method by which this tenant tells a profile's group. */
  private groupRetrievedBy: "POST" | "GET" = "POST";

  /** @param debug gets messages that only help to find faults */
  constructor(
    private readonly client: GraphClient,
    private readonly versions: ApiVersions,
    private readonly debug: (message: string) => void = () => undefined,
  ) {}

  /**
   * `GET /deviceManagement/{set}/{id}`: the profile with the token it holds now, or with its settings.
   *
   * @throws {GraphError} `not-found` if there is no such profile. The message says if there is one of the other kind
   */
  async get(reference: ProfileReference, view: ProfileView = "token"): Promise<Profile> {
    try {
      return await this.read(reference, view);
    } catch (error) {
      if (!(error instanceof GraphError && error.code === "not-found")) throw error;
      throw await this.explainMissing(reference, error);
    }
  }

  /**
   * Like {@link get}, but undefined if there is no such profile.
   *
   * @param tenantId the id of the tenant in which it was found before, if that is known
   * @throws {IntuneError} `configuration` if another tenant says that there is none, because that proves nothing
   */
  async find(
    reference: ProfileReference,
    tenantId?: string,
    view: ProfileView = "token",
  ): Promise<Profile | undefined> {
    try {
      return await this.read(reference, view);
    } catch (error) {
      if (!(error instanceof GraphError && error.code === "not-found")) throw error;
      requireSameTenant(reference, tenantId, error.tenantId);
      return undefined;
    }
  }

  /**
   * `GET /deviceManagement/{set}`, all pages. Tokens are not selected. Graph documents no filters for it, so it lists
   * all.
   */
  async list(profileType: ProfileType): Promise<ProfileList> {
    const target = entitySets[profileType];
    return this.versions.read(async (version) => {
      const profiles: ListedProfile[] = [];
      let date: Date | undefined;
      let request: GraphRequest | undefined = listing(profileType);
      for (let pages = 1; request !== undefined; pages++) {
        if (pages > mostPages)
          throw unreadable("list", target, 200, `goes on for more than ${mostPages} pages`);
        const answer: GraphAnswer = await this.client.send(version, request);
        const page = parseProfileList(profileType, version, answer.body);
        if ("fault" in page) throw unreadable("list", target, answer.status, page.fault);
        profiles.push(...page.profiles);
        date = answer.date;
        const next = page.nextLink;
        request = next === undefined ? next : listing(profileType, this.client.pathOf(version, next, target));
      }
      return { apiVersion: version, profiles, date };
    });
  }

  /**
   * `POST /deviceManagement/{set}` → 201 with the profile. NOT idempotent: it is repeated here only if Graph certainly
   * did not run it.
   *
   * @param apiVersion a version in which a read was answered
   */
  async create(apiVersion: string, profileType: ProfileType, body: ProfileBody): Promise<Profile> {
    const request = creation(profileType, body);
    const answer = await this.client.send(apiVersion, request);
    const profile = settingsIn({ profileType }, apiVersion, request, answer);
    const end = endIn(answer.body);
    if (end !== undefined) this.firstTokenEnds.set(profileKey(profile), end);
    return profile;
  }

  /** `PATCH /deviceManagement/{set}/{id}` → 200 with the profile. Undefined if Graph answers without it. */
  async update(profile: Profile, body: ProfileBody): Promise<Profile | undefined> {
    const request = change(profile, body);
    const answer = await this.client.send(profile.apiVersion, request);
    return answer.body === undefined ? undefined : settingsIn(profile, profile.apiVersion, request, answer);
  }

  /** `DELETE /deviceManagement/{set}/{id}` → 204. */
  async delete(profile: Profile): Promise<void> {
    await this.client.send(profile.apiVersion, deletion(profile));
  }

  /**
   * `POST …/createToken` with `{"tokenValidityInSeconds": Int32}` → 204 without a body.
   * NOT idempotent: it is repeated here only if Graph certainly did not run it.
   *
   * Source: https://learn.microsoft.com/graph/api/intune-androidforwork-androidforworkenrollmentprofile-createtoken
   */
  async createToken(profile: Profile, tokenValidityInSeconds: number): Promise<void> {
    if (profile.enrollmentMode === defaultProfileMode) throw notManaged(profile);
    await this.act(profile, tokenAction(profile, "createToken", { tokenValidityInSeconds }));
  }

  /**
   * `POST …/revokeToken` → 204. Revokes whatever token the profile holds when the request arrives.
   *
   * Source: https://learn.microsoft.com/graph/api/intune-androidforwork-androidforworkenrollmentprofile-revoketoken
   */
  async revokeToken(profile: Profile): Promise<void> {
    await this.act(profile, tokenAction(profile, "revokeToken"));
  }

  /**
   * `POST …/retrieveEnrollmentTimeDeviceMembershipTarget`, or GET if the tenant refuses the POST: the id of the static
   * Entra group that devices join while they enroll. Undefined if the profile has none.
   *
   * Source: https://learn.microsoft.com/graph/api/intune-androidforwork-androiddeviceownerenrollmentprofile-retrieveenrollmenttimedevicemembershiptarget
   */
  async groupOf(profile: Profile): Promise<string | undefined> {
    try {
      return await this.retrieveGroup(profile, this.groupRetrievedBy);
    } catch (error) {
      if (this.groupRetrievedBy === "GET" || !isRefused(error)) throw error;
      const groupId = await this.retrieveGroup(profile, "GET").catch((other: unknown) => {
        throw isRefused(other) ? error : other;
      });
      this.groupRetrievedBy = "GET";
      return groupId;
    }
  }

  /**
   * `POST …/setEnrollmentTimeDeviceMembershipTarget` → 200, even if Intune refuses the group. If the tenant does not
   * replace an earlier group, that one is cleared first.
   *
   * Source: https://learn.microsoft.com/graph/api/intune-androidforwork-androiddeviceownerenrollmentprofile-setenrollmenttimedevicemembershiptarget
   *
   * @throws {GraphError} `invalid-request` if Intune refuses the group
   */
  async setGroup(profile: Profile, groupId: string): Promise<void> {
    const request = groupAction(profile, "set", { groupId });
    const send = () => this.client.send(profile.apiVersion, request);
    const { status, body } = await send().catch(async (error: unknown) => {
      if (!isRefused(error) || (await this.groupOf(profile)) === undefined) throw error;
      await this.clearGroup(profile);
      return send();
    });
    const answer = parseGroupAnswer(body);
    if (answer === undefined)
      throw unreadable(request.what, request.target, status, "says nothing about a group");
    if (!answer.isAccepted) throw groupRefused(profile, groupId, answer.reason);
  }

  /**
   * `POST …/clearEnrollmentTimeDeviceMembershipTarget` → 204.
   *
   * Source: https://learn.microsoft.com/graph/api/intune-androidforwork-androiddeviceownerenrollmentprofile-clearenrollmenttimedevicemembershiptarget
   */
  async clearGroup(profile: Profile): Promise<void> {
    await this.client.send(profile.apiVersion, groupAction(profile, "clear"));
  }

  private async read(reference: ProfileReference, view: ProfileView): Promise<Profile> {
    return this.versions.read(async (version) => {
      const { status, body, date, tenantId } = await this.sendRead(version, reference, view);
      const profile = parseProfile(reference, version, body, view);
      if ("fault" in profile) throw unreadable("read", profilePath(reference), status, profile.fault);
      const firstEnd = this.firstTokenEnds.get(profileKey(reference));
      return {
        ...profile,
        ...(date && { date }),
        ...(tenantId !== undefined && { tenantId }),
        ...(firstEnd !== undefined && { firstTokenExpirationDateTime: firstEnd }),
      };
    }, reference.apiVersion);
  }

  /** Selects the properties of the view, unless this cloud does not know all of them. */
  private async sendRead(
    version: string,
    reference: ProfileReference,
    view: ProfileView,
  ): Promise<GraphAnswer> {
    const { profileType } = reference;
    const key = `${profileType}/${view}`;
    if (this.readPlainly.has(key)) return this.client.send(version, reading(reference));
    try {
      return await this.client.send(version, reading(reference, view));
    } catch (error) {
      if (!isRefused(error) || !/could not find a property/i.test(error.description?.message ?? ""))
        throw error;
      this.readPlainly.add(key);
      this.debug(`${error.message} Reading ${entitySets[profileType]} without $select from now on.`);
      return this.client.send(version, reading(reference));
    }
  }

  /** The error if there is no such profile. It says if the profile was there before, or if it is of the other kind. */
  private async explainMissing(reference: ProfileReference, error: GraphError): Promise<GraphError> {
    const path = profilePath(reference);
    const { tenantId, status } = error;
    const withMessage = (message: string) =>
      new GraphError("not-found", message, { status, tenantId, certainlyNotDone: true, cause: error });
    requireSameTenant(reference, reference.profileTenantId, tenantId);
    if (reference.apiVersion !== undefined) {
      return withMessage(
        `${path} is gone: it was there before, and somebody deleted it. Run \`pulumi refresh\`. ${error.message}`,
      );
    }
    const other = profileTypes.find((type) => type !== reference.profileType);
    if (other === undefined) return error;
    const found = await this.read({ ...reference, profileType: other }, "listed").catch(() => undefined);
    return found === undefined
      ? error
      : withMessage(
          `There is no ${path}: it is an ${other} profile (${found.displayName}). Set profileType: "${other}".`,
        );
  }

  private async act({ apiVersion }: Profile, request: GraphRequest): Promise<void> {
    const { status } = await this.client.send(apiVersion, request);
    if (status === 204) return;
    throw unreadable(request.what, request.target, status, "is not the 204 of an action", false);
  }

  private async retrieveGroup(profile: Profile, method: "POST" | "GET"): Promise<string | undefined> {
    const request = groupAction(profile, "retrieve", { method });
    const { status, body } = await this.client.send(profile.apiVersion, request);
    const answer = parseGroupAnswer(body);
    if (answer !== undefined) return answer.groupId;
    throw unreadable(request.what, request.target, status, "says nothing about a group");
  }
}

/** The mode of Intune's own profile for personally-owned devices with a work profile. Microsoft does not document it. */
const defaultProfileMode = "5";

function notManaged(profile: Profile): GraphError {
  return new GraphError(
    "invalid-request",
    `Could not issue a token on ${profilePath(profile)}: it is Intune's own default profile for personally-owned devices ` +
      `with a work profile (enrollmentMode ${defaultProfileMode}), which takes no enrollment tokens. Use another profile, ` +
      "or create one with EnrollmentProfile.",
    { certainlyNotDone: true },
  );
}

function settingsIn(
  reference: Parameters<typeof parseProfile>[0],
  apiVersion: string,
  { what, target }: GraphRequest,
  { status, body, tenantId }: GraphAnswer,
): Profile {
  const profile: Profile | Fault = parseProfile(reference, apiVersion, body, "settings");
  if ("fault" in profile) throw unreadable(what, target, status, profile.fault, false);
  return { ...profile, ...(tenantId !== undefined && { tenantId }) };
}

/** The end of the token that Graph issued with a new profile. Undefined if it issued none, or one without an end. */
function endIn(body: unknown): string | undefined {
  if (typeof body !== "object" || body === null || !("tokenExpirationDateTime" in body)) return undefined;
  const end = dateTime(String(body.tokenExpirationDateTime));
  return end === noExpiration ? undefined : (end ?? undefined);
}

/** Graph understood the request and refuses it. */
function isRefused(error: unknown): error is GraphError {
  return error instanceof GraphError && error.code === "invalid-request";
}
