/** New services with a stack on each, and what the tests of the lifecycle say to them. */
import assert from "node:assert/strict";
import {
  type AndroidDeviceOwnerEnrollmentProfile,
  type Behaviour,
  type Effect,
  type Emulator,
  notJson,
  reset,
  respond,
  stall,
  startEmulator,
  truncate,
} from "../emulator";
import { type Config, type ProfileArgs, ProfileStack, Stack, TestClock, type TokenArgs } from "./harness";

export interface StackOptions {
  readonly behaviour?: Partial<Behaviour>;
  readonly config?: Config;
  /** How many profiles a page of a list has. Default: all. */
  readonly pageSize?: number;
  /** How far the service's clock is ahead of the stack's. */
  readonly aheadInSeconds?: number;
}

export interface TokenStackOptions extends StackOptions {
  /** An androidDeviceOwner profile in this mode. Default: an androidForWork profile. */
  readonly enrollmentMode?: AndroidDeviceOwnerEnrollmentProfile["enrollmentMode"] | undefined;
}

/**
 * Starts stacks for the tests of one file. Their services end with each test, which then fails if a scripted fault never
 * came about.
 *
 * @param whenOver mocha's hook at whose end the services end
 */
export function stacks(whenOver: Mocha.HookFunction = afterEach) {
  const open: Emulator[] = [];

  async function startService({ behaviour, pageSize = 1000, aheadInSeconds = 0 }: StackOptions) {
    const clock = new TestClock();
    const now = () => new Date(clock.now().getTime() + aheadInSeconds * 1000);
    const emulator = await startEmulator({ behaviour: { servedInV1: true, ...behaviour }, now, pageSize });
    open.push(emulator);
    return { emulator, clock };
  }

  /** A new service with one profile, and a stack for a token on it. */
  async function startStack(options: TokenStackOptions = {}): Promise<Stack> {
    const { emulator, clock } = await startService(options);
    const { enrollmentMode, config = {} } = options;
    const { id } =
      enrollmentMode === undefined
        ? emulator.addProfile("androidForWork", { displayName: "Kiosk" })
        : emulator.addProfile("androidDeviceOwner", { displayName: "Kiosk", enrollmentMode });
    return new Stack(emulator, clock, id, config);
  }

  /** A new service without profiles, and a stack for one. */
  async function startProfileStack(options: StackOptions = {}): Promise<ProfileStack> {
    const { emulator, clock } = await startService(options);
    return new ProfileStack(emulator, clock, options.config ?? {});
  }

  /** A stack after its first `up`, whose requests are forgotten. */
  async function upStack(args: Partial<TokenArgs> = {}, options: TokenStackOptions = {}): Promise<Stack> {
    const stack = await startStack(options);
    assert.equal((await stack.up(args)).error, undefined);
    stack.emulator.requests.clear();
    return stack;
  }

  /** As {@link upStack}. */
  async function upProfileStack(args: ProfileArgs = {}, options: StackOptions = {}): Promise<ProfileStack> {
    const stack = await startProfileStack(options);
    assert.equal((await stack.up(args)).error, undefined);
    stack.emulator.requests.clear();
    return stack;
  }

  /** A stack whose token was issued, and does not show for so long. */
  async function pendingStack(
    milliseconds: number,
    args: Partial<TokenArgs> = {},
    options: TokenStackOptions = {},
  ): Promise<Stack> {
    const behaviour = { readLag: { milliseconds }, ...options.behaviour };
    const stack = await startStack({ ...options, behaviour });
    assert.ok((await stack.up(args)).error);
    stack.emulator.requests.clear();
    return stack;
  }

  whenOver(async () => {
    const emulators = open.splice(0);
    await Promise.all(emulators.map((emulator) => emulator.close()));
    assert.deepEqual(
      emulators.flatMap((emulator) => emulator.unusedFaults()),
      [],
    );
  });

  return { startStack, startProfileStack, upStack, upProfileStack, pendingStack };
}

/** The arguments, and the settings in Graph, of androidDeviceOwner profiles of two kinds. */
export const dedicated = {
  profileType: "androidDeviceOwner",
  enrollmentMode: "corporateOwnedDedicatedDevice",
} as const;
export const aosp = { ...dedicated, enrollmentMode: "corporateOwnedAOSPUserlessDevice" } as const;

/** Answers to a POST that leave open what became of it, by whether the service did the work before or after. */
export const lostAnswers: readonly (readonly [name: string, (commit: "before" | "after") => Effect])[] = [
  ["reset", (commit) => reset({ commit })],
  ["stall", (commit) => stall({ commit })],
  ["500", (commit) => respond(500, { commit })],
  ["502 with a web page", (commit) => respond(502, { commit, body: "<html>" })],
  ["503 with Retry-After", (commit) => respond(503, { commit, retryAfter: 1 })],
  ["504", (commit) => respond(504, { commit })],
  ["half an answer, or a web page", (commit) => (commit === "after" ? truncate() : notJson())],
];

/** An access token that tells these claims; nobody checks its signature. */
export function accessTokenOf(claims: object): string {
  const payload = Buffer.from(JSON.stringify(claims)).toString("base64url");
  return `eyJhbGciOiJub25lIn0.${payload}.c2lnbmF0dXJl`;
}
