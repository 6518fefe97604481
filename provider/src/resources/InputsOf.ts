import { type Input, output, type Output } from "@pulumi/pulumi";

/**
 * The same properties. Each of them, at any depth, may also be a promise, an output of a resource or a secret of the
 * stack: `{ wifi: { ssid: "Setup", password: config.requireSecret("wifiPassword") } }`.
 */
export type InputsOf<T> = { [Name in keyof T]: Input<InputsOf<T[Name]>> };

/** The properties, once all of them are known. */
export function resolved<T>(inputs: InputsOf<T>): Output<T> {
  // The compiler cannot work out the SDK's type for unwrapping a type with a parameter.
  return output(inputs) as unknown as Output<T>;
}
