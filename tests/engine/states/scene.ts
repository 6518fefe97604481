import { type Emulator, startEmulator } from "../../emulator";

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
