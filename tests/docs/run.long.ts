import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { repository } from "../../tools/repository";
import { repositoryEngine } from "../engine/setUp";
import { blocksOf, readDocuments } from "./documents";
import { elsewhere, startReader } from "./reader";

const run = promisify(execFile);

/** Commands that are not run here, and why. */
const notRun: readonly { readonly line: RegExp; readonly page?: string; readonly why: string }[] = [
  { line: /^npm ci && npm test$/, why: "it is this run" },
  {
    line: /^npm ci && npm run demo$/,
    why: "npm ci would take the packages away from this run; the rest is below",
  },
  { line: /^mkdir enrollment/, why: "each page has a project of its own here" },
  { line: /^pulumi new /, why: "its templates are on the network" },
  {
    line: /^npm install( pulumi-intune-enrollment|$)/,
    why: "tests/package installs the package, from its tarball",
  },
  { line: /^npx ts-node tests\/engine\/states\/record\.ts/, why: "it writes into the repository" },
  { line: /--secrets-provider="azurekeyvault:/, why: "it needs a key vault" },
  { line: /^(az|export) /, page: "docs/sign-in.md", why: "it needs tools and files of a tenant's" },
  {
    line: /^pulumi up$/,
    page: "docs/sign-in.md",
    why: "tests/auth signs in by each way that is shown there",
  },
  { line: /^npx pulumi-intune-enrollment probe /, why: "it takes minutes; tests/cli/probe.test.ts has it" },
  {
    line: /--policy-pack /,
    why: "the repository's engine takes policy packs in another form; tests/engine/policy.long.ts has it",
  },
  ...[
    "docs/other-languages.md",
    "docs/move-to-the-plugin.md",
    "examples/kiosk-yaml/README.md",
    "examples/kiosk-go/README.md",
  ].map((page) => ({
    line: /^pulumi /,
    page,
    why: "it needs other language hosts; tests/plugin/languages.long.ts has them",
  })),
  {
    line: /^pulumi up$/,
    page: "examples/key-vault/README.md",
    why: "it needs a key vault; tests/engine/examples.long.ts brings one",
  },
];

/** For a container in a cloud a folder stands in. */
const cloud = /(?<=^pulumi login )'azblob:[^']+'/;

/** The state of a page's project before its first command. The program is the page's own, by its place there. */
const pages: Readonly<Record<string, { program?: number; stack?: string; applied?: true }>> = {
  "docs/command-line.md": { stack: "prod" },
  "docs/migrate.md": { program: 1, applied: true },
  "docs/rotate.md": { program: 1 },
  "docs/state-backends.md": { stack: "prod", applied: true },
};

/** The folder of an example, whose page speaks of the program there. */
const exampleOf = (path: string): string | undefined => /^(examples\/[^/]+)\/README\.md$/.exec(path)?.[1];

const program = `
import { EnrollmentToken, secondsIn } from "pulumi-intune-enrollment";
new EnrollmentToken("kiosk", {
  profileId: "0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0",
  tokenValidityInSeconds: secondsIn("P30D"),
});
`;

describe("the command lines in the documents", function () {
  this.timeout(1_200_000);
  const used = new Set<string>();
  const isRun = (path: string, line: string) => {
    const exception = notRun.find(
      (candidate) => candidate.line.test(line) && (candidate.page ?? path) === path,
    );
    if (exception !== undefined) used.add(exception.why);
    return exception === undefined;
  };

  it("run on the real engine, page by page, in the order in which they stand there", async () => {
    const seen = new Set<string>();
    const failures: string[] = [];
    let count = 0;
    for (const { path, text } of await readDocuments()) {
      const blocks = blocksOf(text, "sh").map((block) => linesOf(block).filter((line) => isRun(path, line)));
      // What two pages have word for word is run once.
      const lines = blocks.filter((block) => !seen.has(block.join("\n"))).flat();
      for (const block of blocks) seen.add(block.join("\n"));
      if (lines.length === 0) continue;
      const { program: place = exampleOf(path) ?? 0, stack = "dev", applied } = pages[path] ?? {};
      const own = typeof place === "number" ? (blocksOf(text, "ts")[place] ?? program) : "";
      const project = await startReader(typeof place === "number" ? { text: own } : { folder: place }, stack);
      try {
        if (applied) await project.shell("pulumi up");
        for (const line of lines) await project.shell(line.replace(cloud, elsewhere(project)));
        count += lines.length;
      } catch (error) {
        failures.push(`${path}: ${error instanceof Error ? error.message : String(error)}`);
      } finally {
        await project.end();
      }
    }
    assert.deepEqual(failures, []);
    assert.ok(count > 30);
  });

  it("run the demo to its end", async () => {
    const { stdout } = await run("npm", ["run", "demo"], { cwd: repository });
    assert.match(stdout, /2 tokens were issued: token 1 is replaced, token 2 is revoked\./);
  });

  it("name commands of Pulumi's that there are, with flags that they have", async () => {
    const faults: string[] = [];
    const invocations = (await readDocuments()).flatMap(({ path, text }) =>
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

  it("are left out for reasons that still hold of some line", () => {
    assert.deepEqual(
      notRun.map(({ why }) => why).filter((why) => !used.has(why)),
      [],
    );
  });
});

/** Commands of a block; comments are none. */
function linesOf(block: string): string[] {
  return block
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "" && !line.startsWith("#"));
}

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
