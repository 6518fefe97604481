import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Emulator, respond } from "../emulator";
import { filesBelow, type Text } from "./files";
import { addProfileOf } from "./kinds";
import { Project } from "./project";
import { decryptedIn } from "./search";
import { passphrase } from "./setUp";
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
  const plain = await project.shell("pulumi stack export --stack dev");
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
    exported: { path: "stack export --show-secrets", text: JSON.stringify(exported) },
    outputs: stackItself?.outputs,
    beforeDrift,
    afterDrift,
  };
}

function saltIn(files: readonly Text[]): string {
  const settings = files.find(({ path }) => path.endsWith("Pulumi.dev.yaml"));
  return /encryptionsalt: (\S+)/.exec(settings?.text ?? "")?.[1] ?? assert.fail("the stack has no salt");
}
