import { isFirstToken } from "../../graph/firstToken";
import type { Profile, ProfileToken } from "../../graph/profile";
import type { Context } from "../session";
import { graphClock } from "../waiting";
import {
  answers,
  type Known,
  looksToBelieve,
  type Reaction,
  reactions,
  recognise,
  type Sighting,
  type Situation,
  type TokenRequest,
} from "./recognise";

/** What a profile showed, and what it means to the hook that looked. */
export interface Seen {
  readonly sighting: Sighting;
  readonly reaction: Reaction;
  /** Undefined where it is gone. */
  readonly profile: Profile | undefined;
  /** By Graph's clock. */
  readonly now: Date;
}

/** A profile with its token, as read. */
export interface ShownToken {
  readonly profile: Profile;
  readonly token: ProfileToken;
}

/** The profile and its token, where the sighting is of a token. */
export function shownToken({ profile }: Seen): ShownToken | undefined {
  return profile?.token && { profile, token: profile.token };
}

/** A new token, seen on the profile. */
export interface IssuedToken extends ShownToken {
  /** ISO 8601, UTC. Graph's own date where it tells one, otherwise when the token was asked for, or first seen. */
  readonly tokenIssuedDateTime: string;
}

export function issuedToken({ profile, token }: ShownToken, requestedDateTime: string): IssuedToken {
  return { profile, token, tokenIssuedDateTime: token.tokenCreationDateTime ?? requestedDateTime };
}

/** As {@link issuedToken}, of a token whose request is not known: it was issued before it was seen, by Graph's clock. */
export function seenToken(shown: ShownToken, now: Date): IssuedToken {
  return issuedToken(shown, now.toISOString());
}

/** What a profile that was just read shows. */
export async function interpret(
  { clock }: Pick<Context, "clock">,
  profile: Profile | undefined,
  situation: Situation,
  known: Known,
): Promise<Seen> {
  const now = graphClock(clock, profile?.date)();
  const sighting =
    profile === undefined ? "gone" : await recognise(profile.token, known, isFirstToken(profile), now);
  return { sighting, reaction: reactions[situation][sighting].reaction, profile, now };
}

/**
 * Reads the profile until it shows something to act on, as often in a row as the table of reactions asks for. Undefined
 * where the propagation time-out is over and there is nothing to act on.
 *
 * At the end, what showed often enough counts, though not in a row: late copies came between, and what was seen is not
 * unseen by them. Of a token that is waited for, the last look is enough.
 *
 * @param read one look at the profile
 * @param since when the wait began, by Graph's clock; default now
 */
export async function lookUntilClear(
  context: Pick<Context, "clock" | "waitFor">,
  read: () => Promise<Profile | undefined>,
  situation: Situation,
  known: Known,
  since?: string,
): Promise<Seen | undefined> {
  const counts = new Map<string, number>();
  let last: { readonly seen: Seen; readonly subject: string } | undefined;
  let inARow = 0;
  const look = async () => {
    const seen = await interpret(context, await read(), situation, known);
    const { sighting, reaction, profile } = seen;
    const date = profile?.date;
    if (reaction === "look again") {
      inARow = 0;
      return { date };
    }
    const subject = `${sighting} ${profile?.token?.tokenValue ?? ""}`;
    inARow = subject === last?.subject ? inARow + 1 : 1;
    counts.set(subject, (counts.get(subject) ?? 0) + 1);
    last = { seen, subject };
    return { date, seen: inARow >= looksNeeded(seen, situation) ? seen : undefined };
  };
  const found = await context.waitFor(look, { since, atLeast: looksToBelieve });
  if (found !== undefined || last === undefined) return found;
  const isEnough =
    (counts.get(last.subject) ?? 0) >= looksToBelieve || (situation === "waiting" && inARow > 0);
  return isEnough ? last.seen : undefined;
}

/** How many looks in a row have to show it. */
function looksNeeded({ sighting, reaction, profile }: Seen, situation: Situation): number {
  if (reaction === "take at the end") return Infinity;
  // Without a QR code it is perhaps not whole yet; some profiles may have none.
  if (situation === "waiting" && sighting === "answer" && profile?.token?.qrCodeContent === "") {
    return looksToBelieve;
  }
  return reactions[situation][sighting].looks;
}

/** The request that a token answers, as far as one can tell. */
export function requestOf(
  token: ProfileToken,
  request: TokenRequest,
  earlier: readonly TokenRequest[],
): TokenRequest {
  return earlier.find((one) => answers(token, one)) ?? request;
}
