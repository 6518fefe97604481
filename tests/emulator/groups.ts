import type { Behaviour, GroupError } from "./behaviour";
import { badRequest, type GraphRequest, methodNotAllowed } from "./errors";
import { parsePayload } from "./odata";
import { isGuid } from "./profile";
import type { Action, GroupAction } from "./router";

/** https://learn.microsoft.com/graph/api/resources/intune-shared-enrollmenttimedevicemembershiptargetresult */
export interface GroupResult {
  readonly validationSucceeded: boolean;
  readonly enrollmentTimeDeviceMembershipTargetValidationStatuses: readonly {
    readonly targetId: string;
    readonly targetValidationErrorCode: GroupError | "unknown";
  }[];
}

/** The part of a profile that the actions on its group work on. */
interface Profile {
  readonly isAosp: boolean;
  groupId: string | undefined;
}

/** Every action takes POST; the service decides how the group is retrieved. */
export function requireMethod(
  { method, url }: GraphRequest,
  action: Action,
  { groupRetrievedBy }: Pick<Behaviour, "groupRetrievedBy">,
): void {
  const isRetrieval = action === "retrieveEnrollmentTimeDeviceMembershipTarget";
  if (method !== "POST" && !(isRetrieval && method === "GET")) throw methodNotAllowed();
  if (!isRetrieval || groupRetrievedBy === "either" || groupRetrievedBy === method) return;
  throw badRequest(
    `No OData route exists that match template ~/singleton/navigation/key/action with http verb ${method} for request ${url.pathname}.`,
  );
}

/** The group that the devices of a profile join while they enroll. */
export function actOnGroup(
  { body, headers }: GraphRequest,
  profile: Profile,
  action: GroupAction,
  behaviour: Behaviour,
): { readonly status: number; readonly body?: unknown } {
  if (profile.isAosp) throw badRequest("AOSP enrollment profiles have no enrollment time grouping.");
  const answer = (result: GroupResult) => ({
    status: 200,
    body: behaviour.groupInValue ? { value: result } : result,
  });
  switch (action) {
    case "setEnrollmentTimeDeviceMembershipTarget":
      return answer(setGroup(profile, groupIn(parsePayload(body, headers["content-type"])), behaviour));
    case "retrieveEnrollmentTimeDeviceMembershipTarget":
      return answer(resultOf(profile.groupId));
    case "clearEnrollmentTimeDeviceMembershipTarget":
      profile.groupId = undefined;
      return { status: 204 };
  }
}

function setGroup(profile: Profile, groupId: string, { groupError, groupChange }: Behaviour): GroupResult {
  if (groupError !== null) return resultOf(groupId, groupError);
  if (groupChange === "after clear" && profile.groupId !== undefined) {
    throw badRequest("The enrollment profile has an enrollment time device membership target already.");
  }
  profile.groupId = groupId;
  return resultOf(groupId);
}

function resultOf(targetId: string | undefined, error?: GroupError): GroupResult {
  return {
    validationSucceeded: targetId !== undefined && error === undefined,
    enrollmentTimeDeviceMembershipTargetValidationStatuses:
      targetId === undefined ? [] : [{ targetId, targetValidationErrorCode: error ?? "unknown" }],
  };
}

/** The group's id in the body of a set action, or Graph's error about it. */
function groupIn({ enrollmentTimeDeviceMembershipTargets: targets }: Record<string, unknown>): string {
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
