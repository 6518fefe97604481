import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { EnrollmentToken } from "../../provider/src/resources/EnrollmentToken";

const args = { profileId: "p1", tokenValidityInSeconds: 3600 };

/** How many call stacks are written out, and so mapped to their sources, while the work is done. */
function stacksWritten(work: () => void): number {
  const before = Object.getOwnPropertyDescriptor(Error, "prepareStackTrace");
  let written = 0;
  Error.prepareStackTrace = (error, frames) => {
    if (frames.length > 0) written++;
    return String(error);
  };
  try {
    work();
  } finally {
    if (before === undefined) Reflect.deleteProperty(Error, "prepareStackTrace");
    else Object.defineProperty(Error, "prepareStackTrace", before);
  }
  return written;
}

describe("EnrollmentToken: what declaring one costs", () => {
  beforeEach(() =>
    pulumi.runtime.setMocks({
      newResource: ({ name, inputs }) => ({ id: name, state: inputs as object }),
      call: () => ({}),
    }),
  );

  it("writes out fewer call stacks than the token has properties", () => {
    const written = stacksWritten(() => new EnrollmentToken("kiosk", args));
    assert.ok(written > 0, "the position in the program");
    assert.ok(written < 18, `${written} call stacks`);
  });

  it("leaves the depth of call stacks as it was, even where the engine's side refuses", () => {
    const { stackTraceLimit } = Error;
    Error.stackTraceLimit = 7;
    try {
      new EnrollmentToken("kiosk", args);
      assert.equal(Error.stackTraceLimit, 7);
      assert.throws(() => new EnrollmentToken("", args), /name/);
      assert.equal(Error.stackTraceLimit, 7);
    } finally {
      Error.stackTraceLimit = stackTraceLimit;
    }
  });
});
