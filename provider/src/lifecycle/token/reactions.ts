/** Says what a hook does with the token that a profile shows. The reasons: docs/decisions/whose-token.md. */
import type { Sighting } from "./recognise";

/**
 * When a hook looks at the profile:
 *
 * - `create`, `update`: before it requests a token
 * - `read back`: in an update that only needs the value of the token in state
 * - `waiting`: after the request, and in the next `up` while the token is pending
 * - `refresh`, `delete`: in the hooks of these names; `… pending` if the resource's token is pending
 */
export type Situation =
  "create" | "update" | "read back" | "waiting" | "refresh" | "refresh pending" | "delete" | "delete pending";

/**
 * What a hook does with what it saw:
 *
 * - `look again`: read the profile again, because nothing is certain yet
 * - `take`: the token is the resource's own, issued by it
 * - `take at the end`: like `take`, but only if nothing better shows before the propagation time-out
 * - `adopt`: take over the token, if the arguments allow it
 * - `issue`: request a token
 * - `keep`: keep the state, with the end of its token as Graph shows it
 * - `mark`: write into `tokenStatus` what happened to the token
 * - `forget`: report that the resource is gone
 * - `revoke`: revoke the token, if it is still valid
 * - `leave`: revoke nothing
 */
export type Reaction =
  | "look again"
  | "take"
  | "take at the end"
  | "adopt"
  | "issue"
  | "keep"
  | "mark"
  | "forget"
  | "revoke"
  | "leave";

/** What a hook does, and how many looks in a row have to agree first. */
export interface Cell {
  readonly reaction: Reaction;
  readonly looks: number;
}

/** A look that agrees with the state, or changes nothing, is believed at once. */
const once = (reaction: Reaction): Cell => ({ reaction, looks: 1 });

/** A look that contradicts the state may be a late copy, so three looks have to agree. */
export const looksToBelieve = 3;
const confirmed = (reaction: Reaction): Cell => ({ reaction, looks: looksToBelieve });

const lookAgain = once("look again");
const issue = once("issue");
const keep = once("keep");

/**
 * What a hook does with each sighting. A sighting that is missing cannot happen: the hook knows no token or request
 * that it could recognise, or its read fails if the profile is gone.
 */
export const reactions: Readonly<Record<Situation, Readonly<Partial<Record<Sighting, Cell>>>>> = {
  create: {
    none: issue,
    first: issue,
    foreign: once("adopt"),
  },
  update: {
    none: issue,
    withdrawn: issue,
    own: issue,
    earlier: issue,
    first: issue,
    answer: once("take"),
    foreign: confirmed("adopt"),
  },
  "read back": {
    none: confirmed("issue"),
    withdrawn: confirmed("issue"),
    own: keep,
    earlier: lookAgain,
    first: lookAgain,
    foreign: confirmed("adopt"),
  },
  waiting: {
    none: lookAgain,
    withdrawn: lookAgain,
    own: lookAgain,
    earlier: lookAgain,
    first: lookAgain,
    answer: once("take"),
    "late answer": once("take at the end"),
    abandoned: lookAgain,
    foreign: confirmed("take"),
  },
  refresh: {
    gone: confirmed("forget"),
    none: confirmed("mark"),
    withdrawn: confirmed("mark"),
    own: keep,
    earlier: keep,
    first: keep,
    foreign: confirmed("adopt"),
  },
  "refresh pending": {
    gone: confirmed("forget"),
    none: keep,
    withdrawn: keep,
    own: keep,
    earlier: keep,
    first: keep,
    answer: once("take"),
    foreign: confirmed("adopt"),
  },
  delete: {
    gone: confirmed("leave"),
    none: confirmed("leave"),
    withdrawn: once("revoke"),
    own: once("revoke"),
    earlier: lookAgain,
    first: lookAgain,
    answer: once("revoke"),
    foreign: confirmed("leave"),
  },
  "delete pending": {
    gone: confirmed("leave"),
    none: lookAgain,
    withdrawn: lookAgain,
    own: lookAgain,
    earlier: lookAgain,
    first: lookAgain,
    answer: once("revoke"),
    foreign: confirmed("leave"),
  },
};

export function reactionTo(sighting: Sighting, situation: Situation): Cell {
  return reactions[situation][sighting] ?? lookAgain;
}
