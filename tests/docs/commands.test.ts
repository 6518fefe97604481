import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { glob } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { repositoryEngine } from "../engine/setUp";
import { blocksOf, type Document, readDocuments, repository } from "./documents";

interface Manifest {
  readonly scripts: Record<string, string>;
  readonly devDependencies: Record<string, string>;
}

const manifest = JSON.parse(readFileSync(join(repository, "package.json"), "utf8")) as Manifest;

describe("the commands and files that the documents name", () => {
  let documents: Document[];
  before(async () => {
    documents = await readDocuments();
  });
  const named = (pattern: RegExp) =>
    documents.flatMap(({ path, text }) =>
      [...text.matchAll(pattern)].map(([, name = ""]) => ({ path, name })),
    );

  it("npm scripts are in package.json", () => {
    const scripts = named(/\bnpm run ([\w:-]+)/g);
    assert.ok(scripts.length > 5);
    assert.deepEqual(
      scripts.filter(({ name }) => !Object.hasOwn(manifest.scripts, name)),
      [],
    );
  });

  it("programs run by npx are among the dependencies", () => {
    const bins: Readonly<Record<string, string>> = { changeset: "@changesets/cli" };
    const own = "pulumi-intune-enrollment";
    const programs = named(/\bnpx (@?[\w/-]+)/g);
    assert.ok(programs.length > 2);
    assert.deepEqual(
      programs.filter(
        ({ name }) => name !== own && !Object.hasOwn(manifest.devDependencies, bins[name] ?? name),
      ),
      [],
    );
  });

  it("paths in the repository exist", async () => {
    const paths = named(/`((?:tests|tools|provider|examples|docs|\.github)\/[\w./*-]+)`/g);
    assert.ok(paths.length > 20);
    const missing: unknown[] = [];
    for (const found of paths) {
      // `provider/token/…` is short for what lies in provider/src.
      const inSource = join("provider/src", found.name);
      const candidates = [found.name, inSource, `${inSource}.ts`];
      if (candidates.some((path) => existsSync(join(repository, path)))) continue;
      const matching = glob(found.name, { cwd: repository })[Symbol.asyncIterator]();
      if (!found.name.includes("*") || (await matching.next()).done === true) missing.push(found);
    }
    assert.deepEqual(missing, []);
  });

  it("test files named in commands exist", () => {
    const files = named(/\bnpx (?:mocha|ts-node) ((?:tests|tools)\/[\w./-]+)/g);
    assert.ok(files.length > 1);
    assert.deepEqual(
      files.filter(({ name }) => !existsSync(join(repository, name))),
      [],
    );
  });

  it("commands of Pulumi's are there, with the flags that are given", async function () {
    this.timeout(60_000);
    const faults: string[] = [];
    const invocations = documents.flatMap(({ path, text }) =>
      blocksOf(text, "sh").flatMap((block) =>
        [...block.matchAll(/(?<=^|[(|&;]) *pulumi ([^|&;)>\n]+)/gm)].map(([, args = ""]) => ({ path, args })),
      ),
    );
    assert.ok(invocations.length > 50);
    for (const { path, args } of invocations) {
      const words =
        args
          .split("#")[0]
          ?.replaceAll(/"[^"]*"|'[^']*'/g, "text")
          .trim()
          .split(/\s+/) ?? [];
      const fault = await faultIn(words);
      if (fault !== undefined) faults.push(`${path}: pulumi ${args}: ${fault}`);
    }
    assert.deepEqual(faults, []);
  });
});

const helps = new Map<string, Promise<string>>();

/** What `pulumi … --help` says of a command, asked once. */
function helpOn(names: readonly string[]): Promise<string> {
  const key = names.join(" ");
  const asked = helps.get(key) ?? askForHelp(names);
  helps.set(key, asked);
  return asked;
}

async function askForHelp(names: readonly string[]): Promise<string> {
  const { command, environment } = await repositoryEngine();
  const options = { env: { ...process.env, ...environment } };
  const asked = promisify(execFile)(command, [...names, "--help"], options);
  return asked.then(
    ({ stdout }) => stdout,
    () => "",
  );
}

/** What is wrong with a command line of Pulumi's, as its own help has it. */
async function faultIn(words: readonly string[]): Promise<string | undefined> {
  const named = words.slice(0, words.findIndex((word) => word.startsWith("-")) >>> 0);
  const help = await helpOn(named.slice(0, 2).filter((word) => /^[a-z-]+$/.test(word)));
  const [, usage = ""] = /^Usage:\n {2}pulumi (.+)$/m.exec(help) ?? [];
  if (usage.split(" ")[0] !== words[0]) return "there is no such command";
  const flags = words.filter((word) => word.startsWith("-")).map((word) => word.replace(/=.*/s, ""));
  const unknown = flags.filter((flag) => !new RegExp(`(^|\\s)${flag}[ ,=]`, "m").test(help));
  return unknown.length > 0 ? `there is no ${unknown.join(" and no ")}` : undefined;
}
