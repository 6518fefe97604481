import * as pulumi from "@pulumi/pulumi";
import { contextOf } from "../lifecycle/context";
import { lookUpToken } from "../lifecycle/token/lookUp";
import type { ProfileType } from "../lifecycle/token/state";
import { lookUp } from "./programSession";

/** Names the profile that holds the token. */
export interface GetEnrollmentTokenArgs {
  /** The profile's id. */
  profileId: string;
  /** Which of Graph's two kinds of profile it is. Default `androidForWork`. */
  profileType?: ProfileType;
  /** The profile's tenant. Default: `intune:tenantId`. */
  tenantId?: string;
  /**
   * When the token that is meant expires; ISO 8601, an `EnrollmentToken`'s output of that name. The profile is read until
   * it shows that one, for up to `intune:propagationTimeoutInSeconds`: soon after a rotation Graph may still show the
   * token before. Default: whatever token the profile shows.
   */
  tokenExpirationDateTime?: string;
}

/** As {@link GetEnrollmentTokenArgs}, from other resources' outputs. */
export interface GetEnrollmentTokenOutputArgs {
  profileId: pulumi.Input<string>;
  profileType?: pulumi.Input<ProfileType | undefined>;
  tenantId?: pulumi.Input<string | undefined>;
  tokenExpirationDateTime?: pulumi.Input<string | undefined>;
}

/** The token that a profile holds now. */
export interface GetEnrollmentTokenResult {
  /** Secret. */
  readonly tokenValue: string;
  /** Secret. */
  readonly qrCodeContent: string;
  /** ISO 8601, UTC. */
  readonly tokenExpirationDateTime: string;
  readonly profileDisplayName: string;
}

/**
 * Reads the token that a profile holds, in previews too. The result is in the clear: prefer
 * {@link getEnrollmentTokenOutput}, which keeps it secret, unless the value stays inside this program.
 *
 * @throws {IntuneError} `not-found` where there is no such profile, or no token on it; `not-readable-yet` where it goes on
 * showing another token than the one that is meant; `configuration` where `profileId` cannot be one, or the settings cannot be used
 */
export async function getEnrollmentToken(args: GetEnrollmentTokenArgs): Promise<GetEnrollmentTokenResult> {
  const { profileId, profileType = "androidForWork", tenantId, tokenExpirationDateTime } = args;
  return lookUp("getEnrollmentToken", args, async (session) => {
    const reference = { profileId, profileType };
    const found = await lookUpToken(contextOf(session, tenantId), reference, tokenExpirationDateTime);
    const { tokenValue, qrCodeContent, tokenExpirationDateTime: end } = found.token;
    const profileDisplayName = found.profile.displayName;
    return { tokenValue, qrCodeContent, tokenExpirationDateTime: end, profileDisplayName };
  });
}

/**
 * As {@link getEnrollmentToken}, as a secret. This is how a program gets the value where `storeToken` is false. With the
 * token's expiry it is that of this very token, and the first preview, which does not know it, waits for it:
 *
 * ```ts
 * const current = getEnrollmentTokenOutput({
 *   profileId: token.profileId,
 *   tokenExpirationDateTime: token.tokenExpirationDateTime,
 * });
 * ```
 */
export function getEnrollmentTokenOutput(
  args: GetEnrollmentTokenOutputArgs,
): pulumi.Output<GetEnrollmentTokenResult> {
  return pulumi.secret(
    pulumi.output(args).apply((known) => getEnrollmentToken(known as GetEnrollmentTokenArgs)),
  );
}
