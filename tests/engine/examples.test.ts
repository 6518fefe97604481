import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { once } from "node:events";
import { readdir, readFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import type { Deployment } from "@pulumi/pulumi/automation";
import { createTemporaryStack, type TemporaryStack } from "../../tools/engine/temporaryStack";
import { type Emulator, startEmulator } from "../emulator";

const examples = resolve(__dirname, "../../examples");

describe("the examples, applied as they stand", function () {
  this.timeout(240_000);
  let emulator: Emulator;
  let project: TemporaryStack | undefined;
  let vault: Server | undefined;

  beforeEach(async () => {
    emulator = await startEmulator();
  });

  afterEach(async () => {
    await project?.remove();
    vault?.close();
    await emulator.close();
    project = vault = undefined;
  });

  async function start(name: string, config: Readonly<Record<string, string>>) {
    project = await createTemporaryStack(name, `examples/${name}`);
    const plain = { "intune:graphEndpoint": emulator.url, "intune:apiVersion": "beta", ...config };
    for (const [key, value] of Object.entries(plain)) await project.stack.setConfig(key, { value });
    await project.stack.setConfig("intune:accessToken", { value: "bearer-of-the-examples", secret: true });
    return project;
  }

  const active = () => emulator.tokens().filter(({ state }) => state === "active");

  it("each folder is applied by a test here, but for those that tests of their own try", async () => {
    const folders = (await readdir(examples, { withFileTypes: true })).filter((entry) => entry.isDirectory());
    const tests = await readFile(__filename, "utf8");
    const untried = folders.filter(({ name }) => !tests.includes(`start("${name}"`));
    assert.deepEqual(
      untried.map(({ name }) => name),
      // tests/pipelines, and policy.test.ts
      ["pipelines", "policy"],
    );
  });

  it("each folder has a page that says what it shows", async () => {
    const folders = (await readdir(examples, { withFileTypes: true })).filter((entry) => entry.isDirectory());
    const index = await readFile(join(examples, "README.md"), "utf8");
    for (const { name } of folders) {
      assert.match(await readFile(join(examples, name, "README.md"), "utf8"), /^# .+\n\n\S/);
      assert.ok(index.includes(`](${name}/README.md)`), `${name} is in the list of examples`);
    }
  });

  it("kiosk", async () => {
    const { id } = emulator.addProfile("androidForWork");
    const { stack } = await start("kiosk", { profileId: id });
    const { outputs } = await stack.up();
    assert.equal(outputs.tokenValue?.value, active()[0]?.value);
    assert.ok(outputs.tokenValue?.secret && outputs.qrCode?.secret);
    await stack.destroy();
    assert.equal(active().length, 0);
  });

  it("blue-green: each turn rotates one token, and the other stays valid", async () => {
    const blue = emulator.addProfile("androidForWork", { displayName: "Kiosks blue" }).id;
    const green = emulator.addProfile("androidForWork", { displayName: "Kiosks green" }).id;
    const { stack } = await start("blue-green", {
      blueProfile: "Kiosks blue",
      greenProfile: "Kiosks green",
      turn: "1",
    });
    assert.equal((await stack.up()).outputs.handOut?.value, "Kiosks blue");
    const [firstBlue] = emulator.tokens(blue);

    await stack.setConfig("turn", { value: "2" });
    assert.equal((await stack.up()).outputs.handOut?.value, "Kiosks green");
    assert.deepEqual([emulator.tokens(blue).length, emulator.tokens(green).length], [1, 2]);
    assert.ok(
      active().some(({ value }) => value === firstBlue?.value),
      "what was handed out stays good",
    );

    await stack.setConfig("turn", { value: "3" });
    assert.equal((await stack.up()).outputs.handOut?.value, "Kiosks blue");
    assert.deepEqual([emulator.tokens(blue).length, emulator.tokens(green).length], [2, 2]);
    await stack.destroy();
    assert.equal(active().length, 0);
  });

  it("rotation: another token in the last week, after an incident, and in place of somebody else's", async () => {
    const { id } = emulator.addProfile("androidForWork");
    const { stack } = await start("rotation", { profileId: id });
    await stack.up();
    await stack.up({ refresh: true });
    assert.equal(emulator.tokens(id).length, 1, "a run while the token is fresh issues none");

    await stack.importStack(daysLater(await stack.exportStack(), 22));
    await stack.up();
    assert.equal(emulator.tokens(id).length, 1, "more than a week is left");
    await stack.importStack(daysLater(await stack.exportStack(), 2));
    await stack.up();
    assert.equal(emulator.tokens(id).length, 2);

    await stack.setConfig("incident", { value: "2026-031" });
    await stack.up({ refresh: true });
    assert.equal(emulator.tokens(id).length, 3);

    emulator.issueToken(id, 3600);
    await stack.up({ refresh: true });
    assert.equal(emulator.tokens(id).length, 5, "somebody else's is replaced");
    assert.deepEqual(
      active().map(({ value }) => value),
      [emulator.tokens(id)[4]?.value],
    );
    await stack.destroy();
    assert.equal(active().length, 0);
  });

  it("profile-and-token: both in one up, and gone with one destroy", async () => {
    const { stack } = await start("profile-and-token", {});
    const { outputs } = await stack.up();
    const profileId = String(outputs.profileId?.value);
    assert.equal(emulator.tokens(profileId)[0]?.state, "active");
    await stack.destroy();
    assert.equal(emulator.profile(profileId), undefined);
  });

  it("qr-sheet: a page that holds the token, as a secret", async () => {
    const { id } = emulator.addProfile("androidForWork", { displayName: "Lobby" });
    const { stack } = await start("qr-sheet", { profileId: id });
    const { sheet } = (await stack.up()).outputs;
    assert.ok(sheet?.secret);
    assert.ok(String(sheet.value).includes(active()[0]?.value ?? "no token"));
    await stack.destroy();
  });

  it("many-tenants: a token in each", async () => {
    const [contoso, fabrikam] = [1, 2].map(() => emulator.addProfile("androidForWork").id);
    const customers = {
      contoso: { tenantId: "contoso.onmicrosoft.com", profileId: contoso },
      fabrikam: { tenantId: "fabrikam.onmicrosoft.com", profileId: fabrikam },
    };
    const { stack } = await start("many-tenants", { customers: JSON.stringify(customers) });
    await stack.up();
    assert.equal(active().length, 2);
    await stack.destroy();
    assert.equal(active().length, 0);
  });

  it("unit-testing: its own tests pass, and it is applied like any other", async () => {
    emulator.addProfile("androidForWork", { displayName: "Lobby" });
    const { stack, folder } = await start("unit-testing", { profiles: JSON.stringify({ lobby: "Lobby" }) });
    const mocha = join(folder, "node_modules/mocha/bin/mocha.js");
    const args = [mocha, "--require", "ts-node/register", join(folder, "kiosks.test.ts")];
    const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: folder });
    assert.match(stdout, /4 passing/);
    await stack.up();
    assert.equal(active().length, 1);
    await stack.destroy();
  });

  it("key-vault: the vault has the token, the state does not", async () => {
    const secrets = new Map<string, unknown>();
    vault = createServer((request, answer) => {
      let body = "";
      request.on("data", (chunk: Buffer) => (body += chunk.toString()));
      request.on("end", () => {
        secrets.set(request.url ?? "", (JSON.parse(body) as { value: unknown }).value);
        answer.end("{}");
      });
    });
    vault.listen(0, "127.0.0.1");
    await once(vault, "listening");
    const vaultUrl = `http://127.0.0.1:${(vault.address() as AddressInfo).port}/`;
    const { id } = emulator.addProfile("androidForWork");
    const { stack, folder } = await start("key-vault", {
      profileId: id,
      vaultUrl,
      vaultBearer: "bearer-of-the-vault",
    });

    await stack.preview();
    assert.equal(secrets.size, 0, "a preview hands nothing over");
    await stack.up();
    const [token] = emulator.tokens();
    assert.ok(token);
    assert.deepEqual([...secrets], [["/secrets/intune-enrollment-token?api-version=7.4", token.value]]);
    const files = (await readdir(folder, { recursive: true, withFileTypes: true })).filter((file) =>
      file.isFile(),
    );
    for (const file of files) {
      const text = await readFile(join(file.parentPath, file.name), "utf8");
      assert.ok(!text.includes(token.value), file.name);
    }
    await stack.destroy();
    assert.equal(active().length, 0);
  });
});

/** The state as it will be in so many days, as far as the clock decides: the token's dates that much nearer. */
function daysLater(state: Deployment, days: number): Deployment {
  const text = JSON.stringify(state).replaceAll(
    /"(token(?:Issued|Expiration)DateTime)":"([^"]+)"/g,
    (_, name: string, date: string) =>
      `"${name}":"${new Date(Date.parse(date) - days * 86_400_000).toISOString()}"`,
  );
  return JSON.parse(text) as Deployment;
}
