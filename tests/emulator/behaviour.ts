import type { EnrollmentTimeDeviceMembershipTargetValidationErrorCode } from "@microsoft/microsoft-graph-types-beta";
import type { ProfileType } from "./profile";

/** Why Intune refuses a group. */
export type GroupError = Exclude<
  EnrollmentTimeDeviceMembershipTargetValidationErrorCode,
  "unknownFutureValue"
>;

/**
 * What Microsoft does not document, or documents otherwise than it was seen, one switch each. The defaults are what was
 * seen in the field, and else one plausible service; a client is right only if it works with every other setting too.
 * docs/service.md has a row for each. The object is live: a test may change a field between two requests.
 */
export interface Behaviour {
  /**
   * Whether v1.0 serves the two entity sets. The specification names v1.0; Microsoft's metadata of 2026-08 has them
   * in beta only. Default: false, v1.0 answers 400 "Resource not found for the segment".
   */
  servedInV1: boolean;

  /** Whether the tenant has an active Intune licence; without one, every call is refused. Default: true. */
  licensed: boolean;

  /** Properties that this cloud does not have: in no answer, and 400 in a `$select` or a body. Default: none. */
  lackingProperties: readonly string[];

  /** Whether a GET by id has the entity in `value`, as Microsoft's samples do. Default: false. */
  entityInValue: boolean;

  /** Which id Intune's messages call the Activity ID. Default: client-request-id. */
  activityId: "client-request-id" | "request-id";

  /**
   * Which calls of app-only callers are answered with a bare 500, again and again. Default: the actions on the group
   * of enrollment.
   */
  appOnlyFails: "group actions" | "writes" | "never";

  // Tokens in answers

  /**
   * Whether a plain GET by id carries tokenValue, qrCodeContent and qrCodeImage. Where it does not, only a `$select`
   * that names them returns them; otherwise they are empty, as in a list. Default: those of profiles with Google Mobile
   * Services.
   */
  tokenFieldsWithoutSelect: boolean | "GMS";

  /** Whether a list whose `$select` names them carries the token fields, of GMS profiles. Default: true. */
  tokensInListsWithSelect: boolean;

  /**
   * When a token from createToken can be read back: until it, a read shows the earlier token. Both conditions have to
   * pass: this many GETs by id after the 204, and this much time of the injected clock. Default: at once.
   */
  readLag: { reads?: number; milliseconds?: number };

  /**
   * Copies of a profile that are late: for so long after its token fields changed, every nth GET by id (2 where not
   * given) is answered from one that does not have the change yet, although a GET before may have shown it. Lists are
   * not concerned. Default: no copy is late.
   */
  lateCopies: { milliseconds?: number; every?: number };

  /** What createToken does to the token that was there: ends it, or lets it live out its validity. Default: ends it. */
  earlierToken: "invalidated" | "lives on";

  /** Which tokens revokeToken ends: all of the profile that are still good, or the latest only. Default: all. */
  revokes: "all" | "the latest";

  /**
   * What the profile's fields hold after revokeToken. Default: cleared.
   * - `cleared`: the token fields null, the expiration as before any token
   * - `emptied`: the token texts "", the picture null, the expiration as before any token
   * - `expired now`: everything kept, the expiration moved to the moment of the revocation
   * - `expired at 0001-01-01`: everything kept, the expiration 0001-01-01T00:00:00Z
   * - `unchanged`: everything kept, so that nothing shows the revocation
   */
  afterRevoke: "cleared" | "emptied" | "expired now" | "expired at 0001-01-01" | "unchanged";

  /** tokenExpirationDateTime of a profile that has no token yet. Default: 0001-01-01T00:00:00Z. */
  expirationBeforeToken: "0001-01-01T00:00:00Z" | "0000-12-31T16:00:00Z" | null;

  /**
   * tokenExpirationDateTime of fully managed and corporate work-profile tokens, of which some sources say that they do
   * not expire: a far date, no date at all, or the validity asked for after all. Staging tokens always expire.
   * Default: 9999-12-31T23:59:59Z.
   */
  expirationWithoutEnd:
    "9999-12-31T23:59:59Z" | "9999-12-31T23:59:59-08:00" | "0001-01-01T00:00:00Z" | "as requested";

  /** Whether the actions of an AOSP profile accept its bare id besides `AOSP-{id}`. Default: false. */
  aospActionsOnBareId: boolean;

  /**
   * The validities the service itself takes, and whether it answers 400 to another one or moves it to the nearest
   * that it takes. Default: 1 to the largest Int32, error.
   */
  tokenValidity: { minimumInSeconds?: number; maximumInSeconds?: number; outside?: "error" | "clamp" };

  // Profiles

  /**
   * What a POST of a profile does about tokenExpirationDateTime: 400 without it, with and without, or 400 with it.
   * Default: androidDeviceOwner profiles need it, androidForWork ones take it.
   */
  creationExpiry: Readonly<Record<ProfileType, "required" | "optional" | "refused">>;

  /** How far ahead the tokenExpirationDateTime of a POST has to be; less is answered 400. Default: 0. */
  leastFirstLifeInSeconds: number;

  /**
   * Whether creating a profile issues a token at once, which can be read by the next GET by id. It ends at the
   * tokenExpirationDateTime of the POST, or after 90 days. Default: androidDeviceOwner profiles only.
   */
  firstToken: Readonly<Record<ProfileType, boolean>>;

  /** Which profiles answer 400 to a null in a PATCH. Default: AOSP. */
  nullInPatch: "refused for AOSP" | "refused" | "taken";

  /**
   * What a PATCH of an AOSP profile may change: the name, the description, the device name template and the network's
   * name, password, security and hiddenness, or everything that other profiles may. Default: those seven properties.
   */
  aospChanges: "seven properties" | "all";

  /** What DELETE of a missing profile answers; some Intune entities answer 400. Default: 404. */
  deleteOfMissing: 404 | 400;

  // The group that devices join while they enroll

  /**
   * How retrieveEnrollmentTimeDeviceMembershipTarget is asked for; the other method answers 400 "No OData route
   * exists". Default: POST.
   */
  groupRetrievedBy: "POST" | "GET" | "either";

  /** Whether the answers about the group come in `value`. Default: false. */
  groupInValue: boolean;

  /** What is wrong with every group that is set: answered 200 with `validationSucceeded: false`. Default: nothing. */
  groupError: GroupError | null;

  /** Whether another group may be set without clearing the one before. Default: yes, it replaces it. */
  groupChange: "replaces" | "after clear";
}

export function defaultBehaviour(): Behaviour {
  return {
    servedInV1: false,
    licensed: true,
    lackingProperties: [],
    entityInValue: false,
    activityId: "client-request-id",
    appOnlyFails: "group actions",
    tokenFieldsWithoutSelect: "GMS",
    tokensInListsWithSelect: true,
    readLag: {},
    lateCopies: {},
    earlierToken: "invalidated",
    revokes: "all",
    afterRevoke: "cleared",
    expirationBeforeToken: "0001-01-01T00:00:00Z",
    expirationWithoutEnd: "9999-12-31T23:59:59Z",
    aospActionsOnBareId: false,
    tokenValidity: {},
    creationExpiry: { androidForWork: "optional", androidDeviceOwner: "required" },
    leastFirstLifeInSeconds: 0,
    firstToken: { androidForWork: false, androidDeviceOwner: true },
    nullInPatch: "refused for AOSP",
    aospChanges: "seven properties",
    deleteOfMissing: 404,
    groupRetrievedBy: "POST",
    groupInValue: false,
    groupError: null,
    groupChange: "replaces",
  };
}
