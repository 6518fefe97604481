import { entitySets, type ProfileType } from "./profile";

export type Action = (typeof actionNames)[ProfileType][number];

const tokenActions = ["createToken", "revokeToken"] as const;

const groupActions = [
  "setEnrollmentTimeDeviceMembershipTarget",
  "retrieveEnrollmentTimeDeviceMembershipTarget",
  "clearEnrollmentTimeDeviceMembershipTarget",
] as const;

const actionNames = {
  androidForWork: tokenActions,
  androidDeviceOwner: [...tokenActions, ...groupActions],
} as const satisfies Record<ProfileType, readonly string[]>;

export type GroupAction = (typeof groupActions)[number];

export function isGroupAction(action: Action | undefined): action is GroupAction {
  return groupActions.some((name) => name === action);
}

/** What a path names. `unknownSegment` is the first segment that the metadata of neither version has. */
export interface Route {
  readonly version: string;
  readonly profileType?: ProfileType;
  /** The id as the path has it, with `AOSP-` where the client wrote it. */
  readonly pathId?: string;
  readonly action?: Action;
  readonly unknownSegment?: string;
}

const types = new Map<string, ProfileType>([
  [entitySets.androidForWork, "androidForWork"],
  [entitySets.androidDeviceOwner, "androidDeviceOwner"],
]);

export function route(pathname: string): Route {
  const [version = "", ...segments] = pathname.slice(1).split("/").map(decoded);
  const [singleton = "", entitySet = singleton, pathId, actionName, ...rest] = segments;
  const profileType = types.get(entitySet);
  if (singleton !== "deviceManagement") return { version, unknownSegment: singleton };
  if (!profileType) return { version, unknownSegment: entitySet };
  if (pathId === undefined || pathId === "") return { version, profileType };
  if (actionName === undefined) return { version, profileType, pathId };
  const action = actionNames[profileType].find(
    (name) => name === actionName.replace(/^microsoft\.graph\./, ""),
  );
  if (!action) return { version, profileType, pathId, unknownSegment: actionName };
  if (rest[0] !== undefined) return { version, profileType, pathId, unknownSegment: rest[0] };
  return { version, profileType, pathId, action };
}

/** A profile's own id: the actions of AOSP profiles have it with a prefix. */
export function ownId({ pathId, action }: Route): string | undefined {
  return action ? pathId?.replace(/^AOSP-/, "") : pathId;
}

/** The text without percent-encoding, or as it is where it has none that can be read. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
