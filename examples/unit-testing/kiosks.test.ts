import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { kioskTokens } from "./kiosks";

// What the engine and Microsoft Graph would answer. The provider itself is not loaded.
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
  call: () => ({}),
});

describe("the kiosk tokens", () => {
  const tokens = kioskTokens({ lobby: "profile-1", gate: "profile-2" });

  it("there is one for each site", () => {
    assert.equal(tokens.length, 2);
  });

  it("each is renewed a week before it expires", async () => {
    const due = await new Promise((resolve) => tokens[0]?.rotationDueDateTime.apply(resolve));
    assert.equal(due, "2026-01-24T00:00:00.000Z");
  });

  it("each draws its QR code as a secret", async () => {
    for (const { qrCodeImage } of tokens) assert.ok(await pulumi.isSecret(qrCodeImage));
  });
});
