import type { ProfileReference, ProfileToken } from "../../graph/profile";
import type { Context } from "../context";
import { poll } from "../poll";
import { answers, type TokenRequest } from "./answers";
import type { ShownToken } from "./issued";

/** What is looked for on a profile. */
export interface Sought {
  readonly request: TokenRequest;
  /** Requests for the same before it, whose token never showed; it may still. */
  readonly earlier: readonly TokenRequest[];
  /** A request for another token before it, which was given up; should its token show now, it is none. */
  readonly givenUp: TokenRequest | undefined;
  /** True for tokens that were there before; it is told whether the token's times answer the request. */
  readonly isKnown: (token: ProfileToken, isAnswer: boolean) => Promise<boolean>;
}

/** A token that was not there before. */
export interface Found extends ShownToken {
  /**
   * - `answer`: it was issued by the request
   * - `late`: by one of the earlier requests
   * - `other`: by the request, with another validity than was asked for, or by somebody else
   */
  readonly what: "answer" | "late" | "other";
  /** The request that it answers, as far as one can tell. */
  readonly request: TokenRequest;
}

/**
 * Graph's machines do not all know the same at once: what is doubtful has to show so often in a row. Nor does it take
 * fewer looks to see that no token was issued, however late they begin.
 */
const looksToBelieve = 3;

/**
 * Reads the profile, three times at least and until the deadline, until it shows a token that answers the request. One that is
 * doubtful is answered too, once it goes on showing; and at the deadline whatever new token was seen last.
 */
export async function seekToken(
  { profiles, clock, arrivals }: Pick<Context, "profiles" | "clock" | "arrivals">,
  reference: ProfileReference,
  deadline: number,
  { request, earlier, givenUp, isKnown }: Sought,
): Promise<Found | undefined> {
  let last: Found | undefined;
  let looks = 0;
  const look = async () => {
    const profile = await profiles.get(reference);
    const { token } = profile;
    const verdict = token && answers(token, request);
    if (token === undefined || (await isKnown(token, verdict === "yes"))) {
      // What was seen before was a late copy, then.
      last = undefined;
      return undefined;
    }
    if (verdict === "no") return undefined;
    const isOf = (other: TokenRequest) => verdict !== "yes" && answers(token, other) === "yes";
    if (givenUp !== undefined && isOf(givenUp)) return undefined;
    const before = earlier.find(isOf);
    const what = verdict === "yes" ? "answer" : before === undefined ? "other" : "late";
    looks = token.tokenValue === last?.token.tokenValue ? looks + 1 : 1;
    last = { what, profile, token, request: before ?? request };
    // Without a QR code it is perhaps not whole yet; some profiles may have none.
    if (what === "answer" && token.qrCodeContent !== "") return last;
    return what !== "late" && looks >= looksToBelieve ? last : undefined;
  };
  return (await arrivals.during(() => poll(clock, deadline, look, looksToBelieve))) ?? last;
}
