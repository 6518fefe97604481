import type { Behaviour } from "../behaviour";
import type { TokenFields } from "./profile";

/** The copy of a profile that did not hear of its latest change yet. */
export class LateCopy {
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
