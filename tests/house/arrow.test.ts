import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";

const repository = resolve(__dirname, "../..");

/** Modules below provider/src, and the rule that each breaks. */
const broken: Readonly<Record<string, { text: string; rule: string }>> = {
  "graph/static.ts": { text: `import "../auth/empty";`, rule: "graph-against-the-arrow" },
  "graph/types.ts": {
    text: `import type { Empty } from "../auth/empty"; export type A = Empty;`,
    rule: "graph-against-the-arrow",
  },
  "graph/later.ts": {
    text: `export const later = () => import("../auth/empty");`,
    rule: "graph-against-the-arrow",
  },
  "graph/again.ts": { text: `export * from "../auth/empty";`, rule: "graph-against-the-arrow" },
  "config/a.ts": { text: `import "../auth/empty";`, rule: "config-against-the-arrow" },
  "qr/a.ts": { text: `import "../config/empty";`, rule: "qr-against-the-arrow" },
  "provider/up.ts": { text: `import "../resources/empty";`, rule: "provider-against-the-arrow" },
  "clock.ts": { text: `import "./config/empty";`, rule: "shared-module-uses-a-folder" },
  "qr/testing.ts": { text: `import "../../../tests/empty";`, rule: "package-uses-the-repository-around-it" },
  "qr/one.ts": { text: `import "./two";`, rule: "circle" },
};

const whole: Readonly<Record<string, string>> = {
  "auth/empty.ts": "export type Empty = 1;",
  "config/empty.ts": "",
  "resources/empty.ts": "",
  "../../tests/empty.ts": "",
  "errors.ts": "",
  "qr/two.ts": `export type Two = import("./one").One;`,
  "resources/a.ts": `import "../provider/a"; import "../config/empty";`,
  "provider/a.ts": `import "../auth/empty"; import("../config/empty"); import "../errors";`,
};

describe("the rules on imports that `npm run lint` holds", function () {
  this.timeout(30_000);

  it("refuse what goes against the arrow or in a circle, by any kind of import, and nothing else", async () => {
    const texts = Object.entries(broken).map(([path, { text }]) => [path, text] as const);
    const rules = Object.entries(broken).map(([path, { rule }]) => `${path}: ${rule}`);
    assert.deepEqual((await violationsIn({ ...whole, ...Object.fromEntries(texts) })).sort(), rules.sort());
  });
});

async function violationsIn(modules: Readonly<Record<string, string>>): Promise<string[]> {
  const folder = await mkdtemp(join(tmpdir(), "intune-arrow-"));
  try {
    await writeFile(join(folder, "tsconfig.json"), "{}");
    for (const [path, text] of Object.entries(modules)) {
      const file = join(folder, "provider/src", path);
      await mkdir(dirname(file), { recursive: true });
      await writeFile(file, `${text}\n`);
    }
    const { summary } = JSON.parse(await cruise(folder)) as {
      summary: { violations: { from: string; rule: { name: string } }[] };
    };
    return summary.violations.map(({ from, rule }) => `${from.slice("provider/src/".length)}: ${rule.name}`);
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** What the program prints; its exit code, the number of violations, says nothing more. */
function cruise(cwd: string): Promise<string> {
  const program = join(repository, "node_modules/dependency-cruiser/bin/dependency-cruise.mjs");
  const config = join(repository, ".dependency-cruiser.mjs");
  return new Promise((done) => {
    const args = [program, "--config", config, "--output-type", "json", "provider"];
    execFile(process.execPath, args, { cwd }, (_error, stdout) => {
      done(stdout);
    });
  });
}
