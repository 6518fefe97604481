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

/** What an `up` does with an existing token, and why. */
export interface TokenChange {
  /** Arguments that now name another profile or tenant: the resource is replaced. */
  readonly replaces: readonly string[];
  /** Why a new token is needed, whatever token the profile holds now. */
  readonly reissue: readonly string[];
  /** Why the token in state cannot be used. Another one on the profile may be used instead. */
  readonly unusable: readonly string[];
  /** True if the state has to record a change that Graph need not know. */
  readonly bookkeeping: boolean;
}

/**
 * Decides what an `up` does with a token: by the clock, and without a request.
 *
 * @param olds the resource in state
 * @param news the checked arguments; in a preview some may be unknown
 * @param configuredTenantId `intune:tenantId`, the tenant of resources that do not set tenantId
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

/** Says in a preview what the `up` will do with the token, and why. Undefined if it will do nothing. */
export function announcement(
  olds: TokenState,
  { replaces, reissue, unusable }: TokenChange,
): string | undefined {
  const reasons = [...reissue, ...unusable];
  if (replaces.length > 0 || reasons.length === 0) return undefined;
  const { profileDisplayName: name, pendingIssue } = olds;
  const profile = name === "" ? profilePath(olds) : `${quoted(name)} (${profilePath(olds)})`;
  return pendingIssue === undefined || reissue.length > 0
    ? `The token of ${profile} will be issued anew: ${reasons.join("; ")}.`
    : `The token of ${profile} will be read back: ${reasons.join("; ")}.`;
}

/** The engine's answer to `diff`. */
export function toDiffResult({ replaces, reissue, unusable, bookkeeping }: TokenChange): DiffResult {
  return {
    changes: bookkeeping || replaces.length + reissue.length + unusable.length > 0,
    replaces: [...replaces],
    // The old and the new token are on different profiles, so creating first leaves no gap.
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
 * True for an imported token if Graph does not tell when it was issued: the validity in state is then a guess. A
 * pending token was requested with the validity in state.
 */
function isValidityGuessed({ tokenIssuedDateTime, pendingIssue }: TokenState): boolean {
  return tokenIssuedDateTime === "" && pendingIssue === undefined;
}

/** Shows the keys, never the values: a value may be secret. */
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
    return [`it was requested at ${olds.pendingIssue.requestedDateTime}, and does not show yet`];
  }
  const { tokenStatus, tokenExpirationDateTime: expiration } = olds;
  const { tokenIssuedDateTime: issued, tokenOrigin: origin } = olds;
  if (tokenStatus === "revoked") return ["it was revoked by somebody else"];
  if (tokenStatus === "replaced") return ["somebody else issued another token on the profile"];
  // A refresh found this by Graph's clock, which is more reliable than this machine's.
  if (tokenStatus === "expired") return [`it expired on ${expiration}`];
  const expiry = expiryReason({ issued, expiration, origin }, news.renewBeforeInSeconds, now);
  return expiry === undefined ? [] : [expiry];
}
