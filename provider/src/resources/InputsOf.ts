import { type Input, output, type Output } from "@pulumi/pulumi";

/**
 * The same properties, each of which, at any depth, may also be a promise, another resource's output or a secret of the
 * stack's: `{ wifi: { ssid: "Setup", password: config.requireSecret("wifiPassword") } }`.
 */
export type InputsOf<T> = { [Name in keyof T]: Input<InputsOf<T[Name]>> };

/** The properties once all of them are known. */
export function known<T>(inputs: InputsOf<T>): Output<T> {
  // What the SDK says of unwrapping a type with a parameter is too involved for the compiler.
  return output(inputs) as unknown as Output<T>;
}
