import { type Emulator, startEmulator } from "../../emulator";
import { allKinds, type Kind, kinds } from "../kinds";

/** Long enough for the recorded tokens to be valid whenever the tests run: 63 years. */
const validity = 2_000_000_000;

/** The stack that was recorded, and the service as it was then. */
export interface Scene {
  readonly emulator: Emulator;
  /** The arguments of each token, by the resource's name, in the order they were created. */
  readonly tokens: Readonly<Record<string, { profileId: string; tokenValidityInSeconds: number }>>;
}

/** A service that gives the same ids and tokens each time, where the same is asked in the same order. */
export async function startScene(): Promise<Scene> {
  const emulator = await startEmulator({ seed: 20_261_124, behaviour: { servedInV1: true } });
  const { id: kiosk } = emulator.addProfile("androidForWork", { displayName: "Kiosk" });
  const { id: scanner } = emulator.addProfile("androidDeviceOwner", { displayName: "Scanner" });
  const { id: vaulted } = emulator.addProfile("androidForWork", { displayName: "Vaulted" });
  const args = {
    kiosk: { profileId: kiosk, tokenValidityInSeconds: validity, rotateWhenChanged: { quarter: "one" } },
    scanner: { profileId: scanner, profileType: "androidDeviceOwner", tokenValidityInSeconds: validity },
    vaulted: { profileId: vaulted, tokenValidityInSeconds: validity, storeToken: false },
  };
  return { emulator, tokens: args };
}

interface Changed {
  readonly displayName?: string;
  readonly tokenValidityInSeconds?: number;
}

const wifi = { wifiSsid: "Staging", wifiPassword: "correct horse battery", wifiSecurityType: "wpa" };

/** The arguments of the profile of each kind, in the order they were created. */
const profiles = allKinds.map((kind) => {
  const more = kind === "AOSP userless" ? wifi : { description: "Recorded" };
  return { kind, args: { ...kinds[kind], displayName: kind, ...more } };
});

/** A service that gives the same ids and tokens each time, where the same is asked in the same order. */
export function startProfileService(): Promise<Emulator> {
  return startEmulator({ seed: 20_261_126, behaviour: { servedInV1: true } });
}

/** Adds what the recorded stack made. Returns the ids of the profiles. */
export function addRecordedProfiles(emulator: Emulator): Map<Kind, string> {
  const ids = profiles.map(({ kind, args: { profileType, ...settings } }) => {
    const configureWifi = "wifiSsid" in settings;
    const { id } =
      profileType === "androidForWork"
        ? emulator.addProfile(profileType, settings)
        : emulator.addProfile(profileType, { ...settings, configureWifi });
    emulator.issueToken(id, validity);
    return [kind, id] as const;
  });
  return new Map(ids);
}

/** A program with the first so many of the profiles, and a token on each. */
export function profileProgram(count = profiles.length, changed: Changed = {}): string {
  const { displayName, tokenValidityInSeconds = validity } = changed;
  const declared = profiles.slice(0, count).map(({ kind, args }) => ({
    kind,
    args: { ...args, displayName: displayName ?? args.displayName },
  }));
  return `
    const { EnrollmentProfile, EnrollmentToken } = require("pulumi-intune-enrollment");
    for (const { kind, args } of ${JSON.stringify(declared)}) {
      const { profileId, profileType } = new EnrollmentProfile(kind, args);
      new EnrollmentToken(kind, { profileId, profileType, tokenValidityInSeconds: ${tokenValidityInSeconds} });
    }
  `;
}
