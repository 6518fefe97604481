import assert from "node:assert/strict";
import { createDecipheriv, pbkdf2Sync } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { EngineEvent } from "@pulumi/pulumi/automation";
import { qrCode } from "../../provider/src/qr/draw";
import { type Emulator, qrCodeImage, respond } from "../emulator";
import { addProfileOf } from "./kinds";
import { endProjects, isDebugEvent, Project } from "./project";
import { passphrase } from "./setUp";
import { filesBelow, type Stored, storedOf, type Text } from "./stored";

describe("storeToken on the real engine", function () {
  this.timeout(180_000);
  let remains: Remains;
  let stored: readonly Cell[];
  let unstored: readonly Cell[];

  before(async () => {
    remains = await runEverything();
    stored = remains.cells.filter(({ storeToken }) => storeToken);
    unstored = remains.cells.filter(({ storeToken }) => !storeToken);
  });
  after(endProjects);

  it("false: no token, content or picture is anywhere, encrypted or not", () => {
    const { texts, decrypted, exported } = remains;
    const found = unstored.flatMap((cell) =>
      secretsOf(cell).flatMap(({ what, secret }) =>
        placesOf(secret, [...texts, ...decrypted, exported]).map((path) => `${cell.name}, ${what}: ${path}`),
      ),
    );
    assert.deepEqual(found, []);
  });

  it("true: the same search finds each encrypted, and in debug events alone", () => {
    const { decrypted, exported } = remains;
    const texts = remains.texts.map(withoutDebugEvents);
    for (const cell of stored) {
      for (const { what, secret } of secretsOf(cell)) {
        const name = `${cell.name}, ${what}`;
        assert.deepEqual(placesOf(secret, texts), [], name);
        // What came by a refresh was never drawn: the program did not run.
        if (what.startsWith("drawing") && what.endsWith("theirs")) continue;
        assert.ok(
          placesOf(secret, decrypted).some((path) => path.includes("/history/")),
          name,
        );
        if (what.endsWith("theirs")) assert.equal(placesOf(secret, [exported]).length, 1, name);
      }
    }
  });

  it("the search went through state, copies, history, events and what was said", () => {
    const looked = remains.texts.filter(({ text }) => text.includes("for work, not stored"));
    for (const part of ["stacks/under-test/dev.json.bak", "/history/", "/events-", "up", "destroy"]) {
      assert.ok(
        looked.some(({ path }) => path.includes(part)),
        part,
      );
    }
  });

  it("the search finds a text in each form in which it may stand", () => {
    const secret = '{"a":"b/c?d>>>"}';
    const forms: Record<string, (text: string) => string> = {
      plain: (text) => text,
      JSON: (text) => JSON.stringify({ text }),
      "JSON as Go writes it": (text) => JSON.stringify({ text }).replaceAll(">", "\\u003e"),
      "JSON in JSON": (text) => JSON.stringify(JSON.stringify({ text })),
      base64: (text) => Buffer.from(text).toString("base64"),
      "base64 of JSON": (text) => Buffer.from(JSON.stringify({ text })).toString("base64url"),
      "base64, a byte on": (text) => Buffer.from(`x${text}y`).toString("base64"),
      "base64, two bytes on": (text) => Buffer.from(`xx${text}yy`).toString("base64"),
    };
    const texts: Text[] = Object.entries(forms).map(([path, form]) => ({ path, text: form(secret) }));
    assert.deepEqual(placesOf(secret, texts), Object.keys(forms));
    assert.deepEqual(placesOf(`${secret}!`, texts), []);
  });

  it("false: rotation, lost answers, drift and revocation work as with true", () => {
    const { emulator, beforeDrift, afterDrift, outputs } = remains;
    for (const { name, profileId, storeToken } of remains.cells) {
      const [first, second, theirs] = emulator.tokens(profileId);
      assert.deepEqual(
        [first, second, theirs].map((token) => token?.state),
        // A token of somebody else's that the resource has followed is left.
        ["replaced", "replaced", "active"],
        name,
      );
      for (const [stored, token] of [
        [beforeDrift, second],
        [afterDrift, theirs],
      ] as const) {
        const { tokenValue, tokenStatus, generation, tokenDigest } = stored.get(name)?.outputs ?? {};
        assert.deepEqual([tokenStatus, generation], ["active", 2], name);
        assert.equal(tokenValue, storeToken ? token?.value : "", name);
        assert.equal(tokenDigest === undefined, storeToken, name);
      }
      const expected = { isSecret: true, characters: second?.value.length };
      if (!storeToken) assert.deepEqual(outputs?.[name], expected, name);
    }
  });

  /** Everything that gives the tokens of a profile away. */
  function secretsOf({ profileId }: Cell) {
    const tokens = remains.emulator.tokens(profileId);
    return tokens.flatMap(({ value, qrCodeContent, issuedBy }, index) => {
      const whose = issuedBy === "somebody else" ? "theirs" : `token ${index + 1}`;
      return [
        { what: `value of ${whose}`, secret: value },
        { what: `content of ${whose}`, secret: qrCodeContent },
        { what: `drawing as PNG of ${whose}`, secret: qrCode(qrCodeContent, "png") },
        { what: `drawing as SVG of ${whose}`, secret: qrCode(qrCodeContent, "svg") },
      ];
    });
  }

  it("Graph's own picture is nowhere, whatever is stored", () => {
    const { texts, decrypted, exported } = remains;
    assert.deepEqual(placesOf(qrCodeImage.value, [...texts, ...decrypted, exported]), []);
  });
});

/** The SDK tells the engine all that it debugs itself with, every secret of every resource included. */
function withoutDebugEvents({ path, text }: Text): Text {
  if (!path.includes("/events-")) return { path, text };
  const events = text.split("\n").filter((line) => line !== "");
  return { path, text: events.filter((line) => !isDebugEvent(JSON.parse(line) as EngineEvent)).join("\n") };
}

interface Cell {
  readonly name: string;
  readonly profileId: string;
  readonly storeToken: boolean;
}

/** What a run of every command left. */
interface Remains {
  readonly cells: readonly Cell[];
  readonly emulator: Emulator;
  /** What each command said, and every file: the state, its copies and history, the logs of events. */
  readonly texts: readonly Text[];
  /** What was encrypted in these. */
  readonly decrypted: readonly Text[];
  readonly exported: Text;
  readonly outputs: Stored["outputs"] | undefined;
  readonly beforeDrift: ReadonlyMap<string, Stored>;
  readonly afterDrift: ReadonlyMap<string, Stored>;
}

/** Tokens kept in state and tokens kept out of it, on both kinds of profile, through all that befalls a token. */
async function runEverything(): Promise<Remains> {
  const elsewhere = await mkdtemp(join(tmpdir(), "intune-events-"));
  try {
    return await runWith(elsewhere);
  } finally {
    await rm(elsewhere, { recursive: true });
  }
}

/** @param elsewhere where the engine writes what it does not write into the project's folder */
async function runWith(elsewhere: string): Promise<Remains> {
  const project = await Project.start();
  const { emulator } = project;
  await project.config({ "intune:propagationTimeoutInSeconds": "0.1" });
  const declared = (["for work", "dedicated", "AOSP userless"] as const).flatMap((kind) =>
    [true, false].map((storeToken) => ({
      name: `${kind}, ${storeToken ? "stored" : "not stored"}`,
      args: { ...addProfileOf(kind, emulator), storeToken },
    })),
  );
  const program = (quarter: string, renewBeforeInSeconds: number) =>
    project.program(`
      const pulumi = require("@pulumi/pulumi");
      const { EnrollmentToken, getEnrollmentTokenOutput } = require("pulumi-intune-enrollment");
      for (const { name, args } of ${JSON.stringify(declared)}) {
        const token = new EnrollmentToken(name, {
          ...args,
          tokenValidityInSeconds: 3600,
          renewBeforeInSeconds: ${renewBeforeInSeconds},
          rotateWhenChanged: { quarter: "${quarter}" },
        });
        const { profileId, profileType } = args;
        const read = token.id.apply(() => getEnrollmentTokenOutput({ profileId, profileType }));
        exports[name] = args.storeToken
          ? { token, picture: token.qrCodeImage, drawing: token.qrCode("svg") }
          : {
              isSecret: pulumi.isSecret(read),
              characters: pulumi.unsecret(read).apply(({ tokenValue }) => tokenValue.length),
            };
      }
    `);
  const said: Text[] = [];
  const environment = { PULUMI_HOME: `${elsewhere}/home`, TMPDIR: elsewhere };
  const run = async (command: string) => {
    const log = `--event-log ${elsewhere}/events-${said.length}.json`;
    const line = `pulumi ${command} --yes --non-interactive --stack dev ${log}`;
    said.push({ path: command, text: await project.shell(line, environment) });
  };

  await program("one", 0);
  await run("up");

  // Each token is rotated. Those of two profiles do not show at once.
  const dedicated = declared.filter(({ name }) => name.startsWith("dedicated"));
  for (const { profileId } of dedicated.map(({ args }) => args)) {
    emulator.fault({ profileId, action: "createToken" }, respond(503, { commit: "after" }));
    emulator.fault({ profileId, method: "GET", nth: 2, times: Infinity }, respond(403));
  }
  await program("two", 0);
  await assert.rejects(run("up --skip-preview --continue-on-error"), (error: Error) => {
    said.push({ path: "up that fails", text: error.message });
    return true;
  });
  assert.deepEqual(emulator.unusedFaults(), []);
  emulator.clearFaults();
  await program("two", 600);
  await run("up --skip-preview");
  const beforeDrift = await project.stored();

  for (const { args } of declared) emulator.issueToken(args.profileId, 3600);
  await run("refresh");
  const afterDrift = await project.stored();
  const plain = await project.shell("pulumi stack --stack dev");
  const exported = await project.export();
  const [stackItself] = storedOf("Stack", exported).values();
  const filesBefore = await project.files();
  await run("destroy");

  const files = await project.files();
  const others = await filesBelow(elsewhere);
  const texts = [...said, ...filesBefore, ...files, ...others, { path: "stack export", text: plain }];
  return {
    cells: declared.map(({ name, args }) => ({ name, ...args })),
    emulator,
    texts,
    decrypted: decryptedIn(texts, passphrase, saltIn(files)),
    exported: { path: "stack --show-secrets", text: JSON.stringify(exported) },
    outputs: stackItself?.outputs,
    beforeDrift,
    afterDrift,
  };
}

function saltIn(files: readonly Text[]): string {
  const settings = files.find(({ path }) => path.endsWith("Pulumi.dev.yaml"));
  return /encryptionsalt: (\S+)/.exec(settings?.text ?? "")?.[1] ?? assert.fail("the stack has no salt");
}

/** The texts in which a secret stands, in whatever form. */
function placesOf(secret: string, texts: readonly Text[]): string[] {
  const forms = formsOf(secret);
  return texts.filter(({ text }) => forms.some((form) => text.includes(form))).map(({ path }) => path);
}

/** As it is, in JSON, in JSON that stands in JSON, and in base64 of anything that it is a part of. */
function formsOf(secret: string): string[] {
  const inJson = [secret, escaped(secret), asGoEscapes(escaped(secret))];
  const encoded = inJson.flatMap((text) => [0, 1, 2].map((offset) => inBase64(text, offset)));
  const forUrls = encoded.map((text) => text.replaceAll("+", "-").replaceAll("/", "_"));
  return [...new Set([...inJson, ...inJson.map(escaped), ...encoded, ...forUrls])];
}

function escaped(text: string): string {
  return JSON.stringify(text).slice(1, -1);
}

/** The engine's JSON, which may be put into a page. */
function asGoEscapes(inJson: string): string {
  return inJson.replaceAll(/[<>&]/g, (sign) => `\\u00${sign.charCodeAt(0).toString(16)}`);
}

/** The characters that depend on the text alone, where it begins so many bytes after a group of three. */
function inBase64(text: string, offset: number): string {
  const bytes = Buffer.concat([Buffer.alloc(offset), Buffer.from(text)]);
  return bytes.toString("base64").slice(Math.ceil((offset * 8) / 6), Math.floor((bytes.length * 8) / 6));
}

/** `v1:nonce:ciphertext`, in base64; the nonce has 12 bytes, and the ciphertext ends with a tag of 16. */
const sealed = /v1:([A-Za-z0-9+/]{16}):([A-Za-z0-9+/]{22,}={0,2})/g;
const tagLength = 16;

/**
 * What the engine encrypted in the texts, decrypted: AES-256-GCM under a key that PBKDF2 makes of the passphrase.
 * Source: https://github.com/pulumi/pulumi/blob/master/sdk/go/common/resource/config/crypt.go
 *
 * @param salt `encryptionsalt` of the stack's settings
 */
function decryptedIn(texts: readonly Text[], passphrase: string, salt: string): Text[] {
  const [, saltItself = ""] = salt.split(":");
  const key = pbkdf2Sync(passphrase, Buffer.from(saltItself, "base64"), 1_000_000, 32, "sha256");
  const decrypt = (nonce: string, ciphertext: string) => {
    const bytes = Buffer.from(ciphertext, "base64");
    const decipher = createDecipheriv("aes-256-gcm", key, Buffer.from(nonce, "base64"));
    decipher.setAuthTag(bytes.subarray(-tagLength));
    return Buffer.concat([decipher.update(bytes.subarray(0, -tagLength)), decipher.final()]).toString();
  };
  return texts.map(({ path, text }) => {
    const found = [...text.matchAll(sealed)].map(([, nonce = "", ciphertext = ""]) =>
      decrypt(nonce, ciphertext),
    );
    return { path: `${path}, decrypted`, text: found.join("\n") };
  });
}
