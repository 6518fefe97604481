import { isDeepStrictEqual } from "node:util";
import { firstTokenExpiration } from "../../graph/firstToken";
import { canonicalId } from "../../graph/profile";
import type { ProfileBody } from "../../graph/requests";
import type { ArgumentThat } from "../arguments";
import { inputsOf, type profileArguments, type ProfileInputs } from "./arguments";

/**
 * The arguments that can be changed in place, with Graph's defaults. An argument that was never declared is left alone.
 * One that is no longer declared goes back to its default.
 */
const graphDefaults = {
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

const changeable = Object.keys(graphDefaults) as (keyof typeof graphDefaults)[];

export function isChangeable(name: keyof ProfileInputs): name is keyof typeof graphDefaults {
  return Object.hasOwn(graphDefaults, name);
}

/** The value of a property that Graph does not show. */
export function defaultOf(name: keyof ProfileInputs): unknown {
  const value = isChangeable(name) ? graphDefaults[name] : undefined;
  return value === "" ? undefined : value;
}

/**
 * What to send to Graph to create the profile: what is declared, and nothing that Graph sets itself. Graph issues a
 * token at once. For androidDeviceOwner the body gives the end of that token, for androidForWork it does not. Microsoft
 * does not document what Graph accepts, so the other forms follow, in case Graph refuses the first one.
 *
 * @param now by Graph's clock, if that is known
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

/** The life that Microsoft's own portal gives the first token of AOSP profiles. */
const longestFirstLifeInDays = 90;

/** What to send to Graph to change the profile to what is declared: only what differs from the state. */
export function changeBody(olds: ProfileInputs, news: ProfileInputs): ProfileBody {
  const changed = changeable.filter((name) => !isSame(name, olds[name], news[name]));
  // Graph does not show the password. Somebody who changed the network may have removed it.
  const needsPassword = news.wifiPassword !== undefined && isOtherNetwork(olds, news);
  return {
    ...Object.fromEntries(changed.map((name) => [name, news[name] ?? graphDefaults[name]])),
    ...(needsPassword && { wifiPassword: news.wifiPassword }),
  };
}

const networkProperties = ["wifiSsid", "wifiPassword", "wifiSecurityType", "wifiHidden"];

/** Splits a change, so that a property that Graph refuses does not stop the others. The network's properties stay together. */
export function partsOf(body: ProfileBody): ProfileBody[] {
  const entries = Object.entries(body);
  const network = entries.filter(([name]) => networkProperties.includes(name));
  const others = entries.filter(([name]) => !networkProperties.includes(name));
  return [...(network.length === 0 ? [] : [network]), ...others.map((entry) => [entry])].map((part) =>
    Object.fromEntries(part),
  );
}

/** The arguments without one of them. */
export function without(name: keyof ProfileInputs, inputs: ProfileInputs): ProfileInputs {
  return inputsOf({ ...inputs, [name]: undefined });
}

/** Whether the group changes that devices join while they enroll. */
export function isOtherGroup(olds: ProfileInputs, news: ProfileInputs): boolean {
  const [before, after] = [olds, news].map(({ enrollmentTimeGroupId: id }) => id && canonicalId(id));
  return before !== after;
}

function isOtherNetwork(olds: ProfileInputs, news: ProfileInputs): boolean {
  return olds.wifiSsid !== news.wifiSsid || olds.wifiSecurityType !== news.wifiSecurityType;
}

/** Whether two values mean the same in Intune. */
export function isSame(name: keyof ProfileInputs, one: unknown, other: unknown): boolean {
  // The order of scope tags does not matter.
  if (name === "roleScopeTagIds" && Array.isArray(one) && Array.isArray(other)) {
    return isDeepStrictEqual(new Set(one), new Set(other));
  }
  // Graph returns an empty text as no value.
  return (one === "" ? undefined : one) === (other === "" ? undefined : other);
}
