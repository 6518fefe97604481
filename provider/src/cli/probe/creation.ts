import { lengthInWords, dateSeen, dateSeenInWords, statusText, type Measurement } from "./measurement";
import type { ScratchProfile } from "./scratch";
import { patienceInMilliseconds, showsToken, type Subject } from "./subject";

/** The lifetimes to try for the first token, until one is accepted. */
const livesInSeconds = [60, 600, 3600, 86_400, 7 * 86_400, 90 * 86_400];
/** Added to each, for the time that the request takes. */
const marginInSeconds = 30;
const firstTokenPatienceInMilliseconds = 10_000;

export const creation: readonly Measurement[] = [
  {
    name: "creationWithoutExpiry",
    question: "Is a profile created without tokenExpirationDateTime, and does it get a token?",
    how: "POST without it, then GET by id for up to 10 s",
    measure: async (subject) => {
      const { reply, profile } = await subject.scratch.create(subject.kind);
      if (profile === undefined) {
        return { words: `No: ${statusText(reply)}`, value: { created: false, status: reply.status } };
      }
      const first = await takeOver(subject, profile);
      return { words: `Yes; ${first.words}`, value: { created: true, ...first.value } };
    },
  },
  {
    name: "creationWithExpiry",
    question:
      "Is a profile created with tokenExpirationDateTime, how soon may that be, and does it get a token?",
    how: `POST with an end ${livesInSeconds.map(lengthInWords).join(", ")} ahead, each plus 30 s, until one is accepted, then GET by id for up to 10 s`,
    measure: async (subject) => {
      let refused: { readonly life: number; readonly words: string } | undefined;
      for (const life of livesInSeconds) {
        const end = new Date(subject.now().getTime() + (life + marginInSeconds) * 1000);
        const tokenExpirationDateTime = end.toISOString().replace(/\.\d+Z$/, "Z");
        const { reply, profile } = await subject.scratch.create(subject.kind, { tokenExpirationDateTime });
        if (profile === undefined) {
          refused = { life, words: statusText(reply) };
          continue;
        }
        const first = await takeOver(subject, profile);
        const tooShort =
          refused === undefined ? "" : `, but not ${lengthInWords(refused.life)} (${refused.words})`;
        return {
          words: `Yes, ${lengthInWords(life)} ahead${tooShort}; ${first.words}`,
          value: {
            created: true,
            leastLifeTakenInSeconds: life,
            greatestLifeRefusedInSeconds: refused?.life ?? null,
            ...first.value,
          },
        };
      }
      return { words: `No: ${refused?.words ?? ""}`, value: { created: false } };
    },
  },
];

/**
 * Makes the new profile the one that is measured, deletes the earlier one, and describes the new profile's first token.
 */
async function takeOver(subject: Subject, profile: ScratchProfile) {
  const { profile: earlier, requests } = subject;
  subject.profile = profile;
  const readable = await readableAfter(subject);
  const since = requests.clock.now().getTime();
  let { fields } = await subject.look();
  const atOnce = showsToken(fields);
  while (!showsToken(fields) && requests.clock.now().getTime() - since < firstTokenPatienceInMilliseconds) {
    await requests.sleep(1000);
    ({ fields } = await subject.look());
  }
  const firstToken = atOnce ? "at once" : showsToken(fields) ? "later" : "none";
  const ends = dateSeen(fields.tokenExpirationDateTime, subject.now());
  if (earlier !== undefined) await subject.scratch.delete(earlier);
  return {
    words:
      `readable after ${readable} ms; ` +
      (firstToken === "none"
        ? `no token, tokenExpirationDateTime ${dateSeenInWords(ends)}`
        : `a token ${firstToken}, which ends ${dateSeenInWords(ends)}`),
    value: { readableAfterMilliseconds: readable, firstToken, tokenExpirationDateTime: ends },
  };
}

/** Waits until the profile can be read by its id. */
async function readableAfter(subject: Subject): Promise<number> {
  const { clock } = subject.requests;
  const since = clock.now().getTime();
  for (;;) {
    const isLate = clock.now().getTime() - since >= patienceInMilliseconds;
    const { status } = await subject.get("?$select=id", isLate ? [] : [404]);
    if (status === 200) return clock.now().getTime() - since;
    await subject.requests.sleep(500);
  }
}
