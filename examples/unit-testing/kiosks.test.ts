import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { kioskTokens } from "./kiosks";

// These mocks answer in place of the engine and Microsoft Graph. No engine runs, and nobody signs in.
void pulumi.runtime.setMocks({
  newResource: ({ name, inputs }) => ({
    id: `androidForWorkEnrollmentProfiles/${name}`,
    state: {
      ...(inputs as object),
      tokenValue: "a-token",
      qrCodeContent: '{"a":"token"}',
      tokenIssuedDateTime: "2026-01-01T00:00:00Z",
      tokenExpirationDateTime: "2026-01-31T00:00:00Z",
    },
  }),
  // Look-ups arrive here, with the name of the function.
  call: ({ token, inputs }) => {
    assert.equal(token, "intune:index:getEnrollmentProfile");
    const { displayName } = inputs as { displayName: string };
    return { profileType: "androidForWork", profileId: `id-of-${displayName}`, displayName };
  },
});

describe("the kiosk tokens", () => {
  const tokens = kioskTokens({ lobby: "Lobby", gate: "Gate" });

  it("there is one for each site", () => {
    assert.equal(tokens.length, 2);
  });

  it("each is on the profile of its name", async () => {
    assert.equal(await valueOf(tokens[0]?.profileId), "id-of-Lobby");
    assert.equal(await valueOf(tokens[1]?.profileId), "id-of-Gate");
  });

  it("each is renewed a week before it expires", async () => {
    assert.equal(await valueOf(tokens[0]?.rotationDueDateTime), "2026-01-24T00:00:00.000Z");
  });

  it("each draws its QR code as a secret", async () => {
    for (const { qrCodeImage } of tokens) assert.ok(await pulumi.isSecret(qrCodeImage));
  });
});

function valueOf<Value>(output: pulumi.Output<Value> | undefined): Promise<Value> {
  return new Promise((resolve) => output?.apply(resolve));
}
