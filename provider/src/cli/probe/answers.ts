import { entitySets } from "../../graph/profile";
import { statusText, type Measurement } from "./measurement";
import { entityIn, isRecord, recordOf } from "./requests";
import { pathOf } from "./scratch";
import { patienceInMilliseconds, type Subject } from "./subject";

const commonProperties = [
  "id",
  "accountId",
  "displayName",
  "description",
  "createdDateTime",
  "lastModifiedDateTime",
  "enrolledDeviceCount",
  "tokenValue",
  "tokenExpirationDateTime",
  "qrCodeContent",
  "qrCodeImage",
];

/** The properties that Microsoft documents for each kind. */
const properties = {
  androidForWork: commonProperties,
  androidDeviceOwner: [
    ...commonProperties,
    "enrollmentMode",
    "enrollmentTokenType",
    "enrollmentTokenUsageCount",
    "tokenCreationDateTime",
    "deviceNameTemplate",
    "roleScopeTagIds",
    "isTeamsDeviceProfile",
    "configureWifi",
    "wifiSsid",
    "wifiPassword",
    "wifiSecurityType",
    "wifiHidden",
  ],
};

/** The value to try a change with, if the profile has none that can be sent again. */
const changes: Readonly<Record<string, unknown>> = {
  description: "",
  deviceNameTemplate: "",
  roleScopeTagIds: ["0"],
  isTeamsDeviceProfile: false,
  configureWifi: true,
  wifiSsid: "",
  wifiPassword: "",
  wifiSecurityType: "none",
  wifiHidden: false,
};

const notAosp = ["dedicated", "fullyManaged"];

/** How the service answers, apart from tokens. */
export const answers: readonly Measurement[] = [
  {
    name: "versions",
    question: "In which API versions are these profiles?",
    how: "a list in each",
    measure: async ({ requests, made }) => {
      const path = `${entitySets[made.profileType]}?$select=id`;
      const replies = [];
      for (const apiVersion of ["v1.0", "beta"]) {
        const reply = await requests.send({ method: "GET", path, refusals: [400, 404], apiVersion });
        replies.push({ apiVersion, reply });
      }
      return {
        words: replies.map(({ apiVersion, reply }) => `${apiVersion}: ${statusText(reply)}`).join("; "),
        value: Object.fromEntries(replies.map(({ apiVersion, reply }) => [apiVersion, reply.status === 200])),
      };
    },
  },
  {
    name: "entity",
    question: "Is the entity of a GET by id in value, as in Microsoft's samples?",
    how: "GET by id",
    measure: async (subject) => {
      const inValue = isRecord(recordOf((await subject.get()).body).value);
      return { words: inValue ? "Yes" : "No", value: { inValue } };
    },
  },
  {
    name: "lackingProperties",
    question: "Which documented properties does a $select refuse, and does it refuse an unknown one?",
    how: "GET by id with each of them",
    measure: async (subject) => {
      const names = properties[subject.made.profileType];
      const refuses = async (name: string) => (await subject.get(`?$select=${name}`, [400])).status === 400;
      const all = await refuses(names.join(","));
      const lacking = [];
      for (const name of all ? names : []) if (await refuses(name)) lacking.push(name);
      const unknown = await refuses("id,notAProperty");
      return {
        words: `${lacking.join(", ") || "None"}; an unknown one: ${unknown ? "refused" : "not refused"}`,
        value: { lacking, refusesUnknown: unknown },
      };
    },
  },
  {
    name: "letterCase",
    question: "Does an id in another letter case name the same profile?",
    how: "GET by the id in capitals, or in small letters",
    measure: async ({ requests, made }) => {
      const upper = made.id.toUpperCase();
      const id = upper === made.id ? made.id.toLowerCase() : upper;
      const path = pathOf({ ...made, id }, "?$select=id");
      const reply = await requests.send({ method: "GET", path, refusals: [400, 404] });
      return {
        words: reply.status === 200 ? "Yes" : `No: ${statusText(reply)}`,
        value: { same: reply.status === 200 },
      };
    },
  },
  {
    name: "clearing",
    question: 'Does a PATCH take null to clear a text, and does it take ""?',
    how: "PATCH of the description with either",
    measure: async (subject) => {
      const withNull = await patch(subject, { description: null });
      const withEmpty = await patch(subject, { description: "" });
      return {
        words: `null: ${statusText(withNull)}; "": ${statusText(withEmpty)}`,
        value: { null: withNull.status < 300, empty: withEmpty.status < 300 },
      };
    },
  },
  {
    name: "changes",
    question: "Which properties does a PATCH refuse to change?",
    how: "PATCH of each property with the profile's own value, or else an empty one",
    kinds: ["dedicated", "fullyManaged", "aosp"],
    measure: async (subject) => {
      const held = entityIn((await subject.get()).body);
      const refused = [];
      for (const [name, fallback] of Object.entries(changes)) {
        if ((await patch(subject, { [name]: held[name] ?? fallback })).status === 400) refused.push(name);
      }
      return { words: refused.join(", ") || "None", value: { refused } };
    },
  },
  {
    name: "groupRetrieval",
    question: "Is retrieveEnrollmentTimeDeviceMembershipTarget a POST or a GET, and is its answer in value?",
    how: "both",
    kinds: notAosp,
    measure: async (subject) => {
      const action = "retrieveEnrollmentTimeDeviceMembershipTarget";
      const refusals = [400, 403, 404, 405, 500, 501];
      const post = await subject.act(action, { refusals });
      const get = await subject.act(action, { method: "GET", refusals });
      const success = [post, get].find(({ status }) => status === 200);
      const inValue = success === undefined ? null : isRecord(recordOf(success.body).value);
      return {
        words:
          `POST: ${statusText(post)}; GET: ${statusText(get)}` +
          (inValue === null ? "" : `; ${inValue ? "in value" : "not in value"}`),
        value: { POST: post.status, GET: get.status, inValue },
      };
    },
  },
];

/** The last measurement on the scratch profile. */
export const deletion: readonly Measurement[] = [
  {
    name: "deletion",
    question: "How long is a deleted profile readable, and what does Graph answer to a second DELETE?",
    how: "DELETE, GET until 404, DELETE",
    measure: async (subject) => {
      const { requests, made, scratch } = subject;
      await scratch.delete(made);
      const since = requests.clock.now().getTime();
      let waited = 0;
      while (
        (await subject.get("?$select=id", [404, 400])).status === 200 &&
        waited < patienceInMilliseconds
      ) {
        await requests.sleep(500);
        waited = requests.clock.now().getTime() - since;
      }
      const again = await requests.send({ method: "DELETE", path: pathOf(made), refusals: [400, 404] });
      return {
        words: `Readable for ${waited} ms; again: ${statusText(again)}`,
        value: { readableForMilliseconds: waited, again: again.status },
      };
    },
  },
];

function patch({ requests, made }: Subject, body: Readonly<Record<string, unknown>>) {
  return requests.send({ method: "PATCH", path: pathOf(made), body, refusals: [400] });
}
