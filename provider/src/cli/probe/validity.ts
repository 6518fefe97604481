import { dateSeen, dateSeenInWords, lengthInWords, type Measurement } from "./measurement";
import type { Subject, TokenFields } from "./subject";

const largestInt32 = 2_147_483_647;
/** What Microsoft documents, and shorter ones for a service that takes less. */
export const usualValidities = [7_776_000, 2_592_000, 86_400, 3600] as const;
/** What a token's end may differ from what was asked for, for the time that requests take. */
export const toleranceInSeconds = 120;

/** How long tokens may live, and how their end shows. */
export const validities: readonly Measurement[] = [
  {
    name: "validity",
    question: "What are the least and the greatest tokenValidityInSeconds, and what is done about others?",
    how: `createToken with ${usualValidities[0]}, 1 and ${largestInt32}; where one is refused, halving up to the last one taken`,
    measure: async (subject) => {
      const usual = await usualValidity(subject);
      const least = await limit(subject, usual, 1);
      const greatest = await limit(subject, usual, largestInt32);
      return {
        words: `Least ${inWords(least)}; greatest ${inWords(greatest)}`,
        value: { least, greatest },
      };
    },
  },
  {
    name: "expiration",
    question: "What does tokenExpirationDateTime show for a token that was asked for with a validity?",
    how: "createToken with a usual validity, then GET",
    measure: async (subject) => {
      const asked = await usualValidity(subject);
      const sent = subject.now();
      const { sight } = await subject.issue(asked);
      const seen = lifeOf(sight?.fields, sent);
      const asAsked = typeof seen === "number" && Math.abs(seen - asked) <= toleranceInSeconds;
      return {
        words: asAsked ? "The validity asked for" : `${dateSeenInWords(seen)}, not the validity asked for`,
        value: { asAsked, shows: asAsked ? "as asked" : seen },
      };
    },
  },
];

/** A validity that the service takes; found out once. */
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

/** How long a token lives, since its creation where the profile tells that. */
function lifeOf(fields: TokenFields | undefined, sent: Date): ReturnType<typeof dateSeen> {
  const created = fields?.tokenCreationDateTime;
  return dateSeen(fields?.tokenExpirationDateTime, typeof created === "string" ? new Date(created) : sent);
}

interface Limit {
  readonly seconds: number;
  /** What is done about a validity beyond it; undefined where there is none beyond. */
  readonly beyond?: "refused" | "moved to the limit";
}

/** The last validity that is taken on the way from a usual one to an extreme. */
async function limit(subject: Subject, usual: number, extreme: number): Promise<Limit> {
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

function inWords({ seconds, beyond }: Limit): string {
  return `${seconds} s (${lengthInWords(seconds)}${beyond === undefined ? "" : `; others are ${beyond}`})`;
}
