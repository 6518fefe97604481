import type { DiffResult } from "@pulumi/pulumi/dynamic";
import { canonicalId, profilePath } from "../../graph/profile";
import type { Properties } from "../../rules";
import { argumentsThat } from "../arguments";
import { quoted } from "../../printable";
import { isUnknown } from "../engine";
import { isOtherTenant } from "../identity";
import { tokenArguments } from "./arguments";
import { expiryReason } from "./expiry";
import type { TokenInputs, TokenState } from "./state";

/** What an `up` is going to do with a token that exists, and why. */
export interface TokenChange {
  /** Arguments that name another profile: the resource is replaced. */
  readonly replaces: readonly string[];
  /** Why a new token is asked for, whatever the profile holds now. */
  readonly reissue: readonly string[];
  /** Why the token in state is of no use (any more); another one on the profile may serve. */
  readonly unusable: readonly string[];
  /** True where an argument changed that Graph need not hear of. */
  readonly bookkeeping: boolean;
}

/**
 * Decides, offline and by the clock, what has to happen to a token.
 *
 * @param olds the resource in state
 * @param news the checked arguments; in a preview some may be unknown
 * @param configuredTenantId `intune:tenantId`, the tenant of what names none
 */
export function tokenChange(
  olds: TokenState,
  news: TokenInputs,
  now: Date,
  configuredTenantId?: string,
): TokenChange {
  const isChanged = (name: keyof TokenInputs) => olds[name] !== news[name];
  const isOther = (name: keyof TokenInputs) =>
    name === "tenantId"
      ? isOtherTenant(olds, news, configuredTenantId)
      : name === "profileId"
        ? canonicalId(olds.profileId) !== canonicalId(news.profileId)
        : isChanged(name);
  const replaces = argumentsThat(tokenArguments, "replace").filter(isOther);
  return {
    replaces,
    reissue: argumentsThat(tokenArguments, "reissue").flatMap((name) => reasonsToReissue(name, olds, news)),
    unusable: unusableReasons(olds, news, now),
    bookkeeping:
      argumentsThat(tokenArguments, "keep").some(isChanged) ||
      (isChanged("tenantId") && !replaces.includes("tenantId")) ||
      (isChanged("tokenValidityInSeconds") && isValidityGuessed(olds)),
  };
}

/** What is going to happen, and why, for the person who reads the preview; undefined where nothing does. */
export function announcement(
  olds: TokenState,
  { replaces, reissue, unusable }: TokenChange,
): string | undefined {
  const reasons = [...reissue, ...unusable];
  if (replaces.length > 0 || reasons.length === 0) return undefined;
  const { profileDisplayName: name, pendingIssue } = olds;
  const profile = name === "" ? profilePath(olds) : `${quoted(name)} (${profilePath(olds)})`;
  return pendingIssue === undefined || reissue.length > 0
    ? `The token of ${profile} is to be issued anew: ${reasons.join("; ")}.`
    : `The token of ${profile} is to be read back: ${reasons.join("; ")}.`;
}

/** The engine's answer to `diff`. */
export function toDiffResult({ replaces, reissue, unusable, bookkeeping }: TokenChange): DiffResult {
  return {
    changes: bookkeeping || replaces.length + reissue.length + unusable.length > 0,
    replaces: [...replaces],
    // Old and new token are on different profiles: creating first leaves no gap.
    deleteBeforeReplace: false,
  };
}

function reasonsToReissue(name: keyof TokenInputs, olds: TokenState, news: TokenInputs): string[] {
  if (name === "rotateWhenChanged") return rotationReasons(olds, news);
  if (name === "tokenValidityInSeconds" && isValidityGuessed(olds)) return [];
  const before = olds[name];
  const after = news[name];
  if (before === after) return [];
  return [isUnknown(after) ? `${name} may change` : `${name} ${String(before)} → ${String(after)}`];
}

/**
 * An imported token of which Graph does not tell when it was issued: nobody knows how long it was to be valid. The token
 * that is pending in its place was asked for with the validity in state.
 */
function isValidityGuessed({ tokenIssuedDateTime, pendingIssue }: TokenState): boolean {
  return tokenIssuedDateTime === "" && pendingIssue === undefined;
}

/** Names the triggers, never their values: they may be secret. */
function rotationReasons(olds: TokenState, news: TokenInputs): string[] {
  const before: Properties = olds.rotateWhenChanged ?? {};
  const after: Properties = news.rotateWhenChanged ?? {};
  if (isUnknown(after)) return ["rotateWhenChanged may change"];
  const names = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...names]
    .filter((name) => before[name] !== after[name])
    .map((name) => `rotateWhenChanged ${quoted(name)} ${isUnknown(after[name]) ? "may change" : "changed"}`);
}

function unusableReasons(olds: TokenState, news: TokenInputs, now: Date): string[] {
  if (olds.pendingIssue !== undefined) {
    return [`it was asked for at ${olds.pendingIssue.requestedDateTime}, and has not shown yet`];
  }
  const { tokenStatus, tokenExpirationDateTime: expiration } = olds;
  const { tokenIssuedDateTime: issued, tokenOrigin: origin } = olds;
  if (tokenStatus === "revoked") return ["it was revoked by somebody else"];
  if (tokenStatus === "replaced") return ["somebody else issued another token on the profile"];
  // A refresh saw it by Graph's clock, which counts more than this machine's.
  if (tokenStatus === "expired") return [`it expired on ${expiration}`];
  const expiry = expiryReason({ issued, expiration, origin }, news.renewBeforeInSeconds, now);
  return expiry === undefined ? [] : [expiry];
}
