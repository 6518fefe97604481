import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Deployment } from "@pulumi/pulumi/automation";
import { type Emulator, respond } from "../emulator";
import { command } from "./command";
import { filesBelow, type Text } from "./files";
import { startEngineStack } from "./harness";
import { addProfileOf } from "./kinds";
import { decryptedIn } from "./search";
import { type Stored, storedOf } from "./stored";

export interface Cell {
  readonly name: string;
  readonly profileId: string;
  readonly storeToken: boolean;
}

/** What a run of every command left. */
export interface Remains {
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
export async function runEverything(): Promise<Remains> {
  const elsewhere = await mkdtemp(join(tmpdir(), "intune-events-"));
  try {
    return await runWith(elsewhere);
  } finally {
    await rm(elsewhere, { recursive: true });
  }
}

/** @param elsewhere where the engine writes what it does not write into the project's folder */
async function runWith(elsewhere: string): Promise<Remains> {
  const stack = await startEngineStack();
  const { emulator } = stack;
  await stack.config("intune:propagationTimeoutInSeconds", "0.1");
  const declared = (["for work", "dedicated", "AOSP userless"] as const).flatMap((kind) =>
    [true, false].map((storeToken) => ({
      name: `${kind}, ${storeToken ? "stored" : "not stored"}`,
      args: { ...addProfileOf(kind, emulator), storeToken },
    })),
  );
  const program = (quarter: string, renewBeforeInSeconds: number) =>
    stack.program(`
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
  const run = async (...args: string[]) => {
    const log = [...args, "--event-log", `${elsewhere}/events-${said.length}.json`];
    const environment = {
      PULUMI_DEBUG_COMMANDS: "true",
      PULUMI_HOME: `${elsewhere}/home`,
      TMPDIR: elsewhere,
    };
    said.push({ path: args.join(" "), text: await command(stack, log, environment) });
  };

  await program("one", 0);
  await run("up", "--yes");

  // Each token is rotated. Those of two profiles do not show at once.
  const dedicated = declared.filter(({ name }) => name.startsWith("dedicated"));
  for (const { profileId } of dedicated.map(({ args }) => args)) {
    emulator.fault({ profileId, action: "createToken" }, respond(503, { commit: "after" }));
    emulator.fault({ profileId, method: "GET", nth: 2, times: Infinity }, respond(403));
  }
  await program("two", 0);
  await run("up", "--yes", "--skip-preview", "--continue-on-error");
  assert.deepEqual(emulator.unusedFaults(), []);
  emulator.clearFaults();
  await program("two", 600);
  await run("up", "--yes", "--skip-preview");
  const beforeDrift = await stack.stored();

  for (const { args } of declared) emulator.issueToken(args.profileId, 3600);
  await run("refresh", "--yes");
  const afterDrift = await stack.stored();
  const plain = await command(stack, ["stack", "export"]);
  const exported = await command(stack, ["stack", "export", "--show-secrets"]);
  const [stackItself] = storedOf("Stack", JSON.parse(exported) as Deployment).values();
  const { files: filesBefore } = await stack.everything();
  await run("destroy", "--yes");

  const { files } = await stack.everything();
  const others = await filesBelow(elsewhere);
  const texts = [...said, ...filesBefore, ...files, ...others, { path: "stack export", text: plain }];
  return {
    cells: declared.map(({ name, args }) => ({ name, ...args })),
    emulator,
    texts,
    decrypted: decryptedIn(texts, stack.environment.PULUMI_CONFIG_PASSPHRASE ?? "", saltIn(files)),
    exported: { path: "stack export --show-secrets", text: exported },
    outputs: stackItself?.outputs,
    beforeDrift,
    afterDrift,
  };
}

function saltIn(files: readonly Text[]): string {
  const settings = files.find(({ path }) => path.endsWith("Pulumi.dev.yaml"));
  return /encryptionsalt: (\S+)/.exec(settings?.text ?? "")?.[1] ?? assert.fail("the stack has no salt");
}
