/**
 * Compiled, not run: the emulator's entities are those of Microsoft's own published types, in names, kinds of value, null
 * and the members of enumerations. Where they differ, it is named here.
 */
import type * as Published from "@microsoft/microsoft-graph-types-beta";
import type { GroupResult } from "../emulator/groups";
import type * as Emulated from "../emulator/profile";
import type { enumerations, schemas } from "../emulator/profile";

/* eslint-disable @typescript-eslint/no-unnecessary-type-parameters -- a free T is what makes the comparison exact */
type Equal<One, Other> =
  (<T>() => T extends One ? 1 : 2) extends <T>() => T extends Other ? 1 : 2 ? true : false;
/* eslint-enable @typescript-eslint/no-unnecessary-type-parameters */
type Expect<T extends true> = T;

interface Values {
  "Edm.String": string;
  "Edm.Boolean": boolean;
  "Edm.Int32": number;
  "Edm.DateTimeOffset": string;
  "Collection(Edm.String)": string[];
  "microsoft.graph.mimeContent": Published.MimeContent;
  "microsoft.graph.androidDeviceOwnerEnrollmentMode": Published.AndroidDeviceOwnerEnrollmentMode;
  "microsoft.graph.androidDeviceOwnerEnrollmentTokenType": Published.AndroidDeviceOwnerEnrollmentTokenType;
  "microsoft.graph.aospWifiSecurityType": Published.AospWifiSecurityType;
}

type Described<Schema extends Record<string, { type: keyof Values; nullable: boolean }>> = {
  [Name in keyof Schema]:
    Values[Schema[Name]["type"]] | (Schema[Name]["nullable"] extends true ? null : never);
};

/** The published types have a collection whose items may be null as one that may be null itself. */
type WithoutCollections<T> = Omit<T, "roleScopeTagIds">;

type Members<Type extends keyof typeof enumerations> = (typeof enumerations)[Type][number];

/** Null where Microsoft's types have none: an expiration before any token may be null, which is not verified. */
type NullIn<T> = { [Name in keyof T]: null extends T[Name] ? Name : never }[keyof T];

export type Checks = [
  Expect<
    Equal<Described<(typeof schemas)["androidForWork"]>, Required<Published.AndroidForWorkEnrollmentProfile>>
  >,
  Expect<
    Equal<
      WithoutCollections<Described<(typeof schemas)["androidDeviceOwner"]>>,
      WithoutCollections<Required<Published.AndroidDeviceOwnerEnrollmentProfile>>
    >
  >,
  Expect<
    Equal<keyof Emulated.AndroidForWorkEnrollmentProfile, keyof Published.AndroidForWorkEnrollmentProfile>
  >,
  Expect<
    Equal<
      keyof Emulated.AndroidDeviceOwnerEnrollmentProfile,
      keyof Published.AndroidDeviceOwnerEnrollmentProfile
    >
  >,
  Expect<
    Equal<
      NullIn<Emulated.AndroidDeviceOwnerEnrollmentProfile>,
      | Exclude<NullIn<Required<Published.AndroidDeviceOwnerEnrollmentProfile>>, "roleScopeTagIds">
      | "tokenExpirationDateTime"
    >
  >,
  Expect<
    Equal<
      Members<"microsoft.graph.androidDeviceOwnerEnrollmentMode">,
      Published.AndroidDeviceOwnerEnrollmentMode
    >
  >,
  Expect<
    Equal<
      Members<"microsoft.graph.androidDeviceOwnerEnrollmentTokenType">,
      Published.AndroidDeviceOwnerEnrollmentTokenType
    >
  >,
  Expect<Equal<Members<"microsoft.graph.aospWifiSecurityType">, Published.AospWifiSecurityType>>,
  Expect<Equal<keyof GroupResult, keyof Published.EnrollmentTimeDeviceMembershipTargetResult>>,
  Expect<
    Equal<
      keyof GroupResult["enrollmentTimeDeviceMembershipTargetValidationStatuses"][number],
      keyof Published.EnrollmentTimeDeviceMembershipTargetStatus
    >
  >,
];
