import { isDeepStrictEqual } from "node:util";
import { firstTokenExpiration } from "../../graph/firstToken";
import { canonicalId } from "../../graph/profile";
import type { ProfileBody } from "../../graph/requests";
import type { ArgumentThat } from "../arguments";
import { inputsOf, type profileArguments, type ProfileInputs } from "./arguments";

/**
 * The arguments that can be changed in place, with what Graph has where nothing is set. An argument that is not
 * declared is left alone; one that is no longer declared goes back to this.
 */
const unset = {
  displayName: "",
  description: "",
  deviceNameTemplate: "",
  roleScopeTagIds: ["0"],
  isTeamsDeviceProfile: false,
  wifiSsid: "",
  wifiPassword: "",
  wifiSecurityType: "none",
  wifiHidden: false,
} as const satisfies Record<ArgumentThat<typeof profileArguments, "patch">, unknown>;

const changeable = Object.keys(unset) as (keyof typeof unset)[];

export function isChangeable(name: keyof ProfileInputs): name is keyof typeof unset {
  return Object.hasOwn(unset, name);
}

/** What it comes to where Graph holds no value. */
export function valueOfNone(name: keyof ProfileInputs): unknown {
  const value = isChangeable(name) ? unset[name] : undefined;
  return value === "" ? undefined : value;
}

/**
 * What Graph is to be sent to make the profile: what is declared, and nothing that Graph sets itself. Graph issues a token
 * at once: androidDeviceOwner profiles name its end, androidForWork profiles do not. What Graph wants is not documented,
 * so the other forms follow, for the case that it refuses the end.
 *
 * @param now by Graph's clock where that is known
 */
export function creationBodies(inputs: ProfileInputs, now: Date): readonly ProfileBody[] {
  const names = [...changeable, "enrollmentMode", "enrollmentTokenType"] as const;
  const declared = names.filter((name) => inputs[name] !== undefined);
  const body = {
    ...Object.fromEntries(declared.map((name) => [name, inputs[name]])),
    ...(inputs.wifiSsid === undefined ? {} : { configureWifi: true }),
  };
  const ending = [1, longestFirstLifeInDays].map((days) => ({
    ...body,
    tokenExpirationDateTime: firstTokenExpiration(now, days),
  }));
  return inputs.profileType === "androidDeviceOwner" ? [...ending, body] : [body, ...ending];
}

/** As long as Microsoft's own portal gives AOSP profiles. */
const longestFirstLifeInDays = 90;

/** What Graph is to be sent so that the profile becomes as declared: only what differs from the state. */
export function changeBody(olds: ProfileInputs, news: ProfileInputs): ProfileBody {
  const changed = changeable.filter((name) => !isSame(name, olds[name], news[name]));
  // The password cannot be read: whoever removed, opened or renamed the network may have removed it as well.
  const needsPassword = news.wifiPassword !== undefined && isOtherNetwork(olds, news);
  return {
    ...Object.fromEntries(changed.map((name) => [name, news[name] ?? unset[name]])),
    ...(needsPassword && { wifiPassword: news.wifiPassword }),
  };
}

const networkProperties = ["wifiSsid", "wifiPassword", "wifiSecurityType", "wifiHidden"];

/** What can be sent apart, so that one property that Graph refuses holds up no other. A network stays in one piece. */
export function partsOf(body: ProfileBody): ProfileBody[] {
  const entries = Object.entries(body);
  const network = entries.filter(([name]) => networkProperties.includes(name));
  const others = entries.filter(([name]) => !networkProperties.includes(name));
  return [...(network.length === 0 ? [] : [network]), ...others.map((entry) => [entry])].map((part) =>
    Object.fromEntries(part),
  );
}

/** The arguments as if one of them were not declared. */
export function without(name: keyof ProfileInputs, inputs: ProfileInputs): ProfileInputs {
  return inputsOf({ ...inputs, [name]: undefined });
}

/** Whether the devices are to join another group while they enroll. */
export function isOtherGroup(olds: ProfileInputs, news: ProfileInputs): boolean {
  const [before, after] = [olds, news].map(({ enrollmentTimeGroupId: id }) => id && canonicalId(id));
  return before !== after;
}

function isOtherNetwork(olds: ProfileInputs, news: ProfileInputs): boolean {
  return olds.wifiSsid !== news.wifiSsid || olds.wifiSecurityType !== news.wifiSecurityType;
}

/** Whether two values come to the same in Intune. */
export function isSame(name: keyof ProfileInputs, one: unknown, other: unknown): boolean {
  // Scope tags are a set.
  if (name === "roleScopeTagIds" && Array.isArray(one) && Array.isArray(other)) {
    return isDeepStrictEqual(new Set(one), new Set(other));
  }
  // Graph gives an empty text back as none.
  return (one === "" ? undefined : one) === (other === "" ? undefined : other);
}
