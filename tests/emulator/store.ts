import type { Behaviour } from "./behaviour";
import {
  dateTimeOffset,
  isAosp,
  isGuid,
  type NewProfile,
  type ProfileByType,
  type ProfileSettings,
  type ProfileType,
  schemas,
  type TokenFields,
} from "./profile";
import type { Random } from "./random";
import { fieldsBeforeToken, type IssuedToken, TokenLedger } from "./tokens";

/** All profiles of the tenant, and what the service does to them. */
export class ProfileStore {
  readonly tokens: TokenLedger;
  private readonly profiles = new Map<string, StoredProfile>();
  private readonly accountId: string;

  constructor(
    private readonly behaviour: Behaviour,
    private readonly random: Random,
    private readonly now: () => Date,
  ) {
    this.tokens = new TokenLedger(behaviour, random, now);
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
    if (prefixed?.isAosp) return prefixed;
    const bare = this.find(pathId);
    if (!bare?.isAosp) return bare;
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

  /** Issues a token. One by createToken can be read after the lag, any other one at once. */
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

interface Lagging {
  readonly fields: TokenFields;
  readsLeft: number;
  readonly readableFrom: number;
}

/** One profile: its settings, the token fields that a read shows, and those that cannot be read yet. */
export class StoredProfile<T extends ProfileType = ProfileType> {
  /** The group that its devices join while they enroll. */
  groupId: string | undefined;
  private lagging: Lagging[] = [];
  private readonly lateCopy: LateCopy;

  constructor(
    readonly type: T,
    public settings: ProfileSettings,
    private shown: TokenFields,
    private readonly behaviour: Pick<Behaviour, "lateCopies">,
  ) {
    this.lateCopy = new LateCopy(behaviour);
  }

  get isAosp(): boolean {
    return isAosp({ type: this.type, ...this.settings });
  }

  /** The token fields after every lag. */
  get latest(): TokenFields {
    return this.lagging.at(-1)?.fields ?? this.shown;
  }

  /** Shows the fields at once, and drops older ones that still lag. */
  show(fields: TokenFields, now: Date): void {
    this.change(fields, now);
    this.lagging = [];
  }

  /** Shows the fields after so many GETs by id, and not before that moment. */
  showLater(fields: TokenFields, reads: number, readableFrom: Date): void {
    this.lagging.push({ fields, readsLeft: reads, readableFrom: readableFrom.getTime() });
  }

  /** What a GET by id shows. Each one counts for the lag in reads. */
  read(now: Date): ProfileByType[T] {
    const readable = this.readable(now);
    const visible = this.represent(this.lateCopy.instead(now) ?? readable);
    for (const lagging of this.lagging) lagging.readsLeft -= 1;
    return visible;
  }

  /** What a list shows, which does not count as a read of this profile. */
  glance(now: Date): ProfileByType[T] {
    return this.represent(this.readable(now));
  }

  /** What a GET by id may show instead, if a copy is late or is about to be. */
  late(now: Date): ProfileByType[T] | undefined {
    const isAboutToBe = this.lagging.length > 0 && (this.behaviour.lateCopies.milliseconds ?? 0) > 0;
    const fields = isAboutToBe ? this.shown : this.lateCopy.held(now);
    return fields && this.represent(fields);
  }

  /** What the service knows, without lag. */
  truth(): ProfileByType[T] {
    return this.represent(this.latest);
  }

  private readable(now: Date): TokenFields {
    const count = this.lagging.findLastIndex(
      ({ readsLeft, readableFrom }) => readsLeft <= 0 && readableFrom <= now.getTime(),
    );
    const readable = this.lagging[count];
    if (readable) {
      this.change(readable.fields, now);
      this.lagging.splice(0, count + 1);
    }
    return this.shown;
  }

  private change(fields: TokenFields, now: Date): void {
    this.lateCopy.miss(this.shown, now);
    this.shown = fields;
  }

  private represent(token: TokenFields): ProfileByType[T] {
    const all: Record<string, unknown> = { ...this.settings, ...token };
    const own = Object.keys(schemas[this.type]).map((name) => [name, structuredClone(all[name])]);
    // The schema of T lists exactly the properties of ProfileByType[T], which fromEntries cannot know.
    return Object.fromEntries(own) as ProfileByType[T];
  }
}

/** A copy of a profile that does not have its latest change yet. */
class LateCopy {
  private missed: { readonly fields: TokenFields; readonly since: number } | undefined;
  private reads = 0;

  constructor(private readonly behaviour: Pick<Behaviour, "lateCopies">) {}

  /** Remembers what was shown before a change. */
  miss(fields: TokenFields, now: Date): void {
    this.missed = { fields, since: now.getTime() };
    this.reads = 0;
  }

  /** Counts a GET by id, and returns what this copy holds if it is the one to answer. */
  instead(now: Date): TokenFields | undefined {
    const { every = 2 } = this.behaviour.lateCopies;
    this.reads += 1;
    return this.reads % every === 0 ? this.held(now) : undefined;
  }

  /** What this copy holds while it is late. */
  held(now: Date): TokenFields | undefined {
    const { milliseconds = 0 } = this.behaviour.lateCopies;
    if (this.missed === undefined || now.getTime() - this.missed.since >= milliseconds) return undefined;
    return this.missed.fields;
  }
}
