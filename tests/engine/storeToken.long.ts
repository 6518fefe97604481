import assert from "node:assert/strict";
import type { EngineEvent } from "@pulumi/pulumi/automation";
import { qrCode } from "../../provider/src/qr/draw";
import { qrCodeImage } from "../emulator/qr-content";
import type { Text } from "./files";
import { endProjects } from "./project";
import { placesOf } from "./search";
import { type Cell, type Remains, runEverything } from "./storeToken";

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

  it("false: no token, content or picture stands anywhere, in any form, encrypted or not", () => {
    const { texts, decrypted, exported } = remains;
    const found = unstored.flatMap((cell) =>
      secretsOf(cell).flatMap(({ what, secret }) =>
        placesOf(secret, [...texts, ...decrypted, exported]).map((path) => `${cell.name}, ${what}: ${path}`),
      ),
    );
    assert.deepEqual(found, []);
  });

  it("true: the same search finds each where it is encrypted, and in debug events alone", () => {
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
  return { path, text: events.filter((line) => !isDebugEvent(line)).join("\n") };
}

function isDebugEvent(line: string): boolean {
  const { diagnosticEvent } = JSON.parse(line) as EngineEvent;
  return (diagnosticEvent?.severity as string | undefined) === "debug";
}
