import assert from "node:assert/strict";
import { startEngineStack, stopEngineStacks } from "./harness";

interface Declared {
  readonly type: string;
  readonly stackTrace?: readonly { readonly sourcePosition?: string }[];
}

describe("the call stack in state on the real engine", function () {
  this.timeout(120_000);
  afterEach(stopEngineStacks);

  it("is where the program declares the resource, and what called that, without what started the program", async () => {
    const stack = await startEngineStack();
    const { id: profileId } = stack.emulator.addProfile("androidForWork");
    await stack.program(`
      const { EnrollmentProfile, EnrollmentToken } = require("pulumi-intune-enrollment");
      function kiosk() {
        new EnrollmentToken("kiosk", { profileId: "${profileId}", tokenValidityInSeconds: 3600 });
        new EnrollmentProfile("lobby", { displayName: "Lobby" });
      }
      kiosk();
    `);
    await stack.up();
    const { resources = [] } = (await stack.export()).deployment as { resources?: Declared[] };
    const lines = (kind: string) =>
      resources
        .find(({ type }) => type.endsWith(`intune:${kind}`))
        ?.stackTrace?.map(({ sourcePosition = "" }) => /#(\d+),/.exec(sourcePosition)?.[1]);
    assert.deepEqual(lines("EnrollmentToken"), ["4", "7"]);
    assert.deepEqual(lines("EnrollmentProfile"), ["5", "7"]);
  });
});
