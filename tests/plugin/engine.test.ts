import { overPlugin } from "./engine";

/** The other tests of the engine run over the plugin in the long mode. */
describe("the real engine over the plugin", function () {
  this.timeout(300_000);

  it("has the hooks of a token do what they do for dynamic resources", () =>
    overPlugin("tests/engine/token.test.ts"));

  it("moves the state of dynamic resources by an alias, without a request", () =>
    overPlugin("tests/engine/upgrade.test.ts", "--grep", "profiles and their tokens"));
});
