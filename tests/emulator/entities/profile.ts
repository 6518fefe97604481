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
