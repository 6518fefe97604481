import assert from "node:assert/strict";
import { startProfileStack, stopProfileStacks } from "./profileHarness";

const declared = {
  profileType: "androidDeviceOwner",
  enrollmentMode: "corporateOwnedAOSPUserlessDevice",
  wifiSsid: "Staging",
  wifiPassword: "correct horse",
  wifiSecurityType: "wpa",
} as const;

describe("a profile's Wi-Fi network that somebody changed", () => {
  afterEach(stopProfileStacks);

  for (const [what, theirs] of [
    ["opened", { wifiSecurityType: "none", wifiPassword: null }],
    ["replaced by another", { wifiSsid: "Theirs", wifiPassword: "their password" }],
  ] as const) {
    it(`is mended with its password, so that devices can join: ${what}`, async () => {
      const stack = await startProfileStack();
      await stack.up(declared);
      stack.emulator.changeProfile(stack.profileId, theirs);
      await stack.refresh();
      assert.equal((await stack.up(declared)).did, "update");
      const { wifiSsid, wifiSecurityType, wifiPassword } = stack.profile ?? {};
      assert.deepEqual(
        { wifiSsid, wifiSecurityType, wifiPassword },
        { wifiSsid: "Staging", wifiSecurityType: "wpa", wifiPassword: "correct horse" },
      );
    });
  }
});
