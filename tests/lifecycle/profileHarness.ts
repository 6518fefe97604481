import assert from "node:assert/strict";
import { readSettings } from "../../provider/src/config/settings";
import { EnrollmentProfileProvider } from "../../provider/src/lifecycle/profile/provider";
import type { ProfileInputs, ProfileState } from "../../provider/src/lifecycle/profile/state";
import { Session } from "../../provider/src/lifecycle/session";
import type { EnrollmentProfileArgs } from "../../provider/src/resources/EnrollmentProfileArgs";
import {
  type AndroidDeviceOwnerEnrollmentProfile,
  type Behaviour,
  type Emulator,
  type RequestMatcher,
  startEmulator,
} from "../emulator";
import { TestClock } from "./harness";

/** The arguments that a test is about. */
export type ProfileArgs = Partial<EnrollmentProfileArgs>;

/** What one `up` did, as the engine would see it. */
export interface ProfileUp {
  readonly did: "create" | "update" | "replace" | "nothing";
  /** The failure, where the resource is kept as partly made. */
  readonly error?: Error;
}

/** A stack with one profile, driven through the provider's hooks in the engine's order. */
export class ProfileStack {
  readonly notices: string[] = [];
  provider: EnrollmentProfileProvider;
  readonly session: Session;
  id = "";
  state: ProfileState | undefined;
  /** What the engine holds as the inputs; a refresh may change them. */
  inputs: ProfileInputs | undefined;

  constructor(
    readonly emulator: Emulator,
    readonly clock: TestClock,
    config: Readonly<Record<string, string>>,
  ) {
    const stackConfig: Partial<Record<string, string>> = {
      graphEndpoint: emulator.url,
      accessToken: "bearer-of-the-test",
      propagationTimeoutInSeconds: "30",
      ...config,
    };
    const settings = readSettings((name) => stackConfig[name], {});
    this.session = new Session({ settings, clock, notify: (message) => this.notices.push(message) });
    this.provider = this.newProcess();
  }

  /** The engine has a process for each run; what only that knows is gone in the next. */
  newProcess(): EnrollmentProfileProvider {
    return new EnrollmentProfileProvider(
      () => this.session,
      () => undefined,
    );
  }

  /** `pulumi up`: check, diff, then create, update or replace. */
  async up(args: ProfileArgs = {}): Promise<ProfileUp> {
    this.provider = this.newProcess();
    const news = await this.check(args);
    const { state } = this;
    if (state === undefined) return this.make("create", news);
    const { changes, replaces, deleteBeforeReplace } = await this.provider.diff(this.id, state, news);
    if (replaces?.length) {
      const before = this.id;
      if (deleteBeforeReplace) await this.provider.delete(before, state);
      const up = await this.make("replace", news);
      if (!deleteBeforeReplace) await this.provider.delete(before, state);
      return up;
    }
    if (changes !== true) return { did: "nothing" };
    assert.equal(state.pendingCreation, undefined);
    try {
      const updated = await this.provider.update(this.id, state, news);
      this.keep(this.id, updated.outs as ProfileState, news);
      return { did: "update" };
    } catch (error) {
      return { did: "update", error: this.keepPartlyMade(error, news) };
    }
  }

  async check(args: ProfileArgs): Promise<ProfileInputs & { __provider: string }> {
    const news = { displayName: "Kiosks", ...args, __provider: "text" };
    const checked = await this.provider.check(this.inputs ?? {}, news);
    assert.deepEqual(checked.failures, []);
    return { ...(checked.inputs as ProfileInputs), __provider: "text" };
  }

  /** `pulumi refresh`. */
  async refresh(): Promise<ProfileState | undefined> {
    assert.ok(this.state);
    this.provider = this.newProcess();
    const read = await this.provider.read(this.id, this.state);
    if (read.id === "") this.state = undefined;
    else this.keep(read.id ?? "", read.props as ProfileState, read.inputs as ProfileInputs);
    return this.state;
  }

  async destroy(): Promise<void> {
    assert.ok(this.state);
    this.provider = this.newProcess();
    await this.provider.delete(this.id, this.state);
    this.state = undefined;
  }

  /** Requests since the last call, as methods; a GET of the whole set is a LIST. */
  requests(): string[] {
    const seen = this.emulator.requests
      .all()
      .map(({ method, profileId }) => (method === "GET" && profileId === undefined ? "LIST" : method));
    this.emulator.requests.clear();
    return seen;
  }

  bodies(matcher: RequestMatcher): unknown[] {
    return this.emulator.requests.all(matcher).map(({ body }) => body);
  }

  get profileId(): string {
    return this.id.split("/")[1] ?? "";
  }

  /** The profile as the service knows it. */
  get profile(): AndroidDeviceOwnerEnrollmentProfile | undefined {
    return this.emulator.profile(this.profileId) as AndroidDeviceOwnerEnrollmentProfile | undefined;
  }

  /** The names of all androidForWork profiles that the service has, whoever made them. */
  async names(): Promise<(string | null)[]> {
    const found: (string | null)[] = [];
    const first = `${this.emulator.url}/v1.0/deviceManagement/androidForWorkEnrollmentProfiles`;
    for (let next: string | undefined = first; next !== undefined;) {
      const answer = await fetch(next, { headers: { Authorization: "Bearer of-the-test" } });
      const page = (await answer.json()) as Page;
      found.push(...page.value.map(({ displayName }) => displayName));
      next = page["@odata.nextLink"];
    }
    return found;
  }

  private async make(did: "create" | "replace", news: ProfileInputs & { __provider: string }) {
    try {
      const made = await this.provider.create(news);
      this.keep(made.id, made.outs as ProfileState, news);
      return { did };
    } catch (error) {
      return { did, error: this.keepPartlyMade(error, news) };
    }
  }

  private keepPartlyMade(error: unknown, news: ProfileInputs): Error {
    if (!(error instanceof Error && "properties" in error && "id" in error)) throw error;
    this.keep(error.id as string, error.properties as ProfileState, news);
    return error;
  }

  private keep(id: string, state: ProfileState, inputs: ProfileInputs): void {
    this.id = id;
    this.state = state;
    this.inputs = inputs;
  }
}

interface Page {
  readonly value: readonly { readonly displayName: string | null }[];
  readonly "@odata.nextLink"?: string;
}

export interface ProfileStackOptions {
  readonly behaviour?: Partial<Behaviour>;
  readonly config?: Readonly<Record<string, string>>;
  readonly pageSize?: number;
  /** How far the service's clock is ahead of the stack's. */
  readonly aheadInSeconds?: number;
}

const open: Emulator[] = [];

/** A fresh service without profiles, and a stack on it. */
export async function startProfileStack(options: ProfileStackOptions = {}): Promise<ProfileStack> {
  const clock = new TestClock();
  const behaviour = { servedInV1: true, ...options.behaviour };
  const { pageSize = 1000, aheadInSeconds = 0 } = options;
  const now = () => new Date(clock.now().getTime() + aheadInSeconds * 1000);
  const emulator = await startEmulator({ behaviour, now, pageSize });
  open.push(emulator);
  return new ProfileStack(emulator, clock, options.config ?? {});
}

/** For `afterEach`: ends the services, and fails on a scripted fault that never came about. */
export async function stopProfileStacks(): Promise<void> {
  const emulators = open.splice(0);
  await Promise.all(emulators.map((emulator) => emulator.close()));
  assert.deepEqual(
    emulators.flatMap((emulator) => emulator.unusedFaults()),
    [],
  );
}
