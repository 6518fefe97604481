import assert from "node:assert/strict";
import { afw, deviceOwner, errorIn, type Scene } from "./harness";
import type { EmulatorOptions } from "./index";

/** A request and the error that answers it. */
export interface Case {
  readonly title: string;
  readonly options?: EmulatorOptions;
  /** `{afw}` and `{do}` stand for the path of a profile of that type. */
  readonly request: readonly [method: string, path: string, body?: unknown, headers?: Record<string, string>];
  readonly status: number;
  readonly code: string;
  readonly message: string;
  /** Whether the message comes in Intune's JSON text. */
  readonly wrapped?: boolean;
}

/** The id of a profile that there is not. */
export const missing = "a3f1c1de-0000-4000-8000-000000000000";

/** One law a case: the error that the service answers, and that no token came of it. */
export function itRefuses(
  start: (options?: EmulatorOptions) => Promise<Scene>,
  cases: readonly Case[],
): void {
  for (const { title, options, request, status, code, message, wrapped = false } of cases) {
    it(`${title}: ${status} ${code}`, async () => {
      const { emulator, call } = await start(options);
      const ids = {
        afw: emulator.addProfile("androidForWork").id,
        do: emulator.addProfile("androidDeviceOwner").id,
      };
      const [method, path, body, headers] = request;
      const reply = await call(
        method,
        path
          .replace("{afw}", `${afw}/${ids.afw}`)
          .replace("{do}", `${deviceOwner}/${ids.do}`)
          .replace("{doId}", ids.do),
        body,
        headers,
      );

      const error = errorIn(reply);
      assert.equal(reply.status, status);
      assert.equal(error.code, code);
      assert.equal(wrapped ? unwrapped(error.message) : error.message, message);
      assert.deepEqual(emulator.tokens(), []);
    });
  }
}

function unwrapped(message: string): string {
  const { Message } = JSON.parse(message) as { Message: string };
  return Message.split(" - ")[0] ?? "";
}
