import assert from "node:assert/strict";
import { greyOfModules, scan } from "../browser/scan";
import { modulesInTerminal } from "../browser/terminal";
import { Session } from "../docs/session";

describe("the QR code of examples/kiosk in a terminal", function () {
  this.timeout(60_000);

  it("scans from what `pulumi stack output` prints there", async () => {
    const session = await Session.start({ folder: "examples/kiosk" }, "dev");
    try {
      await session.run("pulumi up");
      const printed = await session.run("pulumi stack output qrCode --show-secrets");
      const [token] = session.emulator.tokens();
      assert.ok(token);
      assert.equal(scan(greyOfModules(await modulesInTerminal(printed.trimEnd()))), token.qrCodeContent);
    } finally {
      await session.end();
    }
  });
});
