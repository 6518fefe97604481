import type { ResourceValidationPolicy } from "@pulumi/policy";

/**
 * How the engine names an EnrollmentToken: that of the npm package, and that of the plugin for other languages. The pack
 * needs no more of the package, so that it stands alone.
 */
const enrollmentTokens = ["pulumi-nodejs:dynamic/intune:EnrollmentToken", "intune:index:EnrollmentToken"];

const secondsPerDay = 86_400;
const most = 90;

/**
 * Forbids enrollment tokens that live longer than 90 days, or than the `days` of the pack's configuration: whoever finds
 * a printed QR code can enroll devices for as long as its token lives.
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
