import { isDeepStrictEqual } from "node:util";
import type { SettledTokenState } from "../../provider/src/lifecycle/token/state";
import type { IssuedToken } from "../emulator";
import { type Shown, type Slot, withoutEnd } from "./world";

/** What is known of a slot when an `up` begins, and again when it ends. */
export interface Moment {
  readonly now: number;
  readonly shown: Shown | undefined;
  readonly inState: IssuedToken | undefined;
  readonly lags: boolean;
  readonly hidesAnswers: boolean;
  /** What shows passes for the answer to what is pending, and is not. */
  readonly passesForAnswer: boolean;
  /** What shows may not be what is read. */
  readonly isLate: boolean;
}

/**
 * How many tokens an `up` that meets no fault issues: the model, told once more than the provider tells it, and from
 * the service's side.
 */
export function wanted(slot: Slot, moment: Moment): 0 | 1 | "either" {
  const { state, args } = slot;
  const { now, shown, lags } = moment;
  const usable =
    shown !== undefined && shown.expires - now > args.renewBeforeInSeconds * 1000 ? 0 : (1 as const);
  if (state === undefined) {
    if (!args.adoptExisting) return 1;
    // An earlier token of ours may still be on its way to the reads.
    return lags || moment.isLate ? "either" : usable;
  }
  const declaredAnew =
    state.tokenValidityInSeconds !== args.tokenValidityInSeconds ||
    JSON.stringify(state.rotateWhenChanged) !== JSON.stringify(args.rotateWhenChanged);
  if (declaredAnew) return 1;
  if (isQuiet(slot, moment)) return 0;
  if (moment.isLate) return "either";
  // Another token may serve instead; the one that is known to be of no use may not.
  const isAnother = shown?.value !== moment.inState?.value;
  // What was given up before it showed is read, perhaps, in place of what the profile holds by now.
  const another = lags && slot.outrun ? "either" : usable;
  const instead = args.whenReplaced === "adopt" && isAnother ? another : 1;
  if (state.pendingIssue !== undefined) {
    if (lags) return "either";
    const arrived = shown !== undefined && shown.value !== slot.shownBeforePending;
    if (!arrived) return state.pendingIssue.accepted ? 0 : 1;
    if (moment.passesForAnswer) return "either";
    if (shown.isSomebodyElses) return instead;
    if (moment.hidesAnswers) return args.whenReplaced === "adopt" ? instead : 1;
    return isSpent(shown.expires, Date.parse(state.pendingIssue.requestedDateTime), slot, now) ? 1 : 0;
  }
  const { tokenStatus, tokenExpirationDateTime } = state;
  const expires = Date.parse(tokenExpirationDateTime);
  if (tokenStatus === "revoked" || tokenStatus === "replaced") return instead;
  if (isSpent(expires, issuedAt(state), slot, now)) return instead;
  // A value that was not stored so far has to be read, and may be another one by now.
  const readsValue = args.storeToken && !state.storeToken;
  // And it may have been revoked: its end was taken back, or away.
  const isRevoked =
    shown !== undefined &&
    shown.expires !== withoutEnd(expires) &&
    (shown.expires === Infinity || shown.expires <= now);
  return readsValue && (isAnother || isRevoked) ? instead : 0;
}

/** Nothing is to do, and everybody can see it from the state alone. */
export function isQuiet(slot: Slot, { now }: Pick<Moment, "now">): boolean {
  const { state, args } = slot;
  if (state === undefined || state.pendingIssue !== undefined || state.tokenStatus !== "active") return false;
  const names = new Set([...Object.keys(args), "rotateWhenChanged"]) as Set<keyof typeof args>;
  const isDeclaredSo = [...names].every((name) => isDeepStrictEqual(state[name], args[name]));
  return isDeclaredSo && !isSpent(Date.parse(state.tokenExpirationDateTime), issuedAt(state), slot, now);
}

/**
 * Expired, or inside renewBefore; where the service gave a token of ours less life than that, only its end counts.
 *
 * @param issued undefined for a token that was taken over
 */
function isSpent(expires: number, issued: number | undefined, { args }: Slot, now: number): boolean {
  const due = expires - args.renewBeforeInSeconds * 1000;
  return now >= (issued === undefined || due > issued ? due : expires);
}

function issuedAt({ tokenOrigin, tokenIssuedDateTime }: SettledTokenState): number | undefined {
  return tokenOrigin === "issued" ? Date.parse(tokenIssuedDateTime) : undefined;
}
