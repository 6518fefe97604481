/** The short names by which stacks and tests tell the two entity sets apart. */
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
  /** Not a union: `5`, as a text or a number, is met in the field. */
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

/** What holds besides the token: every field of a device owner profile, of which the other type shows a part. */
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

export const earliestDateTime = "0001-01-01T00:00:00Z";

/** An Edm.DateTimeOffset as Intune writes it: seven digits of fraction, or none where it is zero. */
export function dateTimeOffset(date: Date): string {
  const [seconds = "", fraction = ""] = date.toISOString().slice(0, -1).split(".");
  return fraction === "000" ? `${seconds}Z` : `${seconds}.${fraction}0000Z`;
}
