import { noExpiration, type ProfileToken } from "../../graph/profile";
import { toleranceInMilliseconds } from "../graphsTime";

/** One request for a token, or several in a row of which any may have been carried out. ISO 8601, by Graph's clock. */
export interface TokenRequest {
  /** No token of it was issued before this. */
  readonly requestedDateTime: string;
  /** Nor after this: it was answered, or given up. */
  readonly answeredDateTime: string;
  readonly tokenValidityInSeconds: number;
}

/**
 * Whether a token was issued by a request. It was where its creation, or its end, says so. It was not where it ended
 * before it was asked for. Otherwise it is unclear: Graph may have given it another validity, and somebody else may
 * have had it issued.
 */
export function answers(
  { tokenCreationDateTime: creation, tokenExpirationDateTime: end }: ProfileToken,
  { requestedDateTime, answeredDateTime, tokenValidityInSeconds }: TokenRequest,
): "yes" | "no" | "unclear" {
  const earliest = Date.parse(requestedDateTime) - toleranceInMilliseconds;
  const latest = Date.parse(answeredDateTime) + toleranceInMilliseconds;
  const isThen = (time: number) => time >= earliest && time <= latest;
  if (creation !== undefined && isThen(Date.parse(creation))) return "yes";
  if (end === noExpiration) return "unclear";
  if (isThen(Date.parse(end) - tokenValidityInSeconds * 1000)) return "yes";
  return Date.parse(end) < earliest ? "no" : "unclear";
}
