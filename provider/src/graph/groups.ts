import { printable } from "../printable";
import { GraphError } from "./errors";
import { profilePath, type ProfileReference } from "./profile";

/** The application whose service principal has to own the group: Intune Provisioning Client. */
const provisioningClient = "f1346770-5b25-470b-88bd-d5744ab7952c";

/** What Intune says about the group that a profile's devices join while they enroll. */
export interface GroupAnswer {
  readonly isAccepted: boolean;
  /** The group's id. Undefined if the profile has none. */
  readonly groupId?: string;
  /** Intune's reason for a refusal, as it writes it. */
  readonly reason?: string;
}

/**
 * Reads the answer of an action on the group, with or without `value` around it. Undefined if it is something else.
 *
 * Source: https://learn.microsoft.com/graph/api/resources/intune-shared-enrollmenttimedevicemembershiptargetresult
 */
export function parseGroupAnswer(body: unknown): GroupAnswer | undefined {
  const outer = membersOf(body);
  const answer = outer.validationSucceeded === undefined ? membersOf(outer.value) : outer;
  if (answer.validationSucceeded === undefined) return undefined;
  const { enrollmentTimeDeviceMembershipTargetValidationStatuses: statuses } = answer;
  const { targetId, targetValidationErrorCode: reason } = membersOf(
    Array.isArray(statuses) ? (statuses as unknown[])[0] : undefined,
  );
  return {
    isAccepted: answer.validationSucceeded === true,
    ...(typeof targetId === "string" && targetId !== "" && { groupId: targetId }),
    ...(typeof reason === "string" && { reason }),
  };
}

function membersOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
}

/** Why a group was refused, and what to do, by Intune's targetValidationErrorCode. */
const reasons: Readonly<Record<string, readonly [why: string, what: string]>> = {
  securityGroupNotFound: [
    "there is no such group in the tenant",
    "Check the id, and that the group is in the tenant that the provider signs in to.",
  ],
  notSecurityGroup: ["it is not a security group", "Use a security group."],
  notStaticSecurityGroup: ["its members are found by a rule", "Use a security group with assigned members."],
  firstPartyAppNotAnOwner: [
    "Intune does not own it",
    `Add the service principal of application ${provisioningClient} (Intune Provisioning Client) to the group's owners.`,
  ],
  securityGroupNotInCallerScope: [
    "it is not in scope of your role",
    "Add it to the scope groups of the Intune role assignment that you sign in with.",
  ],
};

const advice =
  "It has to be a static security group, owned by the service principal of application " +
  `${provisioningClient} (Intune Provisioning Client) and in the scope groups of your Intune role, and that role ` +
  "needs the permission for enrollment time device membership assignment.";

export function groupRefused(profile: ProfileReference, groupId: string, reason = ""): GraphError {
  const [why, what] = reasons[reason] ?? [printable(reason, []) ?? "Intune does not say why", ""];
  return new GraphError(
    "invalid-request",
    `Intune refused ${groupId} as the group that the devices of ${profilePath(profile)} join: ${why}. ${what === "" ? advice : `${what} ${advice}`} ` +
      "Then run `pulumi up` again.",
    { certainlyNotDone: true },
  );
}
