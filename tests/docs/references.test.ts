import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { glob, readdir } from "node:fs/promises";
import { dirname, join, normalize } from "node:path";
import { devDependencies, scripts } from "../../package.json";
import { repository } from "../../tools/repository";
import { type Document, readDocuments, withoutCode } from "./documents";

/** A link within the repository: to a file, to a heading, or both. */
interface Link {
  readonly from: string;
  readonly to: string;
}

const exists = (path: string): boolean => existsSync(join(repository, path));

describe("what the documents refer to", () => {
  let documents: Document[];
  before(async () => {
    documents = await readDocuments();
  });
  /** What stands where the pattern has its group, and in which document. */
  const named = (pattern: RegExp, fewest: number) => {
    const found = documents.flatMap(({ path, text }) =>
      [...text.matchAll(pattern)].map(([, name = ""]) => ({ path, name })),
    );
    assert.ok(found.length >= fewest, "the pattern still finds them");
    return found;
  };

  it("links lead to files and headings that there are", () => {
    const anchors = new Map(documents.map(({ path, text }) => [path, anchorsOf(text)]));
    const links = documents.flatMap(linksOf);
    assert.ok(links.length > 40);
    const broken = links.filter(({ from, to }) => {
      const [file = "", anchor] = to.split("#");
      const path = file === "" ? from : normalize(join(dirname(from), file));
      return !exists(path) || (anchor !== undefined && anchors.get(path)?.has(anchor) !== true);
    });
    assert.deepEqual(broken, []);
  });

  it("links reach every page in docs/ from docs/README.md", () => {
    const byPath = new Map(documents.map((document) => [document.path, document]));
    const reached = new Set<string>();
    const queue = ["docs/README.md"];
    for (let path = queue.shift(); path !== undefined; path = queue.shift()) {
      const document = byPath.get(path);
      if (document === undefined || reached.has(path)) continue;
      reached.add(path);
      queue.push(
        ...linksOf(document).map(({ to }) => normalize(join(dirname(document.path), to.replace(/#.*/, "")))),
      );
    }
    const pages = documents.filter(({ path }) => path.startsWith("docs/")).map(({ path }) => path);
    assert.deepEqual(
      pages.filter((path) => !reached.has(path)),
      [],
    );
  });

  it("links lead from examples/README.md to a page of each example", async () => {
    const list = documents.find(({ path }) => path === "examples/README.md") ?? assert.fail();
    const linked = linksOf(list).map(({ to }) => to);
    const entries = await readdir(join(repository, "examples"), { withFileTypes: true });
    const folders = entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
    assert.ok(folders.length > 5);
    assert.deepEqual(
      folders.filter((name) => !linked.includes(`${name}/README.md`)),
      [],
    );
  });

  it("npm scripts are in package.json", () => {
    const unknown = named(/\bnpm run ([\w:-]+)/g, 6).filter(({ name }) => !Object.hasOwn(scripts, name));
    assert.deepEqual(unknown, []);
  });

  it("programs run by npx are among the dependencies", () => {
    const programs = ["pulumi-intune-enrollment", "changeset", ...Object.keys(devDependencies)];
    const unknown = named(/\bnpx (@?[\w/-]+)/g, 3).filter(({ name }) => !programs.includes(name));
    assert.deepEqual(unknown, []);
  });

  it("paths in the repository exist", async () => {
    const quoted = named(/`((?:tests|tools|provider|examples|docs|\.github)\/[\w./*-]+)`/g, 20);
    const run = named(/\bnpx (?:mocha|ts-node) ((?:tests|tools)\/[\w./-]+)/g, 2);
    const missing: unknown[] = [];
    for (const found of [...quoted, ...run]) {
      const { name } = found;
      const matches: string[] = [];
      if (!name.includes("*")) matches.push(name);
      else for await (const path of glob(name, { cwd: repository })) matches.push(path);
      // `provider/token/…` is short for what lies in provider/src.
      const candidates = matches.flatMap((path) => [path, `provider/src/${path}`, `provider/src/${path}.ts`]);
      if (!candidates.some(exists)) missing.push(found);
    }
    assert.deepEqual(missing, []);
  });
});

/** Links to other hosts are left out: no test asks the network. */
function linksOf({ path, text }: Document): Link[] {
  return [...withoutCode(text).matchAll(/\]\(([^)\s]+)\)/g)]
    .map(([, to = ""]) => ({ from: path, to }))
    .filter(({ to }) => !/^[a-z]+:/.test(to));
}

/** Headings as they are linked to on GitHub, and anchors that are written out. */
function anchorsOf(text: string): Set<string> {
  const anchors = new Set<string>();
  for (const [, heading = ""] of withoutCode(text).matchAll(/^#{1,6} (.+)$/gm)) {
    const words = heading.replaceAll(/\[([^\]]*)\]\([^)]*\)/g, "$1").toLowerCase();
    const slug = words.replaceAll(/[^\p{L}\p{N}\s_-]/gu, "").replaceAll(/\s/g, "-");
    let anchor = slug;
    for (let count = 1; anchors.has(anchor); count++) anchor = `${slug}-${count}`;
    anchors.add(anchor);
  }
  for (const [, id = ""] of text.matchAll(/<a id="([^"]+)">/g)) anchors.add(id);
  return anchors;
}
