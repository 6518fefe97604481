import type { GraphRequest } from "./client";
import { type ProfileView, selectedProperties } from "./entities";
import { entitySets, type Profile, profilePath, type ProfileReference, type ProfileType } from "./profile";

/** Writable properties by Graph's names. */
export type ProfileBody = Readonly<Record<string, unknown>>;

/** Reads one profile: all that Graph shows of it, or what a view selects. */
export function reading(reference: ProfileReference, view?: ProfileView): GraphRequest {
  const select = view === undefined ? "" : `?$select=${selectedProperties(reference.profileType, view)}`;
  return { ...on(reference, "read", select), method: "GET" };
}

/** One page of a list. @param path of a later page, as Graph gave it */
export function listing(profileType: ProfileType, path?: string): GraphRequest {
  const target = entitySets[profileType];
  const first = `/deviceManagement/${target}?$select=${selectedProperties(profileType, "listed")}`;
  return { method: "GET", path: path ?? first, what: "list", target };
}

export function creation(profileType: ProfileType, body: ProfileBody): GraphRequest {
  const target = entitySets[profileType];
  const path = `/deviceManagement/${target}`;
  return { method: "POST", path, what: "create a profile in", target, body, secrets: secretsOf(body) };
}

export function change(profile: Profile, body: ProfileBody): GraphRequest {
  return { ...on(profile, "change"), method: "PATCH", body, secrets: secretsOf(body) };
}

export function deletion(profile: Profile): GraphRequest {
  return { ...on(profile, "delete"), method: "DELETE" };
}

/** An action on the profile's token. AOSP profiles have another id for actions. */
export function tokenAction(
  profile: Profile,
  action: "createToken" | "revokeToken",
  body?: ProfileBody,
): GraphRequest {
  const what = action === "createToken" ? "issue a token on" : "revoke the token of";
  const { qrCodeContent = "", tokenValue = "" } = profile.token ?? {};
  return {
    ...on(profile, what, `/${action}`, actionId(profile)),
    method: "POST",
    secrets: [qrCodeContent, tokenValue],
    ...(body !== undefined && { body }),
  };
}

/** An action on the group that devices join while they enroll. It has the same effect if it runs twice. */
export function groupAction(
  profile: Profile,
  verb: "set" | "retrieve" | "clear",
  { method = "POST", groupId }: { readonly method?: "POST" | "GET"; readonly groupId?: string } = {},
): GraphRequest {
  const target = { targetType: "staticSecurityGroup", targetId: groupId };
  return {
    ...on(profile, `${verb} the enrollment group of`, `/${verb}EnrollmentTimeDeviceMembershipTarget`),
    method,
    repeatable: true,
    ...(groupId !== undefined && { body: { enrollmentTimeDeviceMembershipTargets: [target] } }),
  };
}

/** The path of a request, and its words for messages. */
function on(reference: ProfileReference, what: string, rest = "", id = reference.profileId) {
  const path = `/deviceManagement/${entitySets[reference.profileType]}/${encodeURIComponent(id)}${rest}`;
  return { path, what, target: profilePath(reference) };
}

/** Microsoft's own script addresses the actions of AOSP profiles as `AOSP-{id}`, and reads the bare id. */
function actionId({ isAosp, profileId }: Profile): string {
  return isAosp && !profileId.startsWith("AOSP-") ? `AOSP-${profileId}` : profileId;
}

/** Graph quotes values that it refuses. */
function secretsOf({ wifiPassword }: ProfileBody): readonly string[] {
  return typeof wifiPassword === "string" ? [wifiPassword] : [];
}
