import type { Input } from "@pulumi/pulumi";

/** The arguments of an EnrollmentToken. A faulty value fails the preview, with the name of the argument and what is allowed. */
export interface EnrollmentTokenArgs {
  /**
   * The id of the enrollment profile on which the token is issued, for example the `profileId` of an EnrollmentProfile
   * or of {@link getEnrollmentProfileOutput}. Not empty, and without `/ \ ? # %`, white space or control characters.
   * Changing it replaces the resource.
   */
  profileId: Input<string>;
  /**
   * How long the token is valid, in seconds: an integer from 1 to 2147483647. Changing it issues a new token in place.
   *
   * Source: Graph's `tokenValidityInSeconds` (Int32). Microsoft documents up to 90 days (7776000) for androidForWork.
   */
  tokenValidityInSeconds: Input<number>;
  /** The kind of the profile; Graph has two. Default `androidForWork`. Changing it replaces the resource. */
  profileType?: Input<"androidForWork" | "androidDeviceOwner">;
  /**
   * An `up` issues a new token if the present one is valid for less than this time. In seconds: an integer from 0 to
   * `tokenValidityInSeconds` − 1. Default 0: a new token is issued once the present one has expired.
   */
  renewBeforeInSeconds?: Input<number>;
  /** If one of these texts changes, a new token is issued. The values may be secret and are never shown. */
  rotateWhenChanged?: Input<Record<string, Input<string>>>;
  /**
   * When the resource is created: take over the profile's token instead of issuing one, if it is valid for more than
   * `renewBeforeInSeconds`. Default false.
   */
  adoptExisting?: Input<boolean>;
  /**
   * When the resource is deleted: revoke the token, if it is still the profile's token. Default true. Devices that have
   * enrolled stay enrolled.
   */
  revokeOnDelete?: Input<boolean>;
  /**
   * What to do when a refresh finds that somebody else issued another token on the profile. `adopt` takes that token
   * over; `reissue` issues a new one at the next `up`. Default `adopt`.
   */
  whenReplaced?: Input<"adopt" | "reissue">;
  /**
   * Keep the token and its QR code in state, encrypted. Default true. If false, state holds only a salted digest, by
   * which the token is recognised, and the outputs `tokenValue` and `qrCodeContent` are empty.
   */
  storeToken?: Input<boolean>;
  /**
   * The Microsoft Entra tenant of the profile: an id or a domain name. Default: `intune:tenantId`. Changing this
   * argument replaces the resource; changing `intune:tenantId` does not.
   */
  tenantId?: Input<string>;
}
