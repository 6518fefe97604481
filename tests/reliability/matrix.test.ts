import type { Stack } from "../lifecycle/harness";
import { stacks as stacksUntil } from "../lifecycle/stacks";
import { type Driver, type Matrix, runMatrix, subjectNames } from "./matrix";
import { itHoldsTheLaws } from "./matrixLaws";

describe("each fault at each request of each operation", function () {
  this.timeout(60_000);
  const { startStack } = stacksUntil(after);
  let matrix: Matrix;
  before(async () => {
    matrix = await runMatrix(await startDriver(startStack));
  });

  itHoldsTheLaws(() => matrix);
});

/** The hooks, called as the engine calls them: a service, a clock and a stack for each resource. */
async function startDriver(startStack: ReturnType<typeof stacksUntil>["startStack"]): Promise<Driver> {
  const config = { apiVersion: "v1.0", requestTimeoutInSeconds: "1" };
  const stacks = await Promise.all(
    subjectNames.map(async (name): Promise<[string, Stack]> => [name, await startStack({ config })]),
  );
  let validity = 0;
  return {
    subjects: stacks.map(([name, { emulator, profileId }]) => ({ name, emulator, profileId })),
    declare: (tokenValidityInSeconds) => {
      validity = tokenValidityInSeconds;
      return Promise.resolve();
    },
    run: async (command) => {
      const failed = new Set<string>();
      const steps = stacks.map(async ([name, stack]) => {
        try {
          if (command === "up") {
            if ((await stack.up({ tokenValidityInSeconds: validity })).error !== undefined) failed.add(name);
          } else if (stack.state !== undefined) {
            await stack[command]();
          }
        } catch {
          failed.add(name);
        }
      });
      await Promise.all(steps);
      return failed;
    },
    stored: () => {
      const inState = stacks.flatMap(([name, { state }]) =>
        state === undefined
          ? []
          : [[name, { tokenValue: state.tokenValue, pending: state.pendingIssue !== undefined }] as const],
      );
      return Promise.resolve(new Map(inState));
    },
  };
}
