import type { EnrollmentTokenArgs } from "pulumi-intune-enrollment";

/** Declares what `tokens.json` beside it says, so that a test changes a stack by changing data. */
export const declaredTokens = `
const { EnrollmentToken } = require("pulumi-intune-enrollment");
for (const [name, { args, opts }] of Object.entries(require("./tokens.json"))) {
  exports[name] = new EnrollmentToken(name, args, opts);
}
`;

type Plain = { [Name in keyof EnrollmentTokenArgs]: Exclude<EnrollmentTokenArgs[Name], { apply: unknown }> };

/** A token as `tokens.json` has it. */
export type Declared =
  Plain | { readonly args: Plain; readonly opts: { readonly deleteBeforeReplace: boolean } };
