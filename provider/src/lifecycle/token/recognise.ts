/** Says whose token a profile shows, and what a hook does with it. The reasons: docs/decisions/whose-token.md. */
import { noExpiration, type ProfileToken } from "../../graph/profile";
import { isNotBefore, isWithin } from "../waiting";

/**
 * What a profile shows to a resource. Graph's servers are not always in sync: a server that does not know the latest
 * token yet answers with a late copy of the profile.
 *
 * - `gone`: the profile does not exist
 * - `none`: the profile has no token
 * - `withdrawn`: the token in state, but somebody revoked it
 * - `own`: the token in state
 * - `earlier`: a token from before, shown by a late copy
 * - `first`: the token that Graph issued when it created the profile; it belongs to nobody
 * - `answer`: the token of the pending request
 * - `late answer`: the token of an earlier request of this run
 * - `abandoned`: the token of a request that was given up
 * - `foreign`: any other token, so probably somebody else's
 */
export const sightings = [
  "gone",
  "none",
  "withdrawn",
  "own",
  "earlier",
  "first",
  "answer",
  "late answer",
  "abandoned",
  "foreign",
] as const;

export type Sighting = (typeof sightings)[number];

/** A request for a token. It may stand for several in a row, if any of them may have issued a token. Times by Graph's clock. */
export interface TokenRequest {
  /** When it was sent; ISO 8601. A token of this request was not issued earlier. */
  readonly requestedDateTime: string;
  /** When it was answered or given up; ISO 8601. A token of this request was not issued later. */
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

/** What a resource remembers of its profile's tokens and of its own requests. */
export interface TokenHistory {
  /** The token in state. If Graph does not tell when it was created: when it was requested or first seen. */
  readonly own?: KnownToken | undefined;
  /** Tokens that the profile held before the pending request. */
  readonly previous?: readonly KnownToken[];
  /** The pending request. */
  readonly request?: TokenRequest | undefined;
  /** Earlier requests of this run for the same token. Their tokens have not shown yet, but still may. */
  readonly earlierRequests?: readonly TokenRequest[];
  /** A request for another token, which was given up. */
  readonly abandonedRequest?: TokenRequest | undefined;
}

/** What the checks look at. */
interface Evidence extends TokenHistory {
  readonly token: ProfileToken;
  readonly isFirst: boolean;
  readonly now: Date;
  readonly isOwn: boolean;
  readonly isPrevious: boolean;
  readonly isAnswer: boolean;
}

/** The checks, in order. The first one that applies decides. */
const checks: readonly (readonly [Sighting, (evidence: Evidence) => boolean])[] = [
  ["withdrawn", (evidence) => evidence.isOwn && isWithdrawn(evidence)],
  ["own", ({ isOwn }) => isOwn],
  ["earlier", (evidence) => evidence.isPrevious || isFromBefore(evidence)],
  [
    "first",
    ({ isFirst, isAnswer, token, request }) => isFirst && !(isAnswer && isCreatedSince(token, request)),
  ],
  ["answer", ({ isAnswer }) => isAnswer],
  ["abandoned", ({ token, abandonedRequest }) => !!abandonedRequest && answers(token, abandonedRequest)],
  ["late answer", ({ token, earlierRequests = [] }) => earlierRequests.some((sent) => answers(token, sent))],
];

/**
 * Recognises the token that a profile shows.
 *
 * @param isFirst true if the token is the one that Graph issued when it created the profile
 * @param now by Graph's clock
 */
export async function recognise(
  token: ProfileToken | undefined,
  history: TokenHistory,
  isFirst: boolean,
  now: Date,
): Promise<Sighting> {
  if (token === undefined) return "none";
  const { own, previous = [], request } = history;
  const isAnswer = request !== undefined && answers(token, request);
  const isOneOf = async (tokens: readonly KnownToken[]) => {
    for (const known of tokens) if (await isSame(token, known, isAnswer)) return true;
    return false;
  };
  // Without a pending request, the value was not issued again.
  const isOwn =
    own !== undefined &&
    (request === undefined ? await own.hasValue(token.tokenValue) : await isOneOf([own]));
  const isPrevious = await isOneOf(previous);
  const evidence: Evidence = { ...history, token, isFirst, now, isOwn, isPrevious, isAnswer };
  return checks.find(([, applies]) => applies(evidence))?.[0] ?? "foreign";
}

/** Whether a token may come from a request: it was created during the request, or expires when the request's token has to. */
export function answers(
  { tokenCreationDateTime: creation, tokenExpirationDateTime: end }: ProfileToken,
  { requestedDateTime, answeredDateTime, tokenValidityInSeconds }: TokenRequest,
): boolean {
  const isThen = (time: number) => isWithin(time, requestedDateTime, answeredDateTime);
  if (creation !== undefined && isThen(Date.parse(creation))) return true;
  return end !== noExpiration && isThen(Date.parse(end) - tokenValidityInSeconds * 1000);
}

/** Whether this is the known token, and not a new token with the same value. */
async function isSame(token: ProfileToken, known: KnownToken, isAnswer: boolean): Promise<boolean> {
  return (await known.hasValue(token.tokenValue)) && !isIssuedAgain(token, known, isAnswer);
}

/**
 * Whether a value was issued again: the token was created later, expires later, or expires when the requested token has
 * to. A token that expires earlier for any other reason was revoked. So was one that has lost its end.
 */
function isIssuedAgain(token: TokenTimes, known: TokenTimes, isAnswer: boolean): boolean {
  const { tokenExpirationDateTime: end, tokenCreationDateTime: creation } = token;
  // If both creation times are known, they decide. `isAnswer` may be true for a token that was issued just before the request.
  if (creation !== undefined && known.tokenCreationDateTime !== undefined) {
    return isEarlier(known.tokenCreationDateTime, creation);
  }
  if (end === noExpiration || end === known.tokenExpirationDateTime) return false;
  return isAnswer || isEarlier(known.tokenExpirationDateTime, end);
}

/** Graph does not say "revoked". The end of a revoked token moves into the past, or disappears. */
function isWithdrawn({ token, own, now }: Evidence): boolean {
  const { tokenExpirationDateTime: end } = token;
  if (own === undefined || end === own.tokenExpirationDateTime) return false;
  return end === noExpiration || Date.parse(end) <= now.getTime();
}

/**
 * Whether a token is older than a known one, or older than the request. A profile never goes back to an earlier token,
 * so this one is from a late copy. If Graph does not tell when it was created, it counts as older if it had expired by
 * then.
 */
function isFromBefore({ token, own, previous = [], request, isAnswer }: Evidence): boolean {
  const { tokenCreationDateTime: creation, tokenExpirationDateTime: end } = token;
  if (isEarlier(creation ?? end, own?.tokenCreationDateTime)) return true;
  if (previous.some((known) => isEarlier(creation, known.tokenCreationDateTime))) return true;
  // A token that existed before the request: the hook has decided against it already.
  return (
    request !== undefined && !isAnswer && !isNotBefore(Date.parse(creation ?? end), request.requestedDateTime)
  );
}

/** False for the first token of a profile, which is older than any request. */
function isCreatedSince(
  { tokenCreationDateTime: creation }: ProfileToken,
  request: TokenRequest | undefined,
): boolean {
  return !isEarlier(creation, request?.requestedDateTime);
}

/** False if either time is unknown. */
function isEarlier(dateTime: string | undefined, other: string | undefined): boolean {
  return dateTime !== undefined && other !== undefined && Date.parse(dateTime) < Date.parse(other);
}

/**
 * When a hook looks at the profile:
 *
 * - `create`, `update`: before it requests a token
 * - `read back`: in an update that only needs the value of the token in state
 * - `waiting`: after the request, and in the next `up` while the token is pending
 * - `refresh`, `delete`: in the hooks of these names; `… pending` if the resource's token is pending
 */
export type Situation =
  "create" | "update" | "read back" | "waiting" | "refresh" | "refresh pending" | "delete" | "delete pending";

/**
 * What a hook does with what it saw:
 *
 * - `look again`: read the profile again, because nothing is certain yet
 * - `take`: the token is the resource's own, issued by it
 * - `take at the end`: like `take`, but only if nothing better shows before the propagation time-out
 * - `adopt`: take over the token, if the arguments allow it
 * - `issue`: request a token
 * - `keep`: keep the state, with the end of its token as Graph shows it
 * - `mark`: write into `tokenStatus` what happened to the token
 * - `forget`: report that the resource is gone
 * - `revoke`: revoke the token, if it is still valid
 * - `leave`: revoke nothing
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

/** What a hook does, and how many looks in a row have to agree first. */
export interface Cell {
  readonly reaction: Reaction;
  readonly looks: number;
}

/** A look that agrees with the state, or changes nothing, is believed at once. */
const once = (reaction: Reaction): Cell => ({ reaction, looks: 1 });

/** A look that contradicts the state may be a late copy, so three looks have to agree. */
export const looksToBelieve = 3;
const confirmed = (reaction: Reaction): Cell => ({ reaction, looks: looksToBelieve });

const lookAgain = once("look again");
const issue = once("issue");
const keep = once("keep");

/**
 * What a hook does with each sighting. A sighting that is missing cannot happen: the hook knows no token or request
 * that it could recognise, or its read fails if the profile is gone.
 */
export const reactions: Readonly<Record<Situation, Readonly<Partial<Record<Sighting, Cell>>>>> = {
  create: {
    none: issue,
    first: issue,
    foreign: once("adopt"),
  },
  update: {
    none: issue,
    withdrawn: issue,
    own: issue,
    earlier: issue,
    first: issue,
    answer: once("take"),
    foreign: confirmed("adopt"),
  },
  "read back": {
    none: confirmed("issue"),
    withdrawn: confirmed("issue"),
    own: keep,
    earlier: lookAgain,
    first: lookAgain,
    foreign: confirmed("adopt"),
  },
  waiting: {
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
    foreign: confirmed("leave"),
  },
};

export function reactionTo(sighting: Sighting, situation: Situation): Cell {
  return reactions[situation][sighting] ?? lookAgain;
}
