/** The short names of the two entity sets in stacks and tests. */
export type ProfileType = "androidForWork" | "androidDeviceOwner";

export interface MimeContent {
  type: string;
  /** Base64. */
  value: string;
}

/** https://learn.microsoft.com/graph/api/resources/intune-androidforwork-androidforworkenrollmentprofile */
export interface AndroidForWorkEnrollmentProfile {
  accountId: string | null;
  id: string;
  displayName: string | null;
  description: string | null;
  createdDateTime: string;
  lastModifiedDateTime: string;
  tokenValue: string | null;
  tokenExpirationDateTime: string | null;
  enrolledDeviceCount: number;
  qrCodeContent: string | null;
  qrCodeImage: MimeContent | null;
}

/** https://learn.microsoft.com/graph/api/resources/intune-androidforwork-androiddeviceownerenrollmentprofile */
export interface AndroidDeviceOwnerEnrollmentProfile extends AndroidForWorkEnrollmentProfile {
  /** Not a union: real tenants have `5` too, as a text or a number. */
  enrollmentMode: string | number;
  enrollmentTokenType: string;
  tokenCreationDateTime: string;
  enrollmentTokenUsageCount: number;
  configureWifi: boolean;
  wifiSsid: string | null;
  wifiPassword: string | null;
  wifiSecurityType: string;
  wifiHidden: boolean;
  isTeamsDeviceProfile: boolean;
  deviceNameTemplate: string | null;
  roleScopeTagIds: (string | null)[];
}

export interface ProfileByType {
  androidForWork: AndroidForWorkEnrollmentProfile;
  androidDeviceOwner: AndroidDeviceOwnerEnrollmentProfile;
}

export type EnrollmentProfile = ProfileByType[ProfileType];

/** The fields that createToken and revokeToken write. */
export interface TokenFields {
  tokenValue: string | null;
  tokenExpirationDateTime: string | null;
  tokenCreationDateTime: string;
  qrCodeContent: string | null;
  qrCodeImage: MimeContent | null;
}

/** What a test may set when it adds a profile; a token comes by `issueToken`. */
export type NewProfile<T extends ProfileType> = Partial<Omit<ProfileByType[T], keyof TokenFields>>;

/** Everything but the token: the fields of a device owner profile, of which the other type has only some. */
export type ProfileSettings = Omit<AndroidDeviceOwnerEnrollmentProfile, keyof TokenFields>;

/** The two fields that decide what a profile's tokens look like. */
type Enrollment = Pick<ProfileSettings, "enrollmentMode" | "enrollmentTokenType"> & {
  readonly type: ProfileType;
};

/** Devices without Google Mobile Services: another QR format, another id in the actions' path. */
export function isAosp({ type, enrollmentMode }: Enrollment): boolean {
  return type === "androidDeviceOwner" && String(enrollmentMode).startsWith("corporateOwnedAOSP");
}

/** Fully managed and corporate work-profile devices, whose users may type the token by hand. */
export function isUserDriven({ type, enrollmentMode }: Enrollment): boolean {
  return (
    type === "androidDeviceOwner" &&
    (enrollmentMode === "corporateOwnedFullyManaged" || enrollmentMode === "corporateOwnedWorkProfile")
  );
}

export function isStaging({ enrollmentTokenType }: Enrollment): boolean {
  return enrollmentTokenType === "deviceStaging";
}

export function isGuid(text: string): boolean {
  return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text);
}

export const earliestDateTime = "0001-01-01T00:00:00Z";

/** An Edm.DateTimeOffset as Intune writes it: a fraction of seven digits, or none if it is zero. */
export function dateTimeOffset(date: Date): string {
  const [seconds = "", fraction = ""] = date.toISOString().slice(0, -1).split(".");
  return fraction === "000" ? `${seconds}Z` : `${seconds}.${fraction}0000Z`;
}

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

/** The parameters of createToken, which are checked like an entity's properties. */
export const createTokenParameters: Schema = { tokenValidityInSeconds: writable("Edm.Int32") };
