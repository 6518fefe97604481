import type { PartlyMadeError } from "./engine";

/** What only differs between the programs that run the hooks: the SDK's for dynamic resources, and the plugin. */
export interface Host {
  /** Tells the person at the terminal something. */
  readonly notify: (message: string) => void;
  /**
   * The error by which the engine keeps a resource in state that is partly made.
   *
   * @param inputs what the resource was to be made of
   */
  readonly partlyMade: (error: PartlyMadeError, inputs: object) => Error;
}

/** The SDK's process for dynamic resources: the engine shows what it writes to stderr, under the stack. */
export const dynamicHost: Host = {
  notify: (message) => {
    process.stderr.write(`intune: ${message}\n`);
  },
  // The SDK reads `id`, `properties` and `reasons` off the error, and the `__provider` of the inputs has to be in state, too.
  partlyMade: (error, inputs) => {
    const { __provider } = inputs as { readonly __provider?: string };
    return Object.assign(error, { properties: { ...error.properties, __provider } });
  },
};
