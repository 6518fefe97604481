/** The one way in which tests drive the provider's hooks in their own process. */
import assert from "node:assert/strict";
import type { CheckResult, CreateResult, DiffResult, ReadResult, UpdateResult } from "@pulumi/pulumi/dynamic";
import type { Clock } from "../../provider/src/clock";
import { readSettings } from "../../provider/src/config/settings";
import type { EngineProperties } from "../../provider/src/lifecycle/engine";
import { EnrollmentProfileProvider } from "../../provider/src/lifecycle/profile/provider";
import type { ProfileInputs, ProfileState } from "../../provider/src/lifecycle/profile/state";
import { Session, type SessionOptions } from "../../provider/src/lifecycle/session";
import { EnrollmentTokenProvider } from "../../provider/src/lifecycle/token/provider";
import type { TokenInputs, TokenState } from "../../provider/src/lifecycle/token/state";
import type { EnrollmentProfileArgs } from "../../provider/src/resources/EnrollmentProfile";
import type { EnrollmentTokenArgs } from "../../provider/src/resources/EnrollmentToken";
import {
  type AndroidDeviceOwnerEnrollmentProfile,
  type Effect,
  type Emulator,
  type RequestMatcher,
  respond,
} from "../emulator";

/** Time stands still unless the provider sleeps or a test moves it. */
export class TestClock implements Clock {
  private time: number;
  private readonly tickings = new Set<{ milliseconds: number; tick: () => void; next: number }>();

  constructor(start = new Date("2026-01-15T12:00:00Z")) {
    this.time = start.getTime();
  }

  now = () => new Date(this.time);

  sleep = (milliseconds: number) => {
    this.pass(milliseconds);
    return Promise.resolve();
  };

  every = (milliseconds: number, tick: () => void) => {
    const ticking = { milliseconds, tick, next: this.time + milliseconds };
    this.tickings.add(ticking);
    return () => {
      this.tickings.delete(ticking);
    };
  };

  advance(seconds: number): void {
    this.pass(seconds * 1000);
  }

  private pass(milliseconds: number): void {
    this.time += milliseconds;
    for (const ticking of this.tickings) {
      for (; ticking.next <= this.time; ticking.next += ticking.milliseconds) ticking.tick();
    }
  }
}

/** The stack's configuration, without the namespace. */
export type Config = Readonly<Record<string, string>>;

export interface RunOptions {
  /** All keys of the stack's configuration, with their namespaces. */
  readonly keys?: readonly string[];
  /** Default: a {@link Session}. */
  readonly makeSession?: (options: SessionOptions) => Session;
}

/** What runs of one stack share: the session that its configuration makes, and what the person was told. */
export class Run<Time extends Clock = TestClock> {
  readonly notices: string[] = [];
  readonly session: Session;

  constructor(
    config: Config,
    readonly clock: Time,
    { keys = [], makeSession = (options) => new Session(options) }: RunOptions = {},
  ) {
    const settings = readSettings((name) => config[name], {}, keys);
    this.session = makeSession({ settings, clock, notify: (message) => this.notices.push(message) });
  }

  /** The hooks of a new process: the engine has one for each run, and what only that knows is gone in the next. */
  tokens(): EnrollmentTokenProvider {
    return new EnrollmentTokenProvider(
      () => this.session,
      () => undefined,
    );
  }

  /** As {@link tokens}. */
  profiles(): EnrollmentProfileProvider {
    return new EnrollmentProfileProvider(
      () => this.session,
      () => undefined,
    );
  }
}

/** The hooks of one kind of resource. */
interface Hooks<Inputs, State> {
  check(olds: object, news: object): Promise<CheckResult>;
  diff(id: string, olds: State, news: Inputs): Promise<DiffResult>;
  create(news: Inputs & EngineProperties): Promise<CreateResult>;
  update(id: string, olds: State, news: Inputs & EngineProperties): Promise<UpdateResult>;
  read(id: string, olds: State): Promise<ReadResult>;
  delete(id: string, olds: State): Promise<void>;
}

/** What one `up` did, as the engine would see it. */
export interface Up<State = TokenState> {
  readonly did: "create" | "update" | "replace" | "nothing";
  readonly state: State;
  /** The failure, if the resource is kept as partly made. */
  readonly error?: Error;
}

/** A stack with one resource on a service. Its commands call the hooks in the engine's order. */
abstract class OneResource<Provider extends Hooks<Inputs, State>, Args, Inputs, State> extends Run {
  abstract provider: Provider;
  id = "";
  state: State | undefined;
  /** What the engine holds as the inputs; a refresh may change them. */
  inputs: Inputs | undefined;

  constructor(
    readonly emulator: Emulator,
    clock: TestClock,
    config: Config,
    options?: RunOptions,
  ) {
    const common = {
      graphEndpoint: emulator.url,
      accessToken: "bearer-of-the-test",
      propagationTimeoutInSeconds: "30",
    };
    super({ ...common, ...config }, clock, options);
  }

  abstract newProcess(): Provider;

  /** The arguments that every test needs and few are about. */
  protected abstract readonly defaultArgs: Partial<Args>;

  async check(args: Partial<Args> = {}): Promise<Inputs & EngineProperties> {
    const news = { ...this.defaultArgs, ...args, __provider: "text" };
    const checked = await this.provider.check(this.inputs ?? this.state ?? {}, news);
    assert.deepEqual(checked.failures, []);
    return { ...(checked.inputs as Inputs), __provider: "text" };
  }

  /** `pulumi preview`. */
  async preview(args: Partial<Args> = {}): Promise<Up["did"]> {
    return (await this.plan(args)).did;
  }

  /** `pulumi up`. A resource that is partly made is always updated, or replaced, as the engine does. */
  async up(args: Partial<Args> = {}): Promise<Up<State>> {
    const { did, news, deletesFirst } = await this.plan(args);
    const { id, state } = this;
    if (state === undefined || did === "create")
      return this.settle("create", this.provider.create(news), news);
    if (did === "nothing") return { did, state };
    if (did === "update") return this.settle(did, this.provider.update(id, state, news), news);
    if (deletesFirst) await this.provider.delete(id, state);
    const up = await this.settle(did, this.provider.create(news), news);
    if (!deletesFirst) await this.provider.delete(id, state);
    return up;
  }

  /** An `up` that fails with this message, and keeps the resource as partly made. */
  async upFails(message: RegExp, args: Partial<Args> = {}): Promise<void> {
    assert.match((await this.up(args)).error?.message ?? "", message);
  }

  /** `pulumi refresh`. */
  async refresh(): Promise<State | undefined> {
    assert.ok(this.state);
    this.provider = this.newProcess();
    const read = await this.provider.read(this.id, this.state);
    // An empty id says that the resource is gone.
    if (read.id === "") return (this.state = undefined);
    this.id = read.id ?? "";
    this.inputs = (read.inputs as Inputs | undefined) ?? this.inputs;
    return (this.state = read.props as State);
  }

  /** `pulumi destroy`. */
  async destroy(): Promise<void> {
    assert.ok(this.state);
    this.provider = this.newProcess();
    await this.provider.delete(this.id, this.state);
    this.state = undefined;
  }

  /** Requests since the last call, as actions or methods; a GET of a whole set is a LIST. */
  requests(): string[] {
    const seen = this.emulator.requests
      .all()
      .map(
        ({ action, method, profileId }) =>
          action ?? (method === "GET" && profileId === undefined ? "LIST" : method),
      );
    this.emulator.requests.clear();
    return seen;
  }

  bodies(matcher: RequestMatcher): unknown[] {
    return this.emulator.requests.all(matcher).map(({ body }) => body);
  }

  /** What the person was told, as one text. */
  get said(): string {
    return this.notices.join("\n");
  }

  private async plan(args: Partial<Args>) {
    this.provider = this.newProcess();
    const news = await this.check(args);
    if (this.state === undefined) return { did: "create" as const, news };
    const { changes, replaces, deleteBeforeReplace } = await this.provider.diff(this.id, this.state, news);
    const did = replaces?.length ? "replace" : changes === true ? "update" : "nothing";
    return { did, news, deletesFirst: deleteBeforeReplace === true } as const;
  }

  private async settle(
    did: Up["did"],
    work: Promise<CreateResult | UpdateResult>,
    news: Inputs,
  ): Promise<Up<State>> {
    try {
      const made = await work;
      return { did, state: this.keep("id" in made ? made.id : this.id, made.outs as State, news) };
    } catch (error) {
      if (!(error instanceof Error && "properties" in error && "id" in error)) throw error;
      return { did, state: this.keep(error.id as string, error.properties as State, news), error };
    }
  }

  private keep(id: string, state: State, inputs: Inputs): State {
    this.id = id;
    this.inputs = inputs;
    return (this.state = state);
  }
}

/** The arguments that a test is about. */
export type ProfileArgs = Partial<EnrollmentProfileArgs>;

/** The arguments of a token, all of them known. */
export type TokenArgs = { [Name in keyof EnrollmentTokenArgs]: EnrollmentTokenArgs[Name] };

/** A stack with one token on one profile. */
export class Stack extends OneResource<EnrollmentTokenProvider, TokenArgs, TokenInputs, TokenState> {
  provider: EnrollmentTokenProvider;
  protected readonly defaultArgs: Partial<TokenArgs>;

  constructor(
    emulator: Emulator,
    clock: TestClock,
    readonly profileId: string,
    config: Config,
    options?: RunOptions,
  ) {
    super(emulator, clock, config, options);
    this.id = `androidForWorkEnrollmentProfiles/${profileId}`;
    this.defaultArgs = { profileId, tokenValidityInSeconds: 3600 };
    this.provider = this.newProcess();
  }

  newProcess(): EnrollmentTokenProvider {
    return this.tokens();
  }

  /** How many tokens this stack had issued, whoever else issued more. */
  get issued(): number {
    return this.emulator.tokens(this.profileId).filter(({ issuedBy }) => issuedBy === "createToken").length;
  }

  /** The profile as a GET answers it now, for a later answer that is out of date. */
  copyOfNow(): Effect {
    return respond(200, { body: JSON.stringify(this.emulator.profile(this.profileId)) });
  }
}

/** A stack with one profile. */
export class ProfileStack extends OneResource<
  EnrollmentProfileProvider,
  EnrollmentProfileArgs,
  ProfileInputs,
  ProfileState
> {
  provider: EnrollmentProfileProvider;
  protected readonly defaultArgs = { displayName: "Kiosks" };

  constructor(emulator: Emulator, clock: TestClock, config: Config) {
    super(emulator, clock, config);
    this.provider = this.newProcess();
  }

  newProcess(): EnrollmentProfileProvider {
    return this.profiles();
  }

  get profileId(): string {
    return this.id.split("/")[1] ?? "";
  }

  /** The profile as the service knows it. */
  get profile(): AndroidDeviceOwnerEnrollmentProfile | undefined {
    return this.emulator.profile(this.profileId) as AndroidDeviceOwnerEnrollmentProfile | undefined;
  }

  /** All androidForWork profiles that the service has, whoever made them. */
  async listed(): Promise<readonly { readonly id: string; readonly displayName: string | null }[]> {
    const found: Page["value"][number][] = [];
    const first = `${this.emulator.url}/v1.0/deviceManagement/androidForWorkEnrollmentProfiles`;
    for (let next: string | undefined = first; next !== undefined;) {
      const answer = await fetch(next, { headers: { Authorization: "Bearer of-the-test" } });
      const page = (await answer.json()) as Page;
      found.push(...page.value);
      next = page["@odata.nextLink"];
    }
    return found;
  }

  async names(): Promise<(string | null)[]> {
    return (await this.listed()).map(({ displayName }) => displayName);
  }
}

interface Page {
  readonly value: readonly { readonly id: string; readonly displayName: string | null }[];
  readonly "@odata.nextLink"?: string;
}
