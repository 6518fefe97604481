import fc from "fast-check";
import {
  type Effect,
  type Emulator,
  notJson,
  redirect,
  reset,
  respond,
  stall,
  strayNotFound,
  truncate,
  twice,
  wrongContentType,
} from "../emulator";
import type { TestClock } from "../lifecycle/harness";

/** The forms of a Retry-After. Waiting takes no time: the clock is the test's. */
const retryAfters = ["none", "0", "0.02", "2.128", "40", "3600", "date", "soon", "-1"] as const;

const refused = [400, 401, 403, 404, 409, 429] as const;
const failed = [408, 500, 502, 503, 504] as const;

/** What happens to some requests of one step, in words that a counterexample can print. */
export interface Fault {
  readonly on: "any" | "GET" | "createToken" | "revokeToken";
  readonly nth: number;
  readonly times: number;
  readonly kind:
    | { readonly status: number; readonly retryAfter: (typeof retryAfters)[number]; readonly late: boolean }
    | { readonly broken: keyof typeof broken; readonly late: boolean };
}

const broken = {
  reset: (late: boolean) => reset({ commit: late ? "after" : "before" }),
  // The service does the work before these two answers.
  "half a body": () => truncate(),
  "another content type": () => wrongContentType("text/html"),
  "not JSON": (late: boolean) => respond(200, { body: "<html>", commit: late ? "after" : "before" }),
  "a web page for an error": (late: boolean) =>
    respond(502, { body: "<html>", commit: late ? "after" : "before" }),
  "JSON that is no profile": () => notJson("[1, 2]"),
  "a redirect": () => redirect("https://127.0.0.1/elsewhere"),
  "a stray 404": () => strayNotFound("<html>"),
  "a stray 404 without a body": () => strayNotFound(),
  "double delivery": () => twice(),
} as const;

/** A stall waits for a real time-out, so there are few of them. */
export const stalled = (late: boolean): Effect => stall({ commit: late ? "after" : "before" });

const kind = fc.oneof(
  fc.record({
    status: fc.constantFrom(...refused),
    retryAfter: fc.constantFrom(...retryAfters),
    late: fc.constant(false),
  }),
  fc.record({
    status: fc.constantFrom(...failed),
    retryAfter: fc.constantFrom(...retryAfters),
    late: fc.boolean(),
  }),
  fc.record({
    broken: fc.constantFrom(...(Object.keys(broken) as (keyof typeof broken)[])),
    late: fc.boolean(),
  }),
);

/** Graph issues no tokens for a while: every attempt of an up fails. */
const outage: fc.Arbitrary<Fault> = fc.boolean().map((late) => ({
  on: "createToken",
  nth: 1,
  times: 3,
  kind: { status: 503, retryAfter: "0", late },
}));

const fault = fc.record({
  on: fc.constantFrom("any" as const, "GET" as const, "createToken" as const, "revokeToken" as const),
  nth: fc.constantFrom(1, 1, 1, 2, 3),
  times: fc.constantFrom(1, 1, 2, 3, 5, 9),
  kind,
});

/** Most steps have none, so that programs make progress. */
export const faults = fc.oneof(
  { weight: 3, arbitrary: fc.constant<Fault[]>([]) },
  { weight: 2, arbitrary: fc.array(fault, { minLength: 1, maxLength: 3 }) },
  { weight: 1, arbitrary: outage.map((one) => [one]) },
);

export function script(
  { emulator, profileId }: { readonly emulator: Emulator; readonly profileId: string },
  clock: TestClock,
  fault: Fault,
): void {
  const { on, nth, times } = fault;
  const matcher = on === "any" ? {} : on === "GET" ? { method: "GET" } : { action: on };
  emulator.fault({ profileId, ...matcher, nth, times }, effectOf(fault.kind, clock));
}

function effectOf(kind: Fault["kind"], clock: TestClock): Effect {
  if ("broken" in kind) return broken[kind.broken](kind.late);
  const { status, retryAfter, late } = kind;
  const commit = late ? "after" : "before";
  if (retryAfter === "none") return respond(status, { commit });
  const date = new Date(clock.now().getTime() + 10_000);
  return respond(status, { commit, retryAfter: retryAfter === "date" ? date : retryAfter });
}

/** A 404 in Graph's own form says that the profile is gone. */
export function saysGone({ kind }: Fault): boolean {
  return "status" in kind && kind.status === 404;
}

export function inWords({ on, nth, times, kind }: Fault): string {
  const { late } = kind;
  const what =
    "broken" in kind
      ? kind.broken
      : `${kind.status}${kind.retryAfter === "none" ? "" : ` Retry-After ${kind.retryAfter}`}`;
  return `${what}${late ? " after the work" : ""} on ${on}, from no. ${nth}, ${times}×`;
}
