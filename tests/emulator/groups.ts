import type { Behaviour, GroupError } from "./behaviour";
import { badRequest } from "./errors";

/** https://learn.microsoft.com/graph/api/resources/intune-shared-enrollmenttimedevicemembershiptargetresult */
export interface GroupResult {
  readonly validationSucceeded: boolean;
  readonly enrollmentTimeDeviceMembershipTargetValidationStatuses: readonly {
    readonly targetId: string;
    readonly targetValidationErrorCode: GroupError | "unknown";
  }[];
}

/** Sets the group of a profile, or says why it cannot be set. */
export function setGroup(
  profile: { groupId: string | undefined },
  groupId: string,
  { groupError, groupChange }: Pick<Behaviour, "groupError" | "groupChange">,
): GroupResult {
  if (groupError !== null) return groupResult(groupId, groupError);
  if (groupChange === "after clear" && profile.groupId !== undefined) {
    throw badRequest("The enrollment profile has an enrollment time device membership target already.");
  }
  profile.groupId = groupId;
  return groupResult(groupId);
}

export function groupResult(targetId: string | undefined, error?: GroupError): GroupResult {
  return {
    validationSucceeded: targetId !== undefined && error === undefined,
    enrollmentTimeDeviceMembershipTargetValidationStatuses:
      targetId === undefined ? [] : [{ targetId, targetValidationErrorCode: error ?? "unknown" }],
  };
}

/** The group's id in the body of a set action, or Graph's error about it. */
export function groupIn({ enrollmentTimeDeviceMembershipTargets: targets }: Record<string, unknown>): string {
  const [target, ...others] = Array.isArray(targets) ? (targets as unknown[]) : [];
  if (typeof target !== "object" || target === null || others.length > 0) {
    throw badRequest("enrollmentTimeDeviceMembershipTargets must hold exactly one target.");
  }
  const { targetType, targetId } = target as Record<string, unknown>;
  if (targetType !== "staticSecurityGroup" || typeof targetId !== "string" || !isGuid(targetId)) {
    throw badRequest("The target must be the GUID of a group, of the type staticSecurityGroup.");
  }
  return targetId;
}

export function isGuid(text: string): boolean {
  return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text);
}
