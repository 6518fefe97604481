import {
  type Profile,
  profileKey,
  profilePath,
  type ProfileToken,
  type ProfileType,
} from "../../graph/profile";
import { inputsOf, type TokenInputs, type WhenReplaced } from "./arguments";
import { digestOf } from "./digest";
import type { IssuedToken } from "./looks";

export { inputsOf, type ProfileType, type TokenInputs, type WhenReplaced };

/**
 * How the resource came by its token: `issued` by itself, `adopted` when it was created, or `followed`: somebody else's,
 * taken over later under `whenReplaced: "adopt"`.
 */
export type TokenOrigin = "issued" | "adopted" | "followed";
export type TokenStatus = "active" | "expired" | "revoked" | "replaced";

/** What is known of the token that this resource stands for. */
export interface TokenOutputs {
  /** Secret; empty where `storeToken` is false. */
  readonly tokenValue: string;
  /** Secret; empty where `storeToken` is false. */
  readonly qrCodeContent: string;
  /** Tells the token apart where its value is not stored. */
  readonly tokenDigest?: string;
  readonly tokenExpirationDateTime: string;
  readonly tokenIssuedDateTime: string;
  readonly tokenStatus: TokenStatus;
  /**
   * Absent in states of earlier releases, which did not remember it. They revoked what they had taken over, so that
   * absent stands for `issued`.
   */
  readonly tokenOrigin?: TokenOrigin;
  /** How many tokens this resource has issued; one that was taken over does not count. */
  readonly generation: number;
}

/**
 * A token that was asked for and has not been seen yet. It stays in state until a read shows the token, so that
 * nothing is issued twice and nothing is lost.
 */
export interface PendingIssue {
  /** True: Graph said that it issued the token. False: the answer was lost. */
  readonly accepted: boolean;
  /** By Graph's clock, as far as it was told. */
  readonly requestedDateTime: string;
  /** When it was answered, or given up; absent in states of earlier releases. */
  readonly answeredDateTime?: string;
  /** The token that the profile held before, which is not the one asked for. */
  readonly previousTokenDigest?: string;
  readonly previousTokenExpirationDateTime?: string;
  readonly previousTokenCreationDateTime?: string;
}

interface ProfileOutputs {
  readonly profileDisplayName: string;
  readonly apiVersion: string;
  /** The id of the tenant in which the profile was found; absent where no access token told, and in states of earlier releases. */
  readonly profileTenantId?: string;
}

/** The resource in state. */
export type SettledTokenState = TokenInputs &
  TokenOutputs &
  ProfileOutputs & { readonly pendingIssue?: never };

/** The resource in state while an issue is pending; without a token where none was seen before. */
export type PendingTokenState = TokenInputs &
  Partial<TokenOutputs> &
  ProfileOutputs & { readonly pendingIssue: PendingIssue };

export type TokenState = SettledTokenState | PendingTokenState;

/** The resource's id: where the profile is in Graph. */
export const tokenId = profilePath;

/** One text for all spellings of that id. */
export const tokenKey = profileKey;

/**
 * The resource in state once a token of the profile is its own.
 *
 * @param generation how many tokens the resource has issued, this one included
 */
export async function tokenState(
  inputs: TokenInputs,
  {
    profile,
    token,
    tokenIssuedDateTime,
    tokenOrigin,
  }: IssuedToken & { readonly tokenOrigin: TokenOrigin | undefined },
  generation: number,
): Promise<SettledTokenState> {
  return {
    ...inputsOf(inputs),
    ...profileOutputs(profile),
    ...(await valueOutputs(token, inputs.storeToken)),
    tokenExpirationDateTime: token.tokenExpirationDateTime,
    tokenIssuedDateTime,
    tokenStatus: "active",
    ...(tokenOrigin === undefined ? {} : { tokenOrigin }),
    generation,
  };
}

/** The secrets, or a digest in their place where they are not to be stored. */
export async function valueOutputs(
  { tokenValue, qrCodeContent }: Pick<ProfileToken, "tokenValue" | "qrCodeContent">,
  storeToken: boolean,
): Promise<Pick<TokenOutputs, "tokenValue" | "qrCodeContent" | "tokenDigest">> {
  if (storeToken) return { tokenValue, qrCodeContent };
  return { tokenValue: "", qrCodeContent: "", tokenDigest: await digestOf(tokenValue) };
}

export function profileOutputs(profile: Profile): ProfileOutputs {
  const { displayName: profileDisplayName, apiVersion, tenantId: profileTenantId } = profile;
  return { profileDisplayName, apiVersion, ...(profileTenantId !== undefined && { profileTenantId }) };
}

/** What is known of the token, without the arguments: one that was removed must not live on in state. */
export function outputsOf<State extends TokenState>(state: State): Omit<State, keyof TokenInputs> {
  const inputs = inputsOf(state);
  const outputs = Object.entries(state).filter(([name]) => !Object.hasOwn(inputs, name));
  return Object.fromEntries(outputs) as Omit<State, keyof TokenInputs>;
}

/**
 * The resource in state while an issue is pending.
 *
 * @param state the resource with the token it had before, if any
 */
export async function pendingState(
  inputs: TokenInputs,
  profile: Profile,
  pendingIssue: PendingIssue,
  state: TokenState | undefined,
): Promise<PendingTokenState> {
  const outputs = state === undefined ? {} : outputsOf(state);
  const { tokenValue = "", qrCodeContent = "" } = state ?? {};
  const hidden =
    inputs.storeToken || tokenValue === "" ? {} : await valueOutputs({ tokenValue, qrCodeContent }, false);
  return { ...outputs, ...hidden, ...inputsOf(inputs), ...profileOutputs(profile), pendingIssue };
}
