import * as pulumi from "@pulumi/pulumi";
import { findToken } from "../lifecycle/token/lookUp";
import type { ProfileType } from "../lifecycle/token/state";
import { lookUp } from "./programSession";

/** Which profile's token to read. */
export interface GetEnrollmentTokenArgs {
  /** The profile's id. */
  profileId: string;
  /** The kind of the profile; Graph has two. Default `androidForWork`. */
  profileType?: ProfileType;
  /** The profile's tenant. Default: `intune:tenantId`. */
  tenantId?: string;
  /**
   * The expiry of the token that you want; ISO 8601. Give the output of that name of an `EnrollmentToken`. Shortly
   * after a rotation Graph may still show the previous token. The profile is then read until it shows this one, for up
   * to `intune:propagationTimeoutInSeconds`. Default: whichever token the profile shows.
   */
  tokenExpirationDateTime?: string;
}

/** The same arguments, which may also be outputs of resources: see {@link GetEnrollmentTokenArgs}. */
export interface GetEnrollmentTokenOutputArgs {
  profileId: pulumi.Input<string>;
  profileType?: pulumi.Input<ProfileType | undefined>;
  tenantId?: pulumi.Input<string | undefined>;
  tokenExpirationDateTime?: pulumi.Input<string | undefined>;
}

/** The token that a profile has now. */
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
 * Reads the token of a profile. It does so in previews too. The result is not marked as secret: use
 * {@link getEnrollmentTokenOutput} if the value leaves this program.
 *
 * @throws {IntuneError} `not-found` if there is no such profile, or it has no token. `not-readable-yet` if the profile
 *   still shows another token than the one that you want. `configuration` if `profileId` is not valid, or the settings
 *   cannot be used
 */
export async function getEnrollmentToken(args: GetEnrollmentTokenArgs): Promise<GetEnrollmentTokenResult> {
  return lookUp("getEnrollmentToken", args, (session) => findToken(session, args));
}

/**
 * {@link getEnrollmentToken} with a secret result. Use it if `storeToken` is false. If you give the expiry, the result
 * is this resource's token and not an earlier one. In a preview in which the expiry is not known yet, nothing is read:
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
    pulumi.output(args).apply((resolved) => getEnrollmentToken(resolved as GetEnrollmentTokenArgs)),
  );
}
