import { type Profile, profilePath, type ProfileToken, type ProfileType } from "../../graph/profile";
import { inputsOf, type TokenInputs, type WhenReplaced } from "./arguments";
import { digestOf } from "./digest";
import type { IssuedToken } from "./looks";

export { inputsOf, type ProfileType, type TokenInputs, type WhenReplaced };

/**
 * How the resource got its token. `issued`: it issued the token. `adopted`: it took the token over when it was created.
 * `followed`: it took somebody else's token over later (`whenReplaced: "adopt"`).
 */
export type TokenOrigin = "issued" | "adopted" | "followed";
export type TokenStatus = "active" | "expired" | "revoked" | "replaced";

/** What state holds of the resource's token. */
export interface TokenOutputs {
  /** Secret. Empty if `storeToken` is false. */
  readonly tokenValue: string;
  /** Secret. Empty if `storeToken` is false. */
  readonly qrCodeContent: string;
  /** Recognises the token if `storeToken` is false. */
  readonly tokenDigest?: string;
  readonly tokenExpirationDateTime: string;
  readonly tokenIssuedDateTime: string;
  readonly tokenStatus: TokenStatus;
  /**
   * States of earlier releases do not have it. Those releases also revoked the tokens that they had taken over, so its
   * absence means `issued`.
   */
  readonly tokenOrigin?: TokenOrigin;
  /** How many tokens this resource has issued. A token that it took over does not count. */
  readonly generation: number;
}

/** The outputs of a token that programs see. */
export const tokenOutputNames = [
  "tokenValue",
  "qrCodeContent",
  "tokenExpirationDateTime",
  "tokenIssuedDateTime",
  "tokenStatus",
  "tokenOrigin",
  "generation",
] as const satisfies (keyof TokenOutputs)[];

/** The outputs of a token that are always secret. */
export const secretTokenOutputs = ["tokenValue", "qrCodeContent"] as const satisfies (keyof TokenOutputs)[];

/**
 * A token that was requested and has not been seen yet. This stays in state until a read shows the token, so that no
 * token is issued twice and none is lost.
 */
export interface PendingIssue {
  /** True: Graph said that it issued the token. False: the answer was lost. */
  readonly accepted: boolean;
  /** By Graph's clock, if Graph told its time. */
  readonly requestedDateTime: string;
  /** When the request was answered or given up. States of earlier releases do not have it. */
  readonly answeredDateTime?: string;
  /** The token that the profile held before the request. */
  readonly previousTokenDigest?: string;
  readonly previousTokenExpirationDateTime?: string;
  readonly previousTokenCreationDateTime?: string;
}

interface ProfileOutputs {
  readonly profileDisplayName: string;
  readonly apiVersion: string;
  /**
   * The id of the tenant in which the profile was found, if the access token told it. States of earlier releases do not
   * have it.
   */
  readonly profileTenantId?: string;
}

/** The resource in state. */
export type SettledTokenState = TokenInputs &
  TokenOutputs &
  ProfileOutputs & { readonly pendingIssue?: never };

/** The resource in state while an issue is pending. It has no token outputs if it had no token before. */
export type PendingTokenState = TokenInputs &
  Partial<TokenOutputs> &
  ProfileOutputs & { readonly pendingIssue: PendingIssue };

export type TokenState = SettledTokenState | PendingTokenState;

/** The resource's id: the path of the profile in Graph. */
export const tokenId = profilePath;

/**
 * The resource in state with its token.
 *
 * @param generation how many tokens the resource has issued, including this one
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

/** The token and its QR code content, or a digest in their place if they are not stored. */
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

/** The outputs without the arguments, because an argument that was removed must not stay in state. */
export function outputsOf<State extends TokenState>(state: State): Omit<State, keyof TokenInputs> {
  const inputs = inputsOf(state);
  const outputs = Object.entries(state).filter(([name]) => !Object.hasOwn(inputs, name));
  return Object.fromEntries(outputs) as Omit<State, keyof TokenInputs>;
}

/**
 * The resource in state while an issue is pending.
 *
 * @param state the resource in state, with its previous token, if there is one
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
