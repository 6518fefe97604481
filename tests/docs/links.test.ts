import assert from "node:assert/strict";
import { stat } from "node:fs/promises";
import { dirname, join, normalize } from "node:path";
import { type Document, readDocuments, repository, withoutCode } from "./documents";

/** A link within the repository: to a file, to a heading, or both. */
interface Link {
  readonly from: string;
  readonly to: string;
}

describe("the links in the documents", () => {
  let documents: Document[];
  before(async () => {
    documents = await readDocuments();
  });

  it("lead to files and headings that there are", async () => {
    const anchors = new Map(documents.map(({ path, text }) => [path, anchorsOf(text)]));
    const broken: Link[] = [];
    const links = documents.flatMap(linksOf);
    assert.ok(links.length > 40);
    for (const link of links) {
      const [file = "", anchor] = link.to.split("#");
      const path = file === "" ? link.from : normalize(join(dirname(link.from), file));
      const exists = await stat(join(repository, path)).then(
        () => true,
        () => false,
      );
      if (!exists || (anchor !== undefined && anchors.get(path)?.has(anchor) !== true)) broken.push(link);
    }
    assert.deepEqual(broken, []);
  });

  it("reach every page in docs/ from docs/README.md", () => {
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
