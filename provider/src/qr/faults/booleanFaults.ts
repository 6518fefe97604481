/** Pulumi configuration is text, and Android reads the text "false" as it likes: only booleans pass. */
export function booleanFaults(option: string, value: unknown): string[] {
  return value === undefined || typeof value === "boolean" ? [] : [`${option} must be true or false.`];
}
