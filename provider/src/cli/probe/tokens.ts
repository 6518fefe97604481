import { entitySets } from "../../graph/profile";
import { statusText, dateSeen, type Measurement, type Result } from "./measurement";
import { recordOf } from "./requests";
import { changedFields, showsToken, type Subject, tokenFieldNames, tokenFieldsIn } from "./subject";
import { toleranceInSeconds, usualValidities, usualValidity, validities } from "./validity";

/** How often to look again after a new token was seen, to find outdated copies of the profile. */
const looksForLateCopies = 3;

/** The measurements of issuing, reading and revoking. Later ones depend on earlier ones. */
export const tokens: readonly Measurement[] = [
  {
    name: "aospActions",
    question: "Do the actions of an AOSP profile take AOSP-{id}, the bare id, or both?",
    how: "createToken with each of the two ids",
    kinds: ["aosp"],
    measure: async (subject) => {
      const { id } = subject.made;
      const refusals = [400, 404];
      const [seconds] = usualValidities;
      const { reply: prefixed } = await subject.issue(seconds, { refusals, id: `AOSP-${id}` });
      const { reply: bare } = await subject.issue(seconds, { refusals, id });
      if (prefixed.status !== 204 && bare.status === 204) subject.useActionId(id);
      return {
        words: `AOSP-{id}: ${statusText(prefixed)}; bare id: ${statusText(bare)}`,
        value: { prefixed: prefixed.status === 204, bare: bare.status === 204 },
      };
    },
  },
  ...validities,
  {
    name: "newToken",
    question:
      "How long until a new token appears, what changes with it, and does the earlier one appear again?",
    how: "createToken, GET until a token field differs, then 3 more GETs; again and again",
    measure: newToken,
  },
  {
    name: "namespacedAction",
    question: "Is /microsoft.graph.createToken accepted, too?",
    how: "createToken by that name",
    measure: async (subject) => {
      const { reply } = await subject.issue(await usualValidity(subject), {
        refusals: [400, 404],
        action: "microsoft.graph.createToken",
      });
      return {
        words: reply.status === 204 ? "Yes" : `No: ${statusText(reply)}`,
        value: { taken: reply.status === 204 },
      };
    },
  },
  {
    name: "plainRead",
    question: "Does a GET by id without $select return the token?",
    how: "createToken, then both forms of GET",
    measure: async (subject) => {
      await subject.issue(await usualValidity(subject));
      const plain = tokenFieldsIn((await subject.get()).body);
      const carried = tokenFieldNames.slice(0, 3).filter((name) => Boolean(plain[name]));
      const selected = showsToken(await subject.tokenFields());
      return {
        words: `${carried.join(", ") || "No"}; with $select: ${selected ? "yes" : "no"}`,
        value: { carried, selected },
      };
    },
  },
  {
    name: "list",
    question: "Does a list return tokens, plain or with a $select that names them?",
    how: "both lists, up to the scratch profile, which has a token",
    measure: async (subject) => {
      const plain = await tokenInList(subject, "");
      const selected = await tokenInList(subject, "?$select=id,tokenValue,qrCodeContent");
      return { words: `Plain: ${plain}; with $select: ${selected}`, value: { plain, selected } };
    },
  },
  {
    name: "revocation",
    question: "What does revokeToken leave in each field, and is it accepted if there is no token?",
    how: "revokeToken, GET until a token field differs, then revokeToken again",
    measure: revocation,
  },
];

async function newToken(subject: Subject): Promise<Result> {
  const validity = await usualValidity(subject);
  const waits: number[] = [];
  const changed = new Set<string>();
  let [atFirstLook, shownAgain, neverShown] = [0, 0, 0];
  // Stops after one token that did not appear: each further one would take as long.
  while (waits.length < subject.tokens && neverShown === 0) {
    const before = subject.latest ?? (await subject.look()).fields;
    const { sight } = await subject.issue(validity);
    if (sight === undefined) {
      neverShown += 1;
      continue;
    }
    waits.push(sight.afterMilliseconds);
    if (sight.looks === 1) atFirstLook += 1;
    for (const name of changedFields(before, sight.fields)) changed.add(name);
    for (let look = 0; look < looksForLateCopies; look++) {
      await subject.requests.sleep(250);
      const { fields } = await subject.look();
      if (changedFields(sight.fields, fields).length > 0) shownAgain += 1;
    }
  }
  const sorted = waits.toSorted((one, other) => one - other);
  const median = sorted[Math.floor(sorted.length / 2)] ?? null;
  const maximum = sorted.at(-1) ?? null;
  const changes = tokenFieldNames.filter((name) => changed.has(name));
  return {
    words:
      `${waits.length} tokens: ${atFirstLook} at the first look, median ${median ?? "-"} ms, maximum ${maximum ?? "-"} ms` +
      `${neverShown === 0 ? "" : `, ${neverShown} not within two minutes`}; changes ${changes.join(", ") || "nothing"}; ` +
      `the earlier one appeared again in ${shownAgain} of ${waits.length * looksForLateCopies} looks`,
    value: {
      tokens: waits.length,
      atFirstLook,
      medianInMilliseconds: median,
      maximumInMilliseconds: maximum,
      neverShown,
      changes,
      earlierShownAgain: shownAgain,
    },
  };
}

/** Says whether a list contains the scratch profile's token. */
async function tokenInList(
  { requests, made }: Subject,
  query: string,
): Promise<"yes" | "no" | "refused" | "not listed"> {
  const set = entitySets[made.profileType];
  for (let path: string | undefined = `${set}${query}`; path !== undefined;) {
    const { status, body } = await requests.send({ method: "GET", path, refusals: [400] });
    if (status === 400) return "refused";
    const { value, "@odata.nextLink": next } = recordOf(body);
    const own = (Array.isArray(value) ? (value as unknown[]) : []).find(
      (item) => recordOf(item).id === made.id,
    );
    if (own !== undefined) return showsToken(tokenFieldsIn(own)) ? "yes" : "no";
    path = typeof next === "string" ? `${set}${new URL(next).search}` : undefined;
  }
  return "not listed";
}

async function revocation(subject: Subject): Promise<Result> {
  const now = subject.now();
  const { before, sight } = await subject.revoke();
  const again = await subject.act("revokeToken", { refusals: [400, 404, 409] });
  const after = sight?.fields ?? before;
  const fields = Object.fromEntries(
    tokenFieldNames
      .filter((name) => before[name] !== undefined || after[name] !== undefined)
      .map((name) => [name, howItChanged(before[name], after[name], now)]),
  );
  return {
    words:
      (sight === undefined
        ? "Nothing changed within two minutes"
        : `${Object.entries(fields)
            .map(([name, what]) => `${name}: ${what}`)
            .join(", ")} (after ${sight.afterMilliseconds} ms)`) + `; once more: ${statusText(again)}`,
    value: { fields, afterMilliseconds: sight?.afterMilliseconds ?? null, again: again.status },
  };
}

/** How a field changed, without its value. */
function howItChanged(before: unknown, after: unknown, now: Date): string {
  if (JSON.stringify(before) === JSON.stringify(after)) return "kept";
  if (after === null || after === undefined) return "null";
  if (after === "") return "empty";
  if (typeof after === "string" && !Number.isNaN(Date.parse(after))) {
    const seen = dateSeen(after, now);
    if (typeof seen === "string") return seen;
    return Math.abs(seen) <= toleranceInSeconds ? "the moment of the revocation" : "another date";
  }
  return "another value";
}
