import type { Input } from "@pulumi/pulumi";

/**
 * The arguments of an EnrollmentToken. Faulty ones fail the preview, each with its name and the values allowed.
 */
export interface EnrollmentTokenArgs {
  /**
   * The id of the enrollment profile that the token enrolls devices with; often the `profileId` of an
   * EnrollmentProfile. Not empty, and without `/ \ ? # %`, white space or control characters. Changing it replaces
   * the resource.
   */
  profileId: Input<string>;
  /**
   * How long the token is valid, in seconds: an integer from 1 to 2147483647. Changing it issues anew, in place.
   *
   * Graph's `tokenValidityInSeconds` (Int32). Microsoft documents up to 90 days (7776000) for androidForWork.
   */
  tokenValidityInSeconds: Input<number>;
  /** Which of Graph's two kinds of profile it is. Default `androidForWork`. Changing it replaces the resource. */
  profileType?: Input<"androidForWork" | "androidDeviceOwner">;
  /**
   * The token is issued anew by the first `up` that finds less than this left of it, in seconds: an integer from 0
   * to the validity less one. Default 0: once it has expired.
   */
  renewBeforeInSeconds?: Input<number>;
  /** Any change of these texts issues the token anew. Their values may be secret and are never shown. */
  rotateWhenChanged?: Input<Record<string, Input<string>>>;
  /**
   * When created, take over the token that the profile holds, if more than `renewBeforeInSeconds` is left of it,
   * instead of issuing one. Default false.
   */
  adoptExisting?: Input<boolean>;
  /** When deleted, revoke the token, if the profile still holds it. Default true. Enrolled devices stay enrolled. */
  revokeOnDelete?: Input<boolean>;
  /**
   * What to do once a refresh shows that somebody else issued another token on the profile: `adopt` takes that one
   * over, `reissue` issues anew at the next `up`. Default `adopt`.
   */
  whenReplaced?: Input<"adopt" | "reissue">;
  /**
   * Keep the token and its QR code in state, encrypted. Default true. With false they are kept nowhere, the
   * outputs `tokenValue` and `qrCodeContent` are empty, and only a salted digest tells the token from another.
   */
  storeToken?: Input<boolean>;
  /**
   * The Microsoft Entra tenant of the profile, an id or a domain name. Default: `intune:tenantId`. Changing it
   * replaces the resource; changing `intune:tenantId` does not.
   */
  tenantId?: Input<string>;
}
