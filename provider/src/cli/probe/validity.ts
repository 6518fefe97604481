import { dateSeen, dateSeenInWords, lengthInWords, type Measurement } from "./measurement";
import type { Subject, TokenFields } from "./subject";

const largestInt32 = 2_147_483_647;
/** The validity that Microsoft documents, and shorter ones in case the service accepts less. */
export const usualValidities = [7_776_000, 2_592_000, 86_400, 3600] as const;
/** How much a token's end may differ from the requested one, because requests take time. */
export const toleranceInSeconds = 120;

/** How long tokens may live, and how their end is shown. */
export const validities: readonly Measurement[] = [
  {
    name: "validity",
    question: "What are the least and the greatest tokenValidityInSeconds, and what happens to other values?",
    how: `createToken with ${usualValidities[0]}, 1 and ${largestInt32}; if one is refused, a binary search for the last accepted one`,
    measure: async (subject) => {
      const usual = await usualValidity(subject);
      const least = await lastAccepted(subject, usual, 1);
      const greatest = await lastAccepted(subject, usual, largestInt32);
      return {
        words: `Least ${limitInWords(least)}; greatest ${limitInWords(greatest)}`,
        value: { least, greatest },
      };
    },
  },
  {
    name: "expiration",
    question: "What does tokenExpirationDateTime show for a token with a requested validity?",
    how: "createToken with a usual validity, then GET",
    measure: async (subject) => {
      const asked = await usualValidity(subject);
      const sent = subject.now();
      const { sight } = await subject.issue(asked);
      const seen = lifeOf(sight?.fields, sent);
      const asAsked = typeof seen === "number" && Math.abs(seen - asked) <= toleranceInSeconds;
      return {
        words: asAsked ? "The requested validity" : `${dateSeenInWords(seen)}, not the requested validity`,
        value: { asAsked, shows: asAsked ? "as asked" : seen },
      };
    },
  },
];

/** A validity that the service accepts, found out once. */
export async function usualValidity(subject: Subject): Promise<number> {
  for (const seconds of subject.usualValidity === undefined ? usualValidities : []) {
    const refusals = seconds === usualValidities.at(-1) ? [] : [400];
    const { reply } = await subject.issue(seconds, { refusals });
    if (reply.status !== 204) continue;
    subject.usualValidity = seconds;
    break;
  }
  return subject.usualValidity ?? 0;
}

/** How long a token lives, counted from its creation if the profile shows that, else from the request. */
function lifeOf(fields: TokenFields | undefined, sent: Date): ReturnType<typeof dateSeen> {
  const created = fields?.tokenCreationDateTime;
  return dateSeen(fields?.tokenExpirationDateTime, typeof created === "string" ? new Date(created) : sent);
}

interface Limit {
  readonly seconds: number;
  /** What happens to a validity beyond the limit; undefined if nothing lies beyond it. */
  readonly beyond?: "refused" | "moved to the limit";
}

/** The last accepted validity between a usual one and an extreme one. */
async function lastAccepted(subject: Subject, usual: number, extreme: number): Promise<Limit> {
  const takes = (seconds: number) => subject.issue(seconds, { refusals: [400] });
  const sent = subject.now();
  const { reply, sight } = await takes(extreme);
  if (reply.status === 204) {
    const granted = lifeOf(sight?.fields, sent);
    const isMoved = typeof granted === "number" && Math.abs(granted - extreme) > toleranceInSeconds;
    return isMoved ? { seconds: granted, beyond: "moved to the limit" } : { seconds: extreme };
  }
  let [taken, refused] = [usual, extreme];
  while (Math.abs(taken - refused) > 1) {
    const middle = Math.trunc((taken + refused) / 2);
    if ((await takes(middle)).reply.status === 204) taken = middle;
    else refused = middle;
  }
  return { seconds: taken, beyond: "refused" };
}

function limitInWords({ seconds, beyond }: Limit): string {
  return `${seconds} s (${lengthInWords(seconds)}${beyond === undefined ? "" : `; others are ${beyond}`})`;
}
