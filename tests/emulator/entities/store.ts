import type { Behaviour } from "../behaviour";
import type { Random } from "../random";
import { dateTimeOffset, isAosp, type NewProfile, type ProfileSettings, type ProfileType } from "./profile";
import { EnrollmentGroups, isGuid } from "./groups";
import { StoredProfile } from "./storedProfile";
import { fieldsBeforeToken, TokenLedger, type IssuedToken } from "./tokens";

/** All profiles of the tenant, with what the service does to them. */
export class ProfileStore {
  readonly tokens: TokenLedger;
  readonly groups: EnrollmentGroups;
  private readonly profiles = new Map<string, StoredProfile>();
  private readonly accountId: string;

  constructor(
    private readonly behaviour: Behaviour,
    private readonly random: Random,
    private readonly now: () => Date,
  ) {
    this.tokens = new TokenLedger(behaviour, random, now);
    this.groups = new EnrollmentGroups(behaviour);
    this.accountId = random.guid();
  }

  add<T extends ProfileType>(type: T, properties: NewProfile<T>): StoredProfile<T> {
    const now = dateTimeOffset(this.now());
    const settings: ProfileSettings = {
      accountId: this.accountId,
      id: this.random.guid(),
      displayName: null,
      description: null,
      createdDateTime: now,
      lastModifiedDateTime: now,
      enrolledDeviceCount: 0,
      enrollmentMode: "corporateOwnedDedicatedDevice",
      enrollmentTokenType: "default",
      enrollmentTokenUsageCount: 0,
      configureWifi: true,
      wifiSsid: null,
      wifiPassword: null,
      wifiSecurityType: "none",
      wifiHidden: false,
      isTeamsDeviceProfile: false,
      deviceNameTemplate: null,
      roleScopeTagIds: ["0"],
      ...properties,
    };
    if (this.profiles.has(settings.id)) throw new Error(`There is a profile ${settings.id} already.`);
    const profile = new StoredProfile(type, settings, fieldsBeforeToken(this.behaviour), this.behaviour);
    this.profiles.set(settings.id, profile);
    return profile;
  }

  /** A GUID names the same profile in any letter case. */
  find(id: string): StoredProfile | undefined {
    return this.profiles.get(id) ?? (isGuid(id) ? this.profiles.get(id.toLowerCase()) : undefined);
  }

  /** The profile that an action's path names: an AOSP profile goes by `AOSP-{id}`. */
  findForAction(pathId: string): StoredProfile | undefined {
    const aosp = /^AOSP-(.+)$/.exec(pathId)?.[1];
    const prefixed = aosp === undefined ? undefined : this.find(aosp);
    if (prefixed && isAosp({ type: prefixed.type, ...prefixed.settings })) return prefixed;
    const bare = this.find(pathId);
    if (!bare || !isAosp({ type: bare.type, ...bare.settings })) return bare;
    return this.behaviour.aospActionsOnBareId ? bare : undefined;
  }

  list(type: ProfileType): StoredProfile[] {
    return [...this.profiles.values()].filter((profile) => profile.type === type);
  }

  update(profile: StoredProfile, properties: Partial<ProfileSettings>): void {
    profile.settings = {
      ...profile.settings,
      ...properties,
      lastModifiedDateTime: dateTimeOffset(this.now()),
    };
  }

  remove(profile: StoredProfile): void {
    this.profiles.delete(profile.settings.id);
    this.tokens.end(profile.settings.id, "revoked");
  }

  /** A token by createToken, readable after the lag; any other is readable at once. */
  issueToken(profile: StoredProfile, seconds: number, issuedBy: IssuedToken["issuedBy"]): IssuedToken {
    const { token, fields } = this.tokens.issue(profile, seconds, issuedBy);
    const { reads = 0, milliseconds = 0 } = this.behaviour.readLag;
    if (issuedBy === "createToken") {
      profile.showLater(fields, reads, new Date(this.now().getTime() + milliseconds));
    } else {
      profile.show(fields, this.now());
    }
    return token;
  }

  revokeToken(profile: StoredProfile): void {
    profile.show(this.tokens.revoke(profile), this.now());
  }
}
