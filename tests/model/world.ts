import { matchesDigest } from "../../provider/src/provider/token/digest";
import type { TokenState } from "../../provider/src/provider/token/state";
import { type Emulator, type IssuedToken, startEmulator } from "../emulator";
import { Stack, TestClock } from "../lifecycle/harness";
import { type Declared, type Kind, kinds, propagationTimeoutInSeconds, type Scene } from "./scene";

export const bearer = "bearer-that-must-not-show";

/** The token that a profile shows, read from the service by rules of the test's own. */
export interface Shown {
  readonly value: string;
  /** Milliseconds; Infinity where it has no end. */
  readonly expires: number;
  readonly isSomebodyElses: boolean;
}

/** One token of the stack: what is declared, what is in state, and what the model remembers. */
export interface Slot {
  readonly kind: Kind;
  readonly profileId: string;
  args: Declared;
  state: TokenState | undefined;
  /** Values of tokens that this resource may revoke: its own, and those it rightly took over. */
  readonly ours: Set<string>;
  /** Values of tokens that a destroy let live because it was told to. */
  readonly released: Set<string>;
  /** What the profile showed when the pending token was asked for. */
  shownBeforePending: string | undefined;
  /** The documented exception came about: a token showed only after nobody waited for it any more. */
  outrun: boolean;
}

/** A service and the stack on it. */
export class World {
  readonly notices: string[] = [];

  private constructor(
    readonly emulator: Emulator,
    readonly clock: TestClock,
    readonly slots: readonly Slot[],
    readonly scene: Scene,
  ) {}

  static async start(scene: Scene): Promise<World> {
    const clock = new TestClock();
    const { behaviour, seed } = scene;
    const emulator = await startEmulator({ behaviour: structuredClone(behaviour), seed, now: clock.now });
    const slots = scene.tokens.map(({ kind, args }): Slot => {
      const enrollmentMode = kinds[kind];
      const { id } =
        enrollmentMode === undefined
          ? emulator.addProfile("androidForWork", { displayName: "Kiosk" })
          : emulator.addProfile("androidDeviceOwner", { displayName: "Kiosk", enrollmentMode });
      return {
        kind,
        profileId: id,
        args,
        state: undefined,
        ours: new Set(),
        released: new Set(),
        shownBeforePending: undefined,
        outrun: false,
      };
    });
    return new World(emulator, clock, slots, scene);
  }

  /** A slot's stack as a new run sees it: a process of its own, and state as it was written to a file. */
  run(slot: Slot, requestTimeoutInSeconds = 10): Stack {
    const stack = new Stack(this.emulator, this.clock, slot.profileId, {
      accessToken: bearer,
      propagationTimeoutInSeconds: String(propagationTimeoutInSeconds),
      requestTimeoutInSeconds: String(requestTimeoutInSeconds),
    });
    if (slot.state !== undefined) stack.state = JSON.parse(JSON.stringify(slot.state)) as TokenState;
    return stack;
  }

  /** What the profile holds once nothing lags any more. */
  shown({ profileId, kind }: Slot): Shown | undefined {
    const profile = this.emulator.profile(profileId);
    const value = profile?.tokenValue ?? "";
    const end = profile?.tokenExpirationDateTime ?? "0001-01-01";
    if (value === "") return undefined;
    const token = this.emulator.tokens(profileId).find((issued) => issued.value === value);
    const isSomebodyElses = token?.issuedBy === "somebody else";
    if (!end.startsWith("0001-01-01"))
      return { value, expires: withoutEnd(Date.parse(end)), isSomebodyElses };
    // Only these tokens may have no end; any other without one was withdrawn.
    return kind === "fullyManaged" ? { value, expires: Infinity, isSomebodyElses } : undefined;
  }

  /** The token that the state stands for, found by its value or its digest. */
  async tokenInState({ state, profileId }: Slot): Promise<IssuedToken | undefined> {
    if (state?.tokenStatus === undefined) return undefined;
    for (const token of this.emulator.tokens(profileId)) {
      const { tokenDigest } = state;
      if (
        tokenDigest === undefined
          ? token.value === state.tokenValue
          : await matchesDigest(token.value, tokenDigest)
      )
        return token;
    }
    return undefined;
  }

  /**
   * The service gives this slot's tokens another validity than is asked for, and does not tell when it created them: a
   * pending one is then not known from somebody else's.
   */
  hidesAnswers({ kind, args }: Slot): boolean {
    const { maximumInSeconds = Infinity } = this.scene.behaviour.tokenValidity ?? {};
    return kind === "androidForWork" && args.tokenValidityInSeconds > maximumInSeconds;
  }

  get lags(): boolean {
    return Object.keys(this.scene.behaviour.readLag ?? {}).length > 0;
  }

  exists({ profileId }: Slot): boolean {
    return this.emulator.profile(profileId) !== undefined;
  }

  now(): number {
    return this.clock.now().getTime();
  }
}

/** Graph's far date stands for no end at all. */
function withoutEnd(time: number): number {
  return time >= Date.parse("9999-12-31T23:59:59Z") ? Infinity : time;
}
