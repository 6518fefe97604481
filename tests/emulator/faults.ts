import type { Effect, When } from "./effects";
import { matches, type RecordedRequest, type RequestMatcher } from "./recorder";

/** Which requests a fault is for, beginning with the nth that no earlier rule took (default the first). */
export interface FaultRule extends RequestMatcher {
  readonly nth?: number;
  /** How many requests it takes; `Infinity` for all. Default 1. */
  readonly times?: number;
}

/** A fault that did not come about as often as it was scripted. */
export interface UnusedFault {
  readonly rule: FaultRule;
  readonly effect: string;
  readonly used: number;
}

/** A request stopped on its way. */
export interface Hold {
  /** Resolves when the request has come as far as it is let. */
  readonly arrived: Promise<RecordedRequest>;
  /** Lets it go on. */
  release(): void;
}

interface Scripted {
  readonly rule: FaultRule;
  readonly name: string;
  readonly effect: (request: RecordedRequest) => Effect;
  seen: number;
  used: number;
}

/** The faults scripted by a test, in order: the first rule that applies to a request takes it. */
export class Faults {
  private scripted: Scripted[] = [];

  add(rule: FaultRule, effect: Effect): void {
    this.script(rule, effect.name, () => effect);
  }

  hold(rule: Omit<FaultRule, "times">, { commit = "before" }: When): Hold {
    let arrive: (request: RecordedRequest) => void = () => {};
    let release: () => void = () => {};
    const arrived = new Promise<RecordedRequest>((resolve) => (arrive = resolve));
    const released = new Promise<void>((resolve) => (release = resolve));
    const name = commit === "after" ? "held after commit" : "held";
    this.script(rule, name, (request) => ({
      name,
      apply: async ({ wire, work }) => {
        const early = commit === "after" ? await work() : undefined;
        arrive(request);
        await released;
        wire.send(early ?? (await work()));
      },
    }));
    return { arrived, release };
  }

  /** The effect on a request, if a rule takes it. */
  take(request: RecordedRequest): Effect | undefined {
    for (const scripted of this.scripted) {
      const { nth = 1, times = 1, ...matcher } = scripted.rule;
      if (!matches(request, matcher)) continue;
      scripted.seen += 1;
      if (scripted.seen < nth || scripted.used >= times) continue;
      scripted.used += 1;
      return scripted.effect(request);
    }
    return undefined;
  }

  /** Rules that were never used, and those that have a number of times left. */
  unused(): UnusedFault[] {
    return this.scripted
      .filter(({ rule: { times = 1 }, used }) => used === 0 || (Number.isFinite(times) && used < times))
      .map(({ rule, name, used }) => ({ rule, effect: name, used }));
  }

  clear(): void {
    this.scripted = [];
  }

  private script(rule: FaultRule, name: string, effect: Scripted["effect"]): void {
    this.scripted.push({ rule, name, effect, seen: 0, used: 0 });
  }
}
