import type { Behaviour, GroupError } from "../behaviour";
import { badRequest } from "../errors";
import type { StoredProfile } from "./storedProfile";

/** https://learn.microsoft.com/graph/api/resources/intune-shared-enrollmenttimedevicemembershiptargetresult */
export interface GroupResult {
  readonly validationSucceeded: boolean;
  readonly enrollmentTimeDeviceMembershipTargetValidationStatuses: readonly {
    readonly targetId: string;
    readonly targetValidationErrorCode: GroupError | "unknown";
  }[];
}

/** The group that the devices of each profile join while they enroll. */
export class EnrollmentGroups {
  private readonly ids = new Map<StoredProfile, string>();

  constructor(private readonly behaviour: Pick<Behaviour, "groupError" | "groupChange">) {}

  of(profile: StoredProfile): string | undefined {
    return this.ids.get(profile);
  }

  /** As an administrator sets it, or takes it away. */
  put(profile: StoredProfile, groupId: string | undefined): void {
    if (groupId === undefined) this.ids.delete(profile);
    else this.ids.set(profile, groupId);
  }

  set(profile: StoredProfile, groupId: string): GroupResult {
    const { groupError, groupChange } = this.behaviour;
    if (groupError !== null) return resultOf(groupId, groupError);
    if (groupChange === "after clear" && this.ids.has(profile)) {
      throw badRequest("The enrollment profile has an enrollment time device membership target already.");
    }
    this.ids.set(profile, groupId);
    return resultOf(groupId);
  }

  retrieve(profile: StoredProfile): GroupResult {
    return resultOf(this.ids.get(profile));
  }
}

function resultOf(targetId: string | undefined, error?: GroupError): GroupResult {
  return {
    validationSucceeded: targetId !== undefined && error === undefined,
    enrollmentTimeDeviceMembershipTargetValidationStatuses:
      targetId === undefined ? [] : [{ targetId, targetValidationErrorCode: error ?? "unknown" }],
  };
}

/** The group's id in the body of a set action, or Graph's complaint about it. */
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
