import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { EnrollmentProfile } from "../../provider/src/resources/EnrollmentProfile";
import { EnrollmentToken } from "../../provider/src/resources/EnrollmentToken";
import { shortenStacks, withStack } from "../../provider/src/resources/shortenStacks";

/** As the SDK looks the position in the program up. */
function callStack(): readonly string[] {
  Error.stackTraceLimit = Infinity;
  const [message, ...frames] = new Error("here").stack?.split("\n") ?? [];
  assert.equal(message, "Error: here");
  return frames;
}

/** With the text of call stacks prepared by nobody, as where a program runs as plain JavaScript. */
function asPlainJavaScript<Result>(work: () => Result): Result {
  const prepared = Object.getOwnPropertyDescriptor(Error, "prepareStackTrace");
  assert.ok(prepared, "these tests are TypeScript");
  Reflect.deleteProperty(Error, "prepareStackTrace");
  try {
    return work();
  } finally {
    Object.defineProperty(Error, "prepareStackTrace", prepared);
  }
}

function shortened(): readonly string[] {
  const restore = shortenStacks();
  try {
    return callStack();
  } finally {
    restore();
  }
}

describe("shortenStacks", () => {
  const { stackTraceLimit } = Error;
  afterEach(() => {
    Error.stackTraceLimit = stackTraceLimit;
  });

  for (const [how, run] of [
    ["mapped to their sources", <Result>(work: () => Result) => work()],
    ["of plain JavaScript", asPlainJavaScript],
  ] as const) {
    it(`leaves the program's own frames, as they are without it (${how})`, () => {
      const whole = run(callStack).filter((frame) => frame.includes(__filename));
      const own = run(shortened);
      assert.match(own.at(-1) ?? "", new RegExp(`${__filename}:\\d+:\\d+\\)$`));
      assert.ok(own.length > whole.length, "the frames between");
      assert.ok(own.every((frame) => !frame.includes("node_modules")));
    });
  }

  for (const [kind, declare] of [
    ["token", () => new EnrollmentToken("", { profileId: "p1", tokenValidityInSeconds: 60 })],
    ["profile", () => new EnrollmentProfile("", { displayName: "Kiosk" })],
  ] as const) {
    it(`what the SDK throws at the declaration of a ${kind} says where that is`, async () => {
      await pulumi.runtime.setMocks({ newResource: () => ({ id: "id", state: {} }), call: () => ({}) });
      assert.throws(declare, ({ message, stack = "" }: Error) => {
        assert.ok(stack.startsWith(`Error: ${message}\n`), stack);
        assert.ok(stack.includes(__filename), stack);
        assert.doesNotMatch(stack, /shortenStacks\.ts/);
        return true;
      });
    });
  }

  it("an error that has a call stack of its own keeps it", () => {
    const error = new Error("thrown");
    const { stack } = error;
    const elsewhere = () => withStack(error);
    assert.equal(elsewhere(), error);
    assert.equal(error.stack, stack);
    assert.equal(withStack("no error"), "no error");
  });

  it("leaves everything as it was", () => {
    const prepared = Object.getOwnPropertyDescriptor(Error, "prepareStackTrace");
    Error.stackTraceLimit = 7;
    shortenStacks()();
    assert.equal(Error.stackTraceLimit, 7);
    assert.deepEqual(Object.getOwnPropertyDescriptor(Error, "prepareStackTrace"), prepared);
    asPlainJavaScript(() => {
      shortenStacks()();
      assert.equal("prepareStackTrace" in Error, false);
    });
  });
});
