/**
 * The `__provider` property of a resource: the text that the engine keeps in state and evaluates to get the
 * provider. Ours refers to a module of this package instead of holding a copy of the code, so that state stays
 * small, an upgrade reaches resources that exist, and module state is shared in the process.
 *
 * The text is part of the persisted format: it stays the same, to the byte, in every release.
 */
export function providerReference(module: "EnrollmentToken" | "EnrollmentProfile"): string {
  return `exports.handler=()=>require("pulumi-intune-enrollment/provider/${module}")`;
}
