import type { EnrollmentProfiles } from "../../provider/src/graph/enrollmentProfiles";
import { matchesDigest } from "../../provider/src/lifecycle/token/digest";
import { Session, type SessionOptions } from "../../provider/src/lifecycle/session";
import type { TokenState } from "../../provider/src/lifecycle/token/state";
import { type Emulator, type EnrollmentProfile, type IssuedToken, startEmulator } from "../emulator";
import { Stack, TestClock } from "../lifecycle/harness";
import type { LeftOpen } from "./exceptions";
import { type Declared, type Kind, kinds, propagationTimeoutInSeconds, type Scene } from "./scene";

export const bearer = "bearer-that-must-not-show";

/** The token that a profile shows, read from the service by the test's own rules. */
export interface Shown {
  readonly value: string;
  /** Milliseconds. Infinity if it has no end. */
  readonly expires: number;
  readonly isSomebodyElses: boolean;
}

/** Why a destroy left a token valid: the arguments say so, or an exception. */
export type Released = LeftOpen | "as declared";

/** One token of the stack on one profile: its declaration, its state, and what the model remembers. */
export interface Slot {
  readonly kind: Kind;
  /** The service of the profile's tenant. */
  readonly emulator: Emulator;
  /** Undefined for the configured tenant. */
  readonly tenantId: string | undefined;
  readonly profileId: string;
  args: Declared;
  state: TokenState | undefined;
  /** Values of tokens that this resource may revoke: its own, and those it rightly took over. */
  readonly ours: Set<string>;
  /** Values of tokens that a destroy left valid. */
  readonly released: Map<string, Released>;
  /** What the profile showed when the pending token was requested. */
  shownBeforePending: string | undefined;
  /** A documented exception came about: nobody could see what became of a token. */
  outrun: boolean;
  /** Another one: a late copy of the profile was believed. The next look that is not late corrects it. */
  misled: boolean;
}

/** One resource of the stack, which may be declared on another profile by each `up`. */
export interface Resource {
  /** The profiles that it may be declared on. */
  readonly places: readonly Slot[];
  /** Where it is declared. */
  declared: Slot;
  /** Where it is, as far as the stack knows. */
  current: Slot;
  /** What a replacement left to be deleted, each with its state at that time. */
  leftovers: Slot[];
}

/** A service, or two, and the stack on it. */
export class World {
  private constructor(
    readonly emulators: readonly Emulator[],
    readonly clock: TestClock,
    readonly resources: readonly Resource[],
    readonly scene: Scene,
  ) {}

  static async start(scene: Scene): Promise<World> {
    const clock = new TestClock();
    const { seed } = scene;
    const start = (plus: number) =>
      startEmulator({ behaviour: structuredClone(scene.behaviour), seed: seed + plus, now: clock.now });
    const emulator = await start(0);
    const foreign = scene.twoTenants ? await start(1) : undefined;
    const resources = scene.tokens.map(({ kind, args }): Resource => {
      const first = slotOn(emulator, kind, args);
      const places = [first, slotOn(emulator, kind, args)];
      if (foreign !== undefined) places.push(slotOn(foreign, kind, args, first.profileId));
      return { places, declared: first, current: first, leftovers: [] };
    });
    return new World(foreign === undefined ? [emulator] : [emulator, foreign], clock, resources, scene);
  }

  /** A slot's stack as a new run sees it: a process of its own, and state as it was written to a file. */
  run({ profileId, state }: Pick<Slot, "profileId" | "state">, requestTimeoutInSeconds = 10): Stack {
    const [emulator, foreign] = this.emulators as [Emulator, Emulator?];
    const stack = new Stack(
      emulator,
      this.clock,
      profileId,
      {
        accessToken: bearer,
        tenantId: home,
        propagationTimeoutInSeconds: String(propagationTimeoutInSeconds),
        requestTimeoutInSeconds: String(requestTimeoutInSeconds),
      },
      { makeSession: (options) => new TwoTenants(options, foreign?.url) },
    );
    if (state !== undefined) stack.state = asWritten(state);
    return stack;
  }

  /** What the profile holds, even if reads do not show it yet. */
  shown(slot: Slot): Shown | undefined {
    return tokenOf(slot, slot.emulator.profile(slot.profileId));
  }

  /** True if a late copy of the profile may answer a read. */
  isLate({ emulator, profileId }: Slot): boolean {
    return emulator.lateCopy(profileId) !== undefined;
  }

  /** What such a copy shows. */
  shownLate(slot: Slot): Shown | undefined {
    return tokenOf(slot, slot.emulator.lateCopy(slot.profileId));
  }

  /** The token that the state stands for, found by its value or its digest. */
  async tokenInState({
    state,
    emulator,
    profileId,
  }: Pick<Slot, "state" | "emulator" | "profileId">): Promise<IssuedToken | undefined> {
    if (state?.tokenStatus === undefined) return undefined;
    for (const token of emulator.tokens(profileId)) {
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
   * A token is pending to which the service gives another validity than was requested, and without its creation time:
   * nothing distinguishes it from somebody else's.
   */
  hidesAnswers({ kind }: Slot, state: TokenState | undefined): boolean {
    if (state?.pendingIssue === undefined || kind !== "androidForWork") return false;
    const { maximumInSeconds = Infinity } = this.scene.behaviour.tokenValidity ?? {};
    return state.tokenValidityInSeconds > maximumInSeconds;
  }

  get lags(): boolean {
    return Object.keys(this.scene.behaviour.readLag ?? {}).length > 0;
  }

  exists({ emulator, profileId }: Slot): boolean {
    return emulator.profile(profileId) !== undefined;
  }

  /** Everything that stands for the tokens of a profile: the resource there, and leftovers of earlier ones. */
  onProfileOf({ emulator, profileId }: Slot): Slot[] {
    return this.resources
      .flatMap(({ places, leftovers }) => [...places, ...leftovers])
      .filter((slot) => slot.emulator === emulator && slot.profileId === profileId);
  }

  now(): number {
    return this.clock.now().getTime();
  }

  async close(): Promise<void> {
    await Promise.all(this.emulators.map((emulator) => emulator.close()));
  }
}

export function asWritten(state: TokenState): TokenState {
  return JSON.parse(JSON.stringify(state)) as TokenState;
}

function slotOn(emulator: Emulator, kind: Kind, args: Declared, foreignId?: string): Slot {
  const enrollmentMode = kinds[kind];
  const named = { displayName: "Kiosk", ...(foreignId === undefined ? {} : { id: foreignId }) };
  const { id } =
    enrollmentMode === undefined
      ? emulator.addProfile("androidForWork", named)
      : emulator.addProfile("androidDeviceOwner", { ...named, enrollmentMode });
  return {
    kind,
    emulator,
    tenantId: foreignId === undefined ? undefined : abroad,
    profileId: id,
    args,
    state: undefined,
    ours: new Set(),
    released: new Map(),
    shownBeforePending: undefined,
    outrun: false,
    misled: false,
  };
}

function tokenOf(
  { kind, emulator, profileId }: Slot,
  profile: EnrollmentProfile | undefined,
): Shown | undefined {
  const value = profile?.tokenValue ?? "";
  const end = profile?.tokenExpirationDateTime ?? "0001-01-01";
  if (value === "") return undefined;
  const token = emulator.tokens(profileId).find((issued) => issued.value === value);
  const isSomebodyElses = token?.issuedBy === "somebody else";
  if (!end.startsWith("0001-01-01")) return { value, expires: withoutEnd(Date.parse(end)), isSomebodyElses };
  // Only these tokens may have no end; any other without one was withdrawn.
  return kind === "fullyManaged" ? { value, expires: Infinity, isSomebodyElses } : undefined;
}

/** Graph's far date stands for no end at all. */
export function withoutEnd(time: number): number {
  return time >= Date.parse("9999-12-31T23:59:59Z") ? Infinity : time;
}

/** What the laws compare a step's end with. */
export interface Before {
  /** The value of the token in state. */
  readonly held: string | undefined;
  readonly tokens: readonly IssuedToken[];
  readonly shown: Shown | undefined;
  readonly state: TokenState | undefined;
  readonly now: number;
  readonly isLate: boolean;
  readonly shownLate: Shown | undefined;
}

export async function look(world: World, slot: Slot): Promise<Before> {
  const held = (await world.tokenInState(slot))?.value;
  const { state, emulator, profileId } = slot;
  return {
    held,
    tokens: emulator.tokens(profileId),
    shown: world.shown(slot),
    state,
    now: world.now(),
    isLate: world.isLate(slot),
    shownLate: world.shownLate(slot),
  };
}

export function issuedSince({ emulator, profileId }: Slot, before: Before): IssuedToken[] {
  return emulator
    .tokens(profileId)
    .slice(before.tokens.length)
    .filter(({ issuedBy }) => issuedBy === "createToken");
}

/** The tenant of the configuration, and another one that a resource may name. */
const home = "contoso.example";
const abroad = "fabrikam.example";

/**
 * A session on two tenants, whose services share nothing. Graph distinguishes them by the access token, which other tests
 * are about. Here the other tenant has an address of its own.
 */
class TwoTenants extends Session {
  private readonly other: Session | undefined;

  constructor(surroundings: SessionOptions, otherEndpoint: string | undefined) {
    super(surroundings);
    if (otherEndpoint === undefined) return;
    const settings = { ...surroundings.settings, graphEndpoint: otherEndpoint };
    this.other = new Session({ ...surroundings, settings });
  }

  override profiles(tenantId?: string): EnrollmentProfiles {
    if (this.other === undefined || this.tenantKey(tenantId) !== abroad) return super.profiles(tenantId);
    return this.other.profiles(tenantId);
  }
}
