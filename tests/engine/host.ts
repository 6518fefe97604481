import type { ResourceType } from "./stored";

/** How the resources of a program under test reach their provider. */
interface Host {
  /** What the engine's processes need in their environment. */
  readonly environment: Readonly<Record<string, string>>;
  /** The type of a resource, as it stands in URNs. */
  readonly typeOf: (resource: ResourceType) => string;
}

const hosts: Readonly<Record<string, Host>> = {
  "dynamic resource": { environment: {}, typeOf: (resource) => `pulumi-nodejs:dynamic/intune:${resource}` },
};

const name = process.env.INTUNE_TEST_HOST ?? "dynamic resource";

/** The host that all tests with an engine use, chosen by INTUNE_TEST_HOST. */
export const host: Host =
  hosts[name] ??
  (() => {
    throw new Error(`INTUNE_TEST_HOST is "${name}", expected one of: ${Object.keys(hosts).join(", ")}.`);
  })();
