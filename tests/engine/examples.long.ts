import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { promisify } from "node:util";
import { greyOfModules, scan } from "../browser/scan";
import { modulesInTerminal } from "../browser/terminal";
import { type Emulator, startEmulator } from "../emulator";
import { endProjects, Project } from "./project";

describe("the examples, applied as they stand", function () {
  this.timeout(120_000);
  let emulator: Emulator;
  let vault: Server | undefined;
  beforeEach(async () => {
    emulator = await startEmulator();
  });
  afterEach(async () => {
    vault?.close();
    await endProjects();
  });

  const start = (name: string, config: Readonly<Record<string, string>>) =>
    Project.start({
      service: emulator,
      example: `examples/${name}`,
      config: { "intune:apiVersion": "beta", ...config },
    });
  const active = () => emulator.tokens().filter(({ state }) => state === "active");

  it("kiosk: its QR code scans from the terminal", async () => {
    const { id: profileId } = emulator.addProfile("androidForWork");
    const project = await start("kiosk", { profileId });
    await project.up();
    const [token] = emulator.tokens();
    const { outputs, secrets } = await project.outputs();
    assert.equal(outputs.tokenValue, token?.value);
    assert.ok(secrets.includes("tokenValue") && secrets.includes("qrCode"));
    const printed = await project.run("stack", "output", "qrCode", "--show-secrets", "--stack", "dev");
    assert.equal(scan(greyOfModules(await modulesInTerminal(printed.trimEnd()))), token?.qrCodeContent);
    await project.destroy();
    assert.equal(emulator.tokens()[0]?.state, "revoked");
  });

  it("blue-green: each turn rotates one token, and the other stays valid", async () => {
    const blue = emulator.addProfile("androidForWork", { displayName: "Kiosks blue" }).id;
    const green = emulator.addProfile("androidForWork", { displayName: "Kiosks green" }).id;
    const project = await start("blue-green", {
      blueProfile: "Kiosks blue",
      greenProfile: "Kiosks green",
      turn: "1",
    });
    await project.up();
    assert.equal((await project.outputs()).outputs.handOut, "Kiosks blue");
    const [firstBlue] = emulator.tokens(blue);

    await project.config({ turn: "2" });
    await project.up();
    assert.equal((await project.outputs()).outputs.handOut, "Kiosks green");
    assert.deepEqual([emulator.tokens(blue).length, emulator.tokens(green).length], [1, 2]);
    assert.ok(
      active().some(({ value }) => value === firstBlue?.value),
      "what was handed out stays good",
    );

    await project.config({ turn: "3" });
    await project.up();
    assert.equal((await project.outputs()).outputs.handOut, "Kiosks blue");
    assert.deepEqual([emulator.tokens(blue).length, emulator.tokens(green).length], [2, 2]);
    await project.destroy();
    assert.equal(active().length, 0);
  });

  it("rotation: another token when due, after an incident, or for somebody else's", async () => {
    // The days of the service pass when the test says so; its clock decides when a token is due.
    let daysToCome = 24;
    await emulator.close();
    emulator = await startEmulator({ now: () => new Date(Date.now() - daysToCome * 86_400_000) });
    const { id } = emulator.addProfile("androidForWork");
    const project = await start("rotation", { profileId: id });
    await project.up();
    await project.up("--refresh");
    assert.equal(emulator.tokens(id).length, 1, "a run while the token is fresh issues none");
    daysToCome = 2;
    await project.up();
    assert.equal(emulator.tokens(id).length, 1, "more than a week is left");
    daysToCome = 0;
    await project.up();
    assert.equal(emulator.tokens(id).length, 2);

    await project.config({ incident: "2026-031" });
    await project.up("--refresh");
    assert.equal(emulator.tokens(id).length, 3);

    emulator.issueToken(id, 3600);
    await project.up("--refresh");
    assert.equal(emulator.tokens(id).length, 5, "somebody else's is replaced");
    assert.deepEqual(
      active().map(({ value }) => value),
      [emulator.tokens(id)[4]?.value],
    );
    await project.destroy();
    assert.equal(active().length, 0);
  });

  it("profile-and-token: both in one up, and gone with one destroy", async () => {
    const project = await start("profile-and-token", {});
    await project.up();
    const { outputs } = await project.outputs();
    const profileId = String(outputs.profileId);
    assert.equal(emulator.tokens(profileId).at(-1)?.state, "active");
    await project.destroy();
    assert.equal(emulator.profile(profileId), undefined);
  });

  it("qr-sheet: a page that holds the token, as a secret", async () => {
    const { id } = emulator.addProfile("androidForWork", { displayName: "Lobby" });
    const project = await start("qr-sheet", { profileId: id });
    await project.up();
    const { outputs, secrets } = await project.outputs();
    assert.ok(secrets.includes("sheet"));
    assert.ok(String(outputs.sheet).includes(active()[0]?.value ?? "no token"));
    await project.destroy();
  });

  it("many-tenants: a token in each", async () => {
    const [contoso, fabrikam] = [1, 2].map(() => emulator.addProfile("androidForWork").id);
    const customers = {
      contoso: { tenantId: "contoso.onmicrosoft.com", profileId: contoso },
      fabrikam: { tenantId: "fabrikam.onmicrosoft.com", profileId: fabrikam },
    };
    const project = await start("many-tenants", { customers: JSON.stringify(customers) });
    await project.up();
    assert.equal(active().length, 2);
    await project.destroy();
    assert.equal(active().length, 0);
  });

  it("unit-testing: its own tests pass, and it is applied like any other", async () => {
    emulator.addProfile("androidForWork", { displayName: "Lobby" });
    const project = await start("unit-testing", { profiles: JSON.stringify({ lobby: "Lobby" }) });
    const mocha = join(project.folder, "node_modules/mocha/bin/mocha.js");
    const args = [mocha, "--require", "ts-node/register", join(project.folder, "kiosks.test.ts")];
    const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: project.folder });
    assert.match(stdout, /4 passing/);
    await project.up();
    assert.equal(active().length, 1);
    await project.destroy();
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
    const project = await start("key-vault", {
      profileId: id,
      vaultUrl,
      vaultBearer: "bearer-of-the-vault",
    });

    await project.preview();
    assert.equal(secrets.size, 0, "a preview hands nothing over");
    await project.up();
    const [token] = emulator.tokens();
    assert.ok(token);
    assert.deepEqual([...secrets], [["/secrets/intune-enrollment-token?api-version=7.4", token.value]]);
    await project.assertNowhere([token.value]);
    await project.destroy();
    assert.equal(active().length, 0);
  });
});
