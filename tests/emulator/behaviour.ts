/**
 * What Microsoft does not document, one switch each. The defaults are one plausible service; a client is right only
 * if it works with every other setting too. The object is live: a test may change a field between two requests.
 */
export interface Behaviour {
  /**
   * Whether v1.0 serves the two entity sets. The specification names v1.0; Microsoft's metadata of 2026-08 has them
   * in beta only. Default: false, v1.0 answers 400 "Resource not found for the segment".
   */
  servedInV1: boolean;

  /**
   * Whether a plain GET by id carries tokenValue, qrCodeContent and qrCodeImage. With false only a `$select` that
   * names them returns them; otherwise they are empty, as in a list. Default: true.
   */
  tokenFieldsWithoutSelect: boolean;

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
  expirationBeforeToken: "0001-01-01T00:00:00Z" | null;

  /** Whether the actions of an AOSP profile accept its bare id besides `AOSP-{id}`. Default: false. */
  aospActionsOnBareId: boolean;

  /**
   * The validities the service itself takes, and whether it answers 400 to another one or moves it to the nearest
   * that it takes. Default: 1 to the largest Int32, error.
   */
  tokenValidity: { minimumInSeconds?: number; maximumInSeconds?: number; outside?: "error" | "clamp" };

  /**
   * tokenExpirationDateTime of fully managed and corporate work-profile tokens, of which some sources say that they do
   * not expire: a far date, no date at all, or the validity asked for after all. Staging tokens always expire.
   * Default: 9999-12-31T23:59:59Z.
   */
  expirationWithoutEnd: "9999-12-31T23:59:59Z" | "0001-01-01T00:00:00Z" | "as requested";

  /** What DELETE of a missing profile answers; some Intune entities answer 400. Default: 404. */
  deleteOfMissing: 404 | 400;

  /** Whether the tenant has an active Intune licence; without one, every call is refused. Default: true. */
  licensed: boolean;
}

export function defaultBehaviour(): Behaviour {
  return {
    servedInV1: false,
    tokenFieldsWithoutSelect: true,
    readLag: {},
    lateCopies: {},
    earlierToken: "invalidated",
    revokes: "all",
    afterRevoke: "cleared",
    expirationBeforeToken: "0001-01-01T00:00:00Z",
    aospActionsOnBareId: false,
    tokenValidity: {},
    expirationWithoutEnd: "9999-12-31T23:59:59Z",
    deleteOfMissing: 404,
    licensed: true,
  };
}
