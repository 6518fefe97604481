/**
 * What the engine hands to `check` and `diff` in a preview for a value that is known only after another resource
 * has been made. The engine's own constant; the SDK does not export it.
 */
export const unknownValue = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

export function isUnknown(value: unknown): boolean {
  return value === unknownValue;
}
