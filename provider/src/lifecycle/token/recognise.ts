/** Whose token it is. docs/decisions/whose-token.md shows the two tables of this file and tells why they are so. */
import { noExpiration, type ProfileToken } from "../../graph/profile";
import { isNotBefore, isWithin } from "../waiting";

/**
 * What a profile shows, to a resource:
 *
 * - `gone`: there is no such profile
 * - `none`: the profile shows no token
 * - `withdrawn`: the resource's own token, whose end was taken back or away
 * - `own`: the token in state
 * - `earlier`: a token from before what is known: a late copy of the profile
 * - `first`: the token that Graph issued when it created the profile; it is nobody's
 * - `answer`: the token of the request that is pending
 * - `late answer`: the token of an earlier request of this run
 * - `abandoned`: the token of a request that was given up
 * - `foreign`: somebody else's token, as far as one can tell
 */
export type Sighting =
  | "gone"
  | "none"
  | "withdrawn"
  | "own"
  | "earlier"
  | "first"
  | "answer"
  | "late answer"
  | "abandoned"
  | "foreign";

/** One request for a token, or several in a row of which any may have been carried out. ISO 8601, by Graph's clock. */
export interface TokenRequest {
  /** No token of it was issued before this. */
  readonly requestedDateTime: string;
  /** Nor after this: it was answered, or given up. */
  readonly answeredDateTime: string;
  readonly tokenValidityInSeconds: number;
}

interface TokenTimes {
  readonly tokenExpirationDateTime: string;
  readonly tokenCreationDateTime?: string | undefined;
}

/** A token that was seen before. */
export interface KnownToken extends TokenTimes {
  readonly hasValue: (tokenValue: string) => boolean | Promise<boolean>;
}

/** What is known when a profile is looked at. */
export interface Known {
  /** The token in state. Its creation is that which Graph tells, or when it was asked for or first seen. */
  readonly own?: KnownToken | undefined;
  /** Tokens that the profile held before the pending one was asked for. */
  readonly previous?: readonly KnownToken[];
  /** The request that is pending. */
  readonly request?: TokenRequest | undefined;
  /** Requests of this run for the same, whose tokens never showed. They still may. */
  readonly earlierRequests?: readonly TokenRequest[];
  /** A request for another token, which was given up. */
  readonly abandonedRequest?: TokenRequest | undefined;
}

/** What the checks look at. */
interface Evidence extends Known {
  readonly token: ProfileToken;
  readonly isFirst: boolean;
  readonly now: Date;
  readonly isOwn: boolean;
  readonly isPrevious: boolean;
  readonly isAnswer: boolean;
}

/** The checks in their order: the first that speaks decides. */
const checks: readonly (readonly [Sighting, (evidence: Evidence) => boolean])[] = [
  ["withdrawn", (evidence) => evidence.isOwn && isWithdrawn(evidence)],
  ["own", ({ isOwn }) => isOwn],
  ["earlier", (evidence) => evidence.isPrevious || isFromBefore(evidence)],
  [
    "first",
    ({ isFirst, isAnswer, token, request }) => isFirst && !(isAnswer && isCreatedSince(token, request)),
  ],
  ["answer", ({ isAnswer }) => isAnswer],
  ["abandoned", ({ token, abandonedRequest: given }) => given !== undefined && answers(token, given)],
  ["late answer", ({ token, earlierRequests = [] }) => earlierRequests.some((one) => answers(token, one))],
];

/**
 * Recognises the token that a profile shows.
 *
 * @param isFirst whether the profile's own dates say that Graph issued the token when it created the profile
 * @param now by Graph's clock
 */
export async function recognise(
  token: ProfileToken | undefined,
  known: Known,
  isFirst: boolean,
  now: Date,
): Promise<Sighting> {
  if (token === undefined) return "none";
  const { own, previous = [], request } = known;
  const isAnswer = request !== undefined && answers(token, request);
  const isOneOf = async (tokens: readonly KnownToken[]) => {
    for (const one of tokens) if (await isSame(token, one, isAnswer)) return true;
    return false;
  };
  // Where nothing was asked for, nothing was issued once more.
  const isOwn =
    own !== undefined &&
    (request === undefined ? await own.hasValue(token.tokenValue) : await isOneOf([own]));
  const isPrevious = await isOneOf(previous);
  const evidence: Evidence = { ...known, token, isFirst, now, isOwn, isPrevious, isAnswer };
  return checks.find(([, speaks]) => speaks(evidence))?.[0] ?? "foreign";
}

/** A token answers a request if it was created while the request was under way, or ends when a token of it has to. */
export function answers(
  { tokenCreationDateTime: creation, tokenExpirationDateTime: end }: ProfileToken,
  { requestedDateTime, answeredDateTime, tokenValidityInSeconds }: TokenRequest,
): boolean {
  const isThen = (time: number) => isWithin(time, requestedDateTime, answeredDateTime);
  if (creation !== undefined && isThen(Date.parse(creation))) return true;
  return end !== noExpiration && isThen(Date.parse(end) - tokenValidityInSeconds * 1000);
}

/** The known token as it was; not the same value issued once more. */
async function isSame(token: ProfileToken, before: KnownToken, isAnswer: boolean): Promise<boolean> {
  return (await before.hasValue(token.tokenValue)) && !isIssuedAgain(token, before, isAnswer);
}

/**
 * Whether a value was issued once more: with a later creation or a later end, or with another end that is the one asked
 * for. An end that came nearer otherwise, or went away, is a token withdrawn.
 */
function isIssuedAgain(token: TokenTimes, before: TokenTimes, isAnswer: boolean): boolean {
  const { tokenExpirationDateTime: end, tokenCreationDateTime: creation } = token;
  // Its creation alone tells, if it is known: that of a token that was just issued is within ten seconds of the request.
  if (creation !== undefined && before.tokenCreationDateTime !== undefined) {
    return isEarlier(before.tokenCreationDateTime, creation);
  }
  if (end === noExpiration || end === before.tokenExpirationDateTime) return false;
  return isAnswer || isEarlier(before.tokenExpirationDateTime, end);
}

/** Graph does not say "revoked": the end of such a token moves into the past, or goes away. */
function isWithdrawn({ token, own, now }: Evidence): boolean {
  const { tokenExpirationDateTime: end } = token;
  if (own === undefined || end === own.tokenExpirationDateTime) return false;
  return end === noExpiration || Date.parse(end) <= now.getTime();
}

/**
 * A profile does not go back: a token that was created before one that is known is a late copy. Where Graph does not
 * tell when it was created, one that had ended by then is known by that.
 */
function isFromBefore({ token, own, previous = [], request, isAnswer }: Evidence): boolean {
  const { tokenCreationDateTime: creation, tokenExpirationDateTime: end } = token;
  if (isEarlier(creation ?? end, own?.tokenCreationDateTime)) return true;
  if (previous.some((one) => isEarlier(creation, one.tokenCreationDateTime))) return true;
  // What was there when the token was asked for was not to be taken over.
  return (
    request !== undefined && !isAnswer && !isNotBefore(Date.parse(creation ?? end), request.requestedDateTime)
  );
}

/** The first token of a profile is older than every request for another one. */
function isCreatedSince(
  { tokenCreationDateTime: creation }: ProfileToken,
  request: TokenRequest | undefined,
): boolean {
  return !isEarlier(creation, request?.requestedDateTime);
}

/** False where either is not known. */
function isEarlier(dateTime: string | undefined, other: string | undefined): boolean {
  return dateTime !== undefined && other !== undefined && Date.parse(dateTime) < Date.parse(other);
}

/**
 * When a hook looks:
 *
 * - `create`, `update`: before it asks for a token
 * - `read back`: in an update that only needs the value of the token in state
 * - `waiting`: after it asked, and in the next `up` while the token is pending
 * - `refresh`, `delete`: the hooks of these names; `… pending` where the resource's token is pending
 */
export type Situation =
  "create" | "update" | "read back" | "waiting" | "refresh" | "refresh pending" | "delete" | "delete pending";

/**
 * What a hook does with what it saw:
 *
 * - `look again`: it says nothing yet
 * - `take`: it is the resource's token, issued by it
 * - `take at the end`: as `take`, if nothing better shows until the propagation time-out
 * - `adopt`: it becomes the resource's token where the arguments say so
 * - `issue`: the hook asks for a token
 * - `keep`: the state stays as it is; its token's end is the one that Graph shows
 * - `mark`: `tokenStatus` says what became of the token
 * - `forget`: the resource is gone
 * - `revoke`: the token is revoked, if it is still valid
 * - `leave`: nothing is revoked
 */
export type Reaction =
  | "look again"
  | "take"
  | "take at the end"
  | "adopt"
  | "issue"
  | "keep"
  | "mark"
  | "forget"
  | "revoke"
  | "leave";

/** What is done, and how many looks have to agree before it is. */
export interface Cell {
  readonly reaction: Reaction;
  readonly looks: number;
}

/** What agrees with the state, or changes nothing, is believed at once. */
const once = (reaction: Reaction): Cell => ({ reaction, looks: 1 });

/** Graph's machines do not all know the same at once: what contradicts the state has to show three times. */
export const looksToBelieve = 3;
const confirmed = (reaction: Reaction): Cell => ({ reaction, looks: looksToBelieve });

const lookAgain = once("look again");
const issue = once("issue");
const keep = once("keep");

/** What a hook does with each sighting. */
export const reactions: Readonly<Record<Situation, Readonly<Record<Sighting, Cell>>>> = {
  create: {
    gone: issue,
    none: issue,
    withdrawn: issue,
    own: issue,
    earlier: issue,
    first: issue,
    answer: issue,
    "late answer": issue,
    abandoned: issue,
    foreign: once("adopt"),
  },
  update: {
    gone: issue,
    none: issue,
    withdrawn: issue,
    own: issue,
    earlier: issue,
    first: issue,
    answer: once("take"),
    "late answer": once("take"),
    abandoned: issue,
    foreign: confirmed("adopt"),
  },
  "read back": {
    gone: lookAgain,
    none: confirmed("issue"),
    withdrawn: confirmed("issue"),
    own: keep,
    earlier: lookAgain,
    first: lookAgain,
    answer: lookAgain,
    "late answer": lookAgain,
    abandoned: lookAgain,
    foreign: confirmed("adopt"),
  },
  waiting: {
    gone: lookAgain,
    none: lookAgain,
    withdrawn: lookAgain,
    own: lookAgain,
    earlier: lookAgain,
    first: lookAgain,
    answer: once("take"),
    "late answer": once("take at the end"),
    abandoned: lookAgain,
    foreign: confirmed("take"),
  },
  refresh: {
    gone: confirmed("forget"),
    none: confirmed("mark"),
    withdrawn: confirmed("mark"),
    own: keep,
    earlier: keep,
    first: keep,
    answer: keep,
    "late answer": keep,
    abandoned: keep,
    foreign: confirmed("adopt"),
  },
  "refresh pending": {
    gone: confirmed("forget"),
    none: keep,
    withdrawn: keep,
    own: keep,
    earlier: keep,
    first: keep,
    answer: once("take"),
    "late answer": once("take"),
    abandoned: keep,
    foreign: confirmed("adopt"),
  },
  delete: {
    gone: confirmed("leave"),
    none: confirmed("leave"),
    withdrawn: once("revoke"),
    own: once("revoke"),
    earlier: lookAgain,
    first: lookAgain,
    answer: once("revoke"),
    "late answer": once("revoke"),
    abandoned: once("revoke"),
    foreign: confirmed("leave"),
  },
  "delete pending": {
    gone: confirmed("leave"),
    none: lookAgain,
    withdrawn: lookAgain,
    own: lookAgain,
    earlier: lookAgain,
    first: lookAgain,
    answer: once("revoke"),
    "late answer": once("revoke"),
    abandoned: lookAgain,
    foreign: confirmed("leave"),
  },
};
