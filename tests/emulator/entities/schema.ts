import type { EnrollmentProfile, ProfileType } from "./profile";

export type EdmType =
  | "Edm.String"
  | "Edm.Boolean"
  | "Edm.Int32"
  | "Edm.DateTimeOffset"
  | "Collection(Edm.String)"
  | "microsoft.graph.mimeContent"
  | "microsoft.graph.androidDeviceOwnerEnrollmentMode"
  | "microsoft.graph.androidDeviceOwnerEnrollmentTokenType"
  | "microsoft.graph.aospWifiSecurityType";

export interface Property {
  readonly type: EdmType;
  readonly nullable: boolean;
  /** When a client may set it: in a POST and a PATCH, in a POST only, or never. */
  readonly writable: "always" | "when created" | "never";
}

export type Schema = Readonly<Record<string, Property>>;

export const enumerations = {
  "microsoft.graph.androidDeviceOwnerEnrollmentMode": [
    "corporateOwnedDedicatedDevice",
    "corporateOwnedFullyManaged",
    "corporateOwnedWorkProfile",
    "corporateOwnedAOSPUserlessDevice",
    "corporateOwnedAOSPUserAssociatedDevice",
  ],
  "microsoft.graph.androidDeviceOwnerEnrollmentTokenType": [
    "default",
    "corporateOwnedDedicatedDeviceWithAzureADSharedMode",
    "deviceStaging",
  ],
  "microsoft.graph.aospWifiSecurityType": ["none", "wpa", "wep"],
} as const satisfies Partial<Record<EdmType, readonly string[]>>;

const property =
  <const Writable extends Property["writable"]>(writable: Writable) =>
  <const Type extends EdmType, const Nullable extends boolean = false>(type: Type, nullable?: Nullable) => ({
    type,
    nullable: (nullable ?? false) as Nullable,
    writable,
  });

const serverSet = property("never");
const writable = property("always");
const whenCreated = property("when created");

const androidForWork = {
  accountId: serverSet("Edm.String", true),
  id: serverSet("Edm.String"),
  displayName: writable("Edm.String", true),
  description: writable("Edm.String", true),
  createdDateTime: serverSet("Edm.DateTimeOffset"),
  lastModifiedDateTime: serverSet("Edm.DateTimeOffset"),
  tokenValue: serverSet("Edm.String", true),
  tokenExpirationDateTime: whenCreated("Edm.DateTimeOffset"),
  enrolledDeviceCount: serverSet("Edm.Int32"),
  qrCodeContent: serverSet("Edm.String", true),
  qrCodeImage: serverSet("microsoft.graph.mimeContent", true),
};

const androidDeviceOwner = {
  ...androidForWork,
  enrollmentMode: writable("microsoft.graph.androidDeviceOwnerEnrollmentMode"),
  enrollmentTokenType: writable("microsoft.graph.androidDeviceOwnerEnrollmentTokenType"),
  tokenCreationDateTime: serverSet("Edm.DateTimeOffset"),
  enrollmentTokenUsageCount: serverSet("Edm.Int32"),
  configureWifi: writable("Edm.Boolean"),
  wifiSsid: writable("Edm.String", true),
  wifiPassword: writable("Edm.String", true),
  wifiSecurityType: writable("microsoft.graph.aospWifiSecurityType"),
  wifiHidden: writable("Edm.Boolean"),
  isTeamsDeviceProfile: writable("Edm.Boolean"),
  deviceNameTemplate: writable("Edm.String", true),
  roleScopeTagIds: writable("Collection(Edm.String)"),
};

export const schemas = { androidForWork, androidDeviceOwner } satisfies Record<ProfileType, Schema>;

export const entitySets: Record<ProfileType, string> = {
  androidForWork: "androidForWorkEnrollmentProfiles",
  androidDeviceOwner: "androidDeviceOwnerEnrollmentProfiles",
};

export const entityTypes: Record<ProfileType, string> = {
  androidForWork: "microsoft.graph.androidForWorkEnrollmentProfile",
  androidDeviceOwner: "microsoft.graph.androidDeviceOwnerEnrollmentProfile",
};

/** The fields that only a GET by id carries. */
export const tokenFieldNames = ["tokenValue", "qrCodeContent", "qrCodeImage"] as const;

/** The same profile with the token fields as a list shows them. */
export function withoutTokenFields(profile: EnrollmentProfile): EnrollmentProfile {
  return { ...profile, tokenValue: "", qrCodeContent: "", qrCodeImage: null };
}

/** What a PATCH of an AOSP profile may change. */
export const aospChangeable = [
  "displayName",
  "description",
  "deviceNameTemplate",
  "wifiSsid",
  "wifiPassword",
  "wifiSecurityType",
  "wifiHidden",
];

/** The parameters of createToken, checked as an entity's properties are. */
export const createTokenParameters: Schema = { tokenValidityInSeconds: writable("Edm.Int32") };
