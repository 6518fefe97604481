import { isFirstToken } from "../../graph/firstToken";
import { type Profile, profilePath, type ProfileToken } from "../../graph/profile";
import type { Context } from "../session";
import { graphClock } from "../waiting";
import {
  answers,
  looksToBelieve,
  type Reaction,
  reactionTo,
  recognise,
  type Sighting,
  type Situation,
  type TokenHistory,
  type TokenRequest,
} from "./recognise";

/** What a hook saw on a profile, and what it does with that. */
export interface Seen {
  readonly sighting: Sighting;
  readonly reaction: Reaction;
  /** Undefined if the profile does not exist. */
  readonly profile: Profile | undefined;
  /** By Graph's clock. */
  readonly now: Date;
}

/** A profile that was read, with its token. */
export interface ShownToken {
  readonly profile: Profile;
  readonly token: ProfileToken;
}

/** The profile with its token. Undefined if it shows none. */
export function shownToken({ profile }: Seen): ShownToken | undefined {
  return profile?.token && { profile, token: profile.token };
}

/** Somebody else's token, as messages call it. */
export function somebodyElsesToken({ profile, token }: ShownToken): string {
  return `the token that somebody else issued on ${profilePath(profile)}, valid until ${token.tokenExpirationDateTime}`;
}

/** A new token, seen on the profile. */
export interface IssuedToken extends ShownToken {
  /** ISO 8601, UTC. If Graph does not tell when the token was issued: when it was requested or first seen. */
  readonly tokenIssuedDateTime: string;
}

export function issuedToken({ profile, token }: ShownToken, requestedDateTime: string): IssuedToken {
  return { profile, token, tokenIssuedDateTime: token.tokenCreationDateTime ?? requestedDateTime };
}

/** Like {@link issuedToken}, for a token that somebody else requested: it counts as issued when it was first seen. */
export function seenToken(shown: ShownToken, now: Date): IssuedToken {
  return issuedToken(shown, now.toISOString());
}

/** Says what a profile that was just read shows, and what the hook does with it. */
export async function interpret(
  { clock }: Pick<Context, "clock">,
  profile: Profile | undefined,
  situation: Situation,
  history: TokenHistory,
): Promise<Seen> {
  const now = graphClock(clock, profile?.date)();
  const sighting =
    profile === undefined ? "gone" : await recognise(profile.token, history, isFirstToken(profile), now);
  return { sighting, reaction: reactionTo(sighting, situation).reaction, profile, now };
}

/**
 * Reads the profile until enough looks in a row agree on something to act on. Undefined if they do not before the
 * propagation time-out.
 *
 * At the time-out, agreeing looks count even if they are not in a row, because late copies may have come between. While
 * a hook waits for its token, the last look alone is enough.
 *
 * @param read one look at the profile
 * @param since when the waiting began, by Graph's clock; default now
 */
export async function lookUntilClear(
  context: Pick<Context, "clock" | "waitFor">,
  read: () => Promise<Profile | undefined>,
  situation: Situation,
  history: TokenHistory,
  since?: string,
): Promise<Seen | undefined> {
  const counts = new Map<string, number>();
  let last: { readonly seen: Seen; readonly subject: string } | undefined;
  let inARow = 0;
  const look = async () => {
    const seen = await interpret(context, await read(), situation, history);
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

/** How many looks in a row have to agree. */
function looksNeeded({ sighting, reaction, profile }: Seen, situation: Situation): number {
  if (reaction === "take at the end") return Infinity;
  // The QR code may show later than the token. Some profiles may never have one, so three looks are enough.
  if (situation === "waiting" && sighting === "answer" && profile?.token?.qrCodeContent === "") {
    return looksToBelieve;
  }
  return reactionTo(sighting, situation).looks;
}

/** The request that most likely issued the token. */
export function requestOf(
  token: ProfileToken,
  request: TokenRequest,
  earlier: readonly TokenRequest[],
): TokenRequest {
  return earlier.find((sent) => answers(token, sent)) ?? request;
}
