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
  /** The profile shows a token that passes for the pending one, and is not. */
  readonly passesForAnswer: boolean;
  /** Reads may not show what the profile holds. */
  readonly isLate: boolean;
}

/**
 * The model: how many tokens an `up` issues that meets no fault. It repeats the provider's decision from the service's
 * side.
 */
export function wanted(slot: Slot, moment: Moment): 0 | 1 | "either" {
  const { state, args } = slot;
  const { now, shown, lags } = moment;
  const usable =
    shown !== undefined && shown.expires - now > args.renewBeforeInSeconds * 1000 ? 0 : (1 as const);
  if (state === undefined) {
    if (!args.adoptExisting) return 1;
    // Reads may not show an earlier token of ours yet.
    return lags || moment.isLate ? "either" : usable;
  }
  const declaredAnew =
    state.tokenValidityInSeconds !== args.tokenValidityInSeconds ||
    JSON.stringify(state.rotateWhenChanged) !== JSON.stringify(args.rotateWhenChanged);
  if (declaredAnew) return 1;
  if (isQuiet(slot, moment)) return 0;
  if (moment.isLate) return "either";
  // Another token may be used instead, but not the one that is known to be unusable.
  const isAnother = shown?.value !== moment.inState?.value;
  // Reads may show a token that was given up, in place of what the profile holds now.
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
  // A value that was not stored has to be read, and may be another one now.
  const readsValue = args.storeToken && !state.storeToken;
  // And it may have been revoked: its end was moved or removed.
  const isRevoked =
    shown !== undefined &&
    shown.expires !== withoutEnd(expires) &&
    (shown.expires === Infinity || shown.expires <= now);
  return readsValue && (isAnother || isRevoked) ? instead : 0;
}

/** The state alone shows that there is nothing to do. */
export function isQuiet(slot: Slot, { now }: Pick<Moment, "now">): boolean {
  const { state, args } = slot;
  if (state === undefined || state.pendingIssue !== undefined || state.tokenStatus !== "active") return false;
  const names = new Set([...Object.keys(args), "rotateWhenChanged"]) as Set<keyof typeof args>;
  const isDeclaredSo = [...names].every((name) => isDeepStrictEqual(state[name], args[name]));
  return isDeclaredSo && !isSpent(Date.parse(state.tokenExpirationDateTime), issuedAt(state), slot, now);
}

/**
 * Expired, or inside renewBeforeInSeconds. If the service gave a token of ours less life than that, only its end counts.
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
