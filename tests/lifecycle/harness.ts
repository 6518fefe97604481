import assert from "node:assert/strict";
import type { Clock } from "../../provider/src/clock";
import { readSettings } from "../../provider/src/config/settings";
import { Session, type SessionOptions } from "../../provider/src/lifecycle/session";
import { EnrollmentTokenProvider } from "../../provider/src/lifecycle/token/provider";
import type { TokenInputs, TokenState } from "../../provider/src/lifecycle/token/state";
import type { EnrollmentTokenArgs } from "../../provider/src/resources/EnrollmentTokenArgs";
import {
  type AndroidDeviceOwnerEnrollmentProfile,
  type Behaviour,
  type Emulator,
  startEmulator,
} from "../emulator";

/** Time stands still but where the provider sleeps or a test moves it. */
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

type Args = { [Name in keyof EnrollmentTokenArgs]: EnrollmentTokenArgs[Name] };

/** What one `up` did, as the engine would see it. */
export interface Up {
  readonly did: "create" | "update" | "replace" | "nothing";
  readonly state: TokenState;
  /** The failure, where the resource is kept as partly made. */
  readonly error?: Error;
}

/** A stack with one token on one profile, driven through the provider's hooks in the engine's order. */
export class Stack {
  readonly notices: string[] = [];
  provider: EnrollmentTokenProvider;
  readonly session: Session;
  state: TokenState | undefined;

  constructor(
    readonly emulator: Emulator,
    readonly clock: TestClock,
    readonly profileId: string,
    config: Readonly<Record<string, string>>,
    session: (surroundings: SessionOptions) => Session = (surroundings) => new Session(surroundings),
  ) {
    const stackConfig: Partial<Record<string, string>> = {
      graphEndpoint: emulator.url,
      accessToken: "bearer-of-the-test",
      ...config,
    };
    const settings = readSettings((name) => stackConfig[name], {});
    this.session = session({ settings, clock, notify: (message) => this.notices.push(message) });
    this.provider = this.newProcess();
  }

  /** The engine has a process for each run; what only that knows is gone in the next. */
  newProcess(): EnrollmentTokenProvider {
    return new EnrollmentTokenProvider(
      () => this.session,
      () => undefined,
    );
  }

  /** `pulumi up`: check, diff, then create or update. A resource partly made is always updated, as the engine does. */
  async up(args: Partial<Args> = {}): Promise<Up> {
    this.provider = this.newProcess();
    const news = await this.check(args);
    const old = this.state;
    if (old === undefined) return this.apply("create", this.provider.create(news));
    const { changes, replaces } = await this.provider.diff("", old, news);
    if (replaces?.length) return { did: "replace", state: old };
    if (changes !== true) return { did: "nothing", state: old };
    return this.apply("update", this.provider.update("", old, news));
  }

  async check(args: Partial<Args>): Promise<TokenInputs & { __provider: string }> {
    const news = { profileId: this.profileId, tokenValidityInSeconds: 3600, ...args, __provider: "text" };
    const checked = await this.provider.check(this.state ?? {}, news);
    assert.deepEqual(checked.failures, []);
    return { ...(checked.inputs as TokenInputs), __provider: "text" };
  }

  /** `pulumi refresh`. */
  async refresh(): Promise<TokenState | undefined> {
    assert.ok(this.state);
    const read = await this.provider.read(`x/${this.profileId}`, this.state);
    this.state = read.id === "" ? undefined : (read.props as TokenState);
    return this.state;
  }

  async destroy(): Promise<void> {
    assert.ok(this.state);
    this.provider = this.newProcess();
    await this.provider.delete("", this.state);
    this.state = undefined;
  }

  /** Requests since the last call, as `GET`, `createToken` and so on. */
  requests(): string[] {
    const seen = this.emulator.requests.all().map(({ action, method }) => action ?? method);
    this.emulator.requests.clear();
    return seen;
  }

  /** How many tokens this stack had issued, whoever else issued more. */
  get issued(): number {
    return this.emulator.tokens(this.profileId).filter(({ issuedBy }) => issuedBy === "createToken").length;
  }

  private async apply(did: "create" | "update", work: Promise<object>): Promise<Up> {
    try {
      this.state = ((await work) as { outs: TokenState }).outs;
      return { did, state: this.state };
    } catch (error) {
      if (!(error instanceof Error && "properties" in error)) throw error;
      this.state = error.properties as TokenState;
      return { did, state: this.state, error };
    }
  }
}

export interface StackOptions {
  readonly behaviour?: Partial<Behaviour>;
  readonly config?: Readonly<Record<string, string>>;
  /** How far the service's clock is ahead of the stack's. */
  readonly aheadInSeconds?: number;
  /** An androidDeviceOwner profile in this mode. Default: an androidForWork profile. */
  readonly enrollmentMode?: AndroidDeviceOwnerEnrollmentProfile["enrollmentMode"] | undefined;
}

const open: Emulator[] = [];

/** A fresh service with one profile, and a stack on it. */
export async function startStack(options: StackOptions = {}): Promise<Stack> {
  const clock = new TestClock();
  const behaviour = { servedInV1: true, ...options.behaviour };
  const ahead = (options.aheadInSeconds ?? 0) * 1000;
  const now = () => new Date(clock.now().getTime() + ahead);
  const emulator = await startEmulator({ behaviour, now });
  open.push(emulator);
  const { enrollmentMode } = options;
  const { id } =
    enrollmentMode === undefined
      ? emulator.addProfile("androidForWork", { displayName: "Kiosk" })
      : emulator.addProfile("androidDeviceOwner", { displayName: "Kiosk", enrollmentMode });
  return new Stack(emulator, clock, id, { propagationTimeoutInSeconds: "30", ...options.config });
}

/** For `afterEach`: ends the services, and fails on a scripted fault that never came about. */
export async function stopStacks(): Promise<void> {
  const emulators = open.splice(0);
  await Promise.all(emulators.map((emulator) => emulator.close()));
  assert.deepEqual(
    emulators.flatMap((emulator) => emulator.unusedFaults()),
    [],
  );
}
