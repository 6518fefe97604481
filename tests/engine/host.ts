import { join, resolve } from "node:path";
import type { ResourceType } from "./stored";

/** How the resources of a program under test reach their provider. */
export interface Host {
  /** What the engine's processes need in their environment. */
  readonly environment: Readonly<Record<string, string>>;
  /** What the project's file has besides. */
  readonly project: object;
  /** The type of a resource, as it stands in URNs. */
  readonly typeOf: (resource: ResourceType) => string;
}

const pluginFolder = resolve(__dirname, "../../provider/dist/plugin");

export const hosts = {
  "dynamic resource": {
    environment: {},
    project: {},
    typeOf: (resource) => `pulumi-nodejs:dynamic/intune:${resource}`,
  },
  // The same programs: before they begin, the SDK is changed so that their resources have the plugin's types.
  plugin: {
    environment: { NODE_OPTIONS: `--require ${join(__dirname, "overPlugin.cjs")}` },
    project: { plugins: { providers: [{ name: "intune", path: pluginFolder }] } },
    typeOf: (resource) => `intune:index:${resource}`,
  },
} as const satisfies Readonly<Record<string, Host>>;

const name = process.env.INTUNE_TEST_HOST ?? "dynamic resource";

/** The host that all tests with an engine use, chosen by INTUNE_TEST_HOST. */
export const host: Host =
  (hosts as Readonly<Record<string, Host>>)[name] ??
  (() => {
    throw new Error(`INTUNE_TEST_HOST is "${name}", expected one of: ${Object.keys(hosts).join(", ")}.`);
  })();
