import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { glob } from "node:fs/promises";
import { join } from "node:path";
import { type Document, readDocuments, repository } from "./documents";

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
});
