import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { text } from "node:stream/consumers";

describe("npm run emulator", () => {
  const run = (...options: string[]) =>
    spawn(process.execPath, ["-r", "ts-node/register", join(__dirname, "cli.ts"), ...options]);

  it("prints how to point a stack at it, logs each request, and ends on SIGTERM", async () => {
    const child = run("--version-1.0");
    const exit = once(child, "exit");
    const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
    const until = async (pattern: RegExp): Promise<string> => {
      for (;;) {
        const { value, done } = await lines.next();
        if (done === true) throw new Error(`The emulator ended before it said ${String(pattern)}.`);
        const found = pattern.exec(value);
        if (found) return found[1] ?? "";
      }
    };
    try {
      const id = await until(/^ {2}androidForWork +(\S+)/);
      const url = await until(/^ {2}pulumi config set intune:graphEndpoint (http:\/\/127\.0\.0\.1:\d+)$/);
      await until(/^ {2}pulumi config set intune:accessToken --secret (\S+)$/);
      const path = `/v1.0/deviceManagement/androidForWorkEnrollmentProfiles/${id}`;
      const response = await fetch(`${url}${path}`, { headers: { Authorization: "Bearer any-text" } });
      assert.equal(response.status, 200);
      assert.equal(await until(/^(GET .*)$/), `GET ${path} → 200`);
    } finally {
      child.kill("SIGTERM");
    }
    assert.deepEqual(await exit, [0, null]);
  });

  it("an option that it does not know ends with the usage", async () => {
    const child = run("--prot", "80");
    const exit = once(child, "exit");
    const said = await text(child.stderr);
    assert.match(said, /--prot[^]*--port <number>/);
    assert.deepEqual(await exit, [1, null]);
  });
});
