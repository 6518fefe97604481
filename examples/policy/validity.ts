import type { ResourceValidationPolicy } from "@pulumi/policy";

/**
 * The engine's type names for an EnrollmentToken: of the npm package, and of the plugin for other languages. The pack
 * needs nothing else from the package, so it does not import it.
 */
const enrollmentTokens = ["pulumi-nodejs:dynamic/intune:EnrollmentToken", "intune:index:EnrollmentToken"];

const secondsPerDay = 86_400;
const most = 90;

/**
 * Forbids enrollment tokens that are valid for more than 90 days, or for more than the `days` in the pack's
 * configuration: whoever finds a printed QR code can enroll devices until its token expires.
 */
export const validity: ResourceValidationPolicy = {
  name: "enrollment-token-validity",
  description: "A printed enrollment token must not live for long.",
  enforcementLevel: "mandatory",
  configSchema: { properties: { days: { type: "number", exclusiveMinimum: 0, default: most } } },
  validateResource: (resource, reportViolation) => {
    if (!enrollmentTokens.includes(resource.type)) return;
    const { days = most } = resource.getConfig<{ days?: number }>();
    const { tokenValidityInSeconds } = resource.props as { tokenValidityInSeconds: number };
    if (tokenValidityInSeconds <= days * secondsPerDay) return;
    reportViolation(
      `tokenValidityInSeconds is ${tokenValidityInSeconds}, and at most ${days * secondsPerDay} (${days} days) is allowed. ` +
        "Renew it more often instead, with renewBeforeInSeconds.",
    );
  },
};
