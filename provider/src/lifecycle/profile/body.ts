import { isDeepStrictEqual } from "node:util";
import type { ProfileBody } from "../../graph/profileWrites";
import type { ArgumentThat } from "../arguments";
import type { profileArguments } from "./arguments";
import type { ProfileInputs } from "./state";

/**
 * The arguments that can be changed in place, with what Graph has where nothing is set. An argument that is not
 * declared is left alone; one that is no longer declared goes back to this.
 */
const unset = {
  displayName: null,
  description: null,
  deviceNameTemplate: null,
  roleScopeTagIds: ["0"],
  isTeamsDeviceProfile: false,
  wifiSsid: null,
  wifiPassword: null,
  wifiSecurityType: "none",
  wifiHidden: false,
} as const satisfies Record<ArgumentThat<typeof profileArguments, "patch">, unknown>;

const changeable = Object.keys(unset) as (keyof typeof unset)[];

export function isChangeable(name: keyof ProfileInputs): name is keyof typeof unset {
  return Object.hasOwn(unset, name);
}

/** What it comes to where Graph holds no value. */
export function valueOfNone(name: keyof ProfileInputs): unknown {
  return isChangeable(name) ? (unset[name] ?? undefined) : undefined;
}

/** What Graph is to be sent to make the profile: what is declared, and nothing that Graph sets itself. */
export function creationBody(inputs: ProfileInputs): ProfileBody {
  const names = [...changeable, "enrollmentMode", "enrollmentTokenType"] as const;
  const declared = names.filter((name) => inputs[name] !== undefined);
  return {
    ...Object.fromEntries(declared.map((name) => [name, inputs[name]])),
    ...(inputs.wifiSsid === undefined ? {} : { configureWifi: true }),
  };
}

/** What Graph is to be sent so that the profile becomes as declared: only what differs from the state. */
export function changeBody(olds: ProfileInputs, news: ProfileInputs): ProfileBody {
  const changed = changeable.filter((name) => !isSame(name, olds[name], news[name]));
  const had = olds.wifiSsid !== undefined;
  const has = news.wifiSsid !== undefined;
  return {
    ...Object.fromEntries(changed.map((name) => [name, news[name] ?? unset[name]])),
    // Without it Graph ignores the other Wi-Fi settings.
    ...(had === has ? {} : { configureWifi: has }),
    // The password cannot be seen: who took the network away, opened it or put another there took it away as well, perhaps.
    ...(has && isOtherNetwork(olds, news) && news.wifiPassword !== undefined
      ? { wifiPassword: news.wifiPassword }
      : {}),
  };
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
