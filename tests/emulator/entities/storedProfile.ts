import type { Behaviour } from "../behaviour";
import type { ProfileByType, ProfileSettings, ProfileType, TokenFields } from "./profile";
import { schemas } from "./schema";

interface Lagging {
  readonly fields: TokenFields;
  readsLeft: number;
  readonly readableFrom: number;
}

/** One profile: its settings, the token fields that a read shows, and those that cannot be read yet. */
export class StoredProfile<T extends ProfileType = ProfileType> {
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

  /** The token fields once nothing lags any more. */
  get latest(): TokenFields {
    return this.lagging.at(-1)?.fields ?? this.shown;
  }

  /** Shows the fields at once and drops older ones that still lag. */
  show(fields: TokenFields, now: Date): void {
    this.change(fields, now);
    this.lagging = [];
  }

  /** Shows the fields after so many GETs by id and from that moment on. */
  showLater(fields: TokenFields, reads: number, readableFrom: Date): void {
    this.lagging.push({ fields, readsLeft: reads, readableFrom: readableFrom.getTime() });
  }

  /** What a GET by id shows; each one brings lagging fields a step nearer. */
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

  /** What a GET by id may show in place of that, where a copy is late or is about to be. */
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

/** The copy of a profile that did not hear of its latest change yet. */
class LateCopy {
  private missed: { readonly fields: TokenFields; readonly since: number } | undefined;
  private reads = 0;

  constructor(private readonly behaviour: Pick<Behaviour, "lateCopies">) {}

  /** Keeps what was shown before a change. */
  miss(fields: TokenFields, now: Date): void {
    this.missed = { fields, since: now.getTime() };
    this.reads = 0;
  }

  /** Counts a GET by id, and answers what this copy holds where it is the one to answer. */
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
