import * as pulumi from "@pulumi/pulumi";
import { lookUpToken } from "../provider/token/lookUp";
import type { ProfileType } from "../provider/token/state";
import { programSession } from "./programSession";

/** Names the profile that holds the token. */
export interface GetEnrollmentTokenArgs {
  /** The profile's id. */
  profileId: string;
  /** Which of Graph's two kinds of profile it is. Default `androidForWork`. */
  profileType?: ProfileType;
  /** The profile's tenant. Default: `intune:tenantId`. */
  tenantId?: string;
}

/** As {@link GetEnrollmentTokenArgs}, from other resources' outputs. */
export interface GetEnrollmentTokenOutputArgs {
  profileId: pulumi.Input<string>;
  profileType?: pulumi.Input<ProfileType | undefined>;
  tenantId?: pulumi.Input<string | undefined>;
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
 * @throws {IntuneError} `not-found` where there is no such profile, or no token on it
 */
export async function getEnrollmentToken(args: GetEnrollmentTokenArgs): Promise<GetEnrollmentTokenResult> {
  const session = programSession();
  const { profileId, profileType = "androidForWork", tenantId } = args;
  const { profile, token } = await lookUpToken(
    { profiles: session.profiles(tenantId), clock: session.clock },
    { profileId, profileType },
  );
  return {
    tokenValue: token.tokenValue,
    qrCodeContent: token.qrCodeContent,
    tokenExpirationDateTime: token.tokenExpirationDateTime,
    profileDisplayName: profile.displayName,
  };
}

/**
 * As {@link getEnrollmentToken}, as a secret. This is how a program gets the value where `storeToken` is false; a
 * token's id is known once it was issued, which makes the first preview wait for it:
 *
 * ```ts
 * const current = token.id.apply(() => getEnrollmentTokenOutput({ profileId: token.profileId }));
 * ```
 */
export function getEnrollmentTokenOutput(
  args: GetEnrollmentTokenOutputArgs,
): pulumi.Output<GetEnrollmentTokenResult> {
  return pulumi.secret(
    pulumi.output(args).apply((known) => getEnrollmentToken(known as GetEnrollmentTokenArgs)),
  );
}
