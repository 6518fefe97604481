import type { Behaviour } from "./behaviour";
import {
  dateTimeOffset,
  earliestDateTime,
  isAosp,
  isStaging,
  isUserDriven,
  type MimeContent,
  type ProfileSettings,
  type ProfileType,
  type TokenFields,
} from "./profile";
import type { Random } from "./random";

export type TokenState = "active" | "expired" | "revoked" | "replaced";

/** A token as the service knows it, which the profile may not show. */
export interface IssuedToken {
  readonly profileId: string;
  readonly value: string;
  readonly qrCodeContent: string;
  /** Who had it issued: a client by createToken or by creating the profile, or a test standing in for somebody else. */
  readonly issuedBy: "createToken" | "creation" | "somebody else";
  readonly issuedDateTime: Date;
  /** When it expires; null if it does not. */
  readonly expirationDateTime: Date | null;
  readonly state: TokenState;
}

/** A token, and how it ended other than by expiring. */
interface Entry {
  readonly token: Omit<IssuedToken, "state">;
  ended?: "revoked" | "replaced";
}

/** The profile that a token is of. */
interface Owner {
  readonly type: ProfileType;
  readonly settings: ProfileSettings;
}

/** All tokens ever issued, in order. */
export class TokenLedger {
  private readonly entries: Entry[] = [];

  constructor(
    private readonly behaviour: Behaviour,
    private readonly random: Random,
    private readonly now: () => Date,
  ) {}

  /** Issues a token, and returns what the profile's fields hold from now on. */
  issue(
    { type, settings }: Owner,
    seconds: number,
    issuedBy: IssuedToken["issuedBy"],
  ): { token: IssuedToken; fields: TokenFields } {
    const enrollment = { type, ...settings };
    const issuedDateTime = this.now();
    const value = this.random.letters(isUserDriven(enrollment) ? 8 : 20);
    const qrCodeContent = isAosp(enrollment) ? aospQrContent(value) : gmsQrContent(value);
    const requested = new Date(issuedDateTime.getTime() + seconds * 1000);
    const shown =
      issuedBy !== "creation" && isUserDriven(enrollment) && !isStaging(enrollment)
        ? this.behaviour.expirationWithoutEnd
        : "as requested";

    if (this.behaviour.earlierToken === "invalidated") this.end(settings.id, "replaced");
    const token = {
      profileId: settings.id,
      value,
      qrCodeContent,
      issuedBy,
      issuedDateTime,
      expirationDateTime: shown === "as requested" ? requested : null,
    };
    this.entries.push({ token });
    return {
      token: { ...token, state: "active" },
      fields: {
        tokenValue: value,
        tokenCreationDateTime: dateTimeOffset(issuedDateTime),
        tokenExpirationDateTime: shown === "as requested" ? dateTimeOffset(requested) : shown,
        qrCodeContent,
        qrCodeImage,
      },
    };
  }

  /** Revokes the profile's tokens, all or the latest, and returns what its fields hold from now on. */
  revoke({ settings, latest }: Owner & { readonly latest: TokenFields }): TokenFields {
    this.end(settings.id, "revoked", this.behaviour.revokes);
    switch (this.behaviour.afterRevoke) {
      case "cleared":
        return fieldsBeforeToken(this.behaviour);
      case "emptied":
        return { ...fieldsBeforeToken(this.behaviour), tokenValue: "", qrCodeContent: "" };
      case "expired now":
        return { ...latest, tokenExpirationDateTime: dateTimeOffset(this.now()) };
      case "expired at 0001-01-01":
        return { ...latest, tokenExpirationDateTime: earliestDateTime };
      case "unchanged":
        return latest;
    }
  }

  /** Ends the profile's active tokens, or only its latest token if that is active. */
  end(profileId: string, how: "revoked" | "replaced", which: Behaviour["revokes"] = "all"): void {
    const own = this.entries.filter(({ token }) => token.profileId === profileId);
    for (const entry of which === "all" ? own : own.slice(-1)) {
      if (this.stateOf(entry) === "active") entry.ended = how;
    }
  }

  list(profileId?: string): IssuedToken[] {
    return this.entries
      .filter(({ token }) => profileId === undefined || token.profileId === profileId)
      .map((entry) => ({ ...entry.token, state: this.stateOf(entry) }));
  }

  private stateOf({ token: { expirationDateTime }, ended }: Entry): TokenState {
    if (ended) return ended;
    return expirationDateTime && expirationDateTime <= this.now() ? "expired" : "active";
  }
}

export function fieldsBeforeToken(behaviour: Behaviour): TokenFields {
  return {
    tokenValue: null,
    tokenCreationDateTime: earliestDateTime,
    tokenExpirationDateTime: behaviour.expirationBeforeToken,
    qrCodeContent: null,
    qrCodeImage: null,
  };
}

const extra = "android.app.extra";

/** qrCodeContent of a profile for devices with Google Mobile Services: the plain JSON that a device scans. */
function gmsQrContent(token: string): string {
  return JSON.stringify({
    [`${extra}.PROVISIONING_DEVICE_ADMIN_COMPONENT_NAME`]:
      "com.google.android.apps.work.clouddpc/.receivers.CloudDeviceAdminReceiver",
    [`${extra}.PROVISIONING_DEVICE_ADMIN_SIGNATURE_CHECKSUM`]: "I5YvS0O5hXY46mb01BlRjq4oJJGs2kuUcHvVkAPEXlg",
    [`${extra}.PROVISIONING_DEVICE_ADMIN_PACKAGE_DOWNLOAD_LOCATION`]:
      "https://play.google.com/managed/downloadManagingApp?identifier=setup",
    [`${extra}.PROVISIONING_ADMIN_EXTRAS_BUNDLE`]: {
      "com.google.android.apps.work.clouddpc.EXTRA_ENROLLMENT_TOKEN": token,
    },
  });
}

/**
 * qrCodeContent of an AOSP profile: base64 of JSON. Only the encoding is documented; the keys are Android's own,
 * the values are made up.
 */
function aospQrContent(token: string): string {
  const content = {
    [`${extra}.PROVISIONING_DEVICE_ADMIN_COMPONENT_NAME`]: "com.example.aosp/.DeviceAdminReceiver",
    [`${extra}.PROVISIONING_DEVICE_ADMIN_PACKAGE_DOWNLOAD_LOCATION`]: "https://example.com/aosp.apk",
    [`${extra}.PROVISIONING_ADMIN_EXTRAS_BUNDLE`]: { enrollmentToken: token },
  };
  return Buffer.from(JSON.stringify(content)).toString("base64");
}

/** A valid PNG of one white pixel. Clients draw their own picture and ignore this one. */
export const qrCodeImage: MimeContent = {
  type: "image/png",
  value: "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGP4DwABAQEAsTj2FAAAAABJRU5ErkJggg==",
};
