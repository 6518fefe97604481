import assert from "node:assert/strict";
import { glob, readFile } from "node:fs/promises";
import { join } from "node:path";
import { parse } from "yaml";
import { repository } from "../../tools/repository";
import { blocksOf, faultsIn, readDocuments } from "./documents";

type Properties = Readonly<Record<string, unknown>>;

interface Schema {
  readonly resources: Readonly<Record<string, { inputProperties: Properties; requiredInputs: string[] }>>;
  readonly functions: Readonly<Record<string, { inputs: { properties: Properties; required: string[] } }>>;
}

/** What the short examples in doc comments leave out. */
const surroundings = `
import * as pulumi from "@pulumi/pulumi";
import * as everything from "pulumi-intune-enrollment";
const { EnrollmentProfile, EnrollmentToken, getEnrollmentTokenOutput, secondsIn } = everything;
declare const profileId: string;
`;

describe("the TypeScript in the documents", function () {
  this.timeout(60_000);

  it("compiles against the package", async () => {
    const programs = new Map<string, string>();
    for (const { path, text } of await readDocuments()) {
      if (path === "docs/api.md" || path === "provider/api/report.md") continue;
      for (const [index, block] of blocksOf(text, "ts").entries()) {
        programs.set(`${path.replaceAll(/\W/g, "-")}-${index}`, block);
      }
    }
    assert.ok(programs.size > 10);
    assert.deepEqual(await faultsIn(programs), []);
  });

  it("compiles in doc comments too, given what is in scope there", async () => {
    const programs = new Map<string, string>();
    for await (const path of glob("provider/src/**/*.ts", { cwd: repository })) {
      const comments = (await readFile(join(repository, path), "utf8")).match(/\/\*\*[\s\S]*?\*\//g) ?? [];
      for (const [index, comment] of comments.entries()) {
        for (const block of blocksOf(comment.replaceAll(/^ *\* ?/gm, ""), "ts")) {
          const declared = /const token\b/.test(block)
            ? ""
            : "declare const token: everything.EnrollmentToken;\n";
          programs.set(`${path.replaceAll(/\W/g, "-")}-${index}`, surroundings + declared + block);
        }
      }
    }
    assert.ok(programs.size > 1);
    assert.deepEqual(await faultsIn(programs), []);
  });
});

describe("the YAML programs in the documents", () => {
  it("declare and call what the plugin's schema has, with all that is required", async () => {
    const schema = JSON.parse(await readFile(join(repository, "provider/schema.json"), "utf8")) as Schema;
    const faults: string[] = [];
    let seen = 0;
    const compare = (where: string, given: Properties, known: Properties, required: readonly string[]) => {
      seen++;
      const names = Object.keys(given);
      for (const name of names) if (!Object.hasOwn(known, name)) faults.push(`${where}: no ${name}`);
      for (const name of required) if (!names.includes(name)) faults.push(`${where}: ${name} is missing`);
    };
    const visit = (where: string, node: unknown): void => {
      if (typeof node !== "object" || node === null) return;
      const {
        type,
        properties = {},
        function: called,
        arguments: given = {},
      } = node as Record<string, Properties>;
      const full = (token: string) => token.replace(/^intune:/, "intune:index:");
      if (typeof type === "string" && /^intune:\w+$/.test(type)) {
        const found = schema.resources[full(type)];
        if (found === undefined) faults.push(`${where}: no ${String(type)}`);
        else compare(`${where} ${String(type)}`, properties, found.inputProperties, found.requiredInputs);
      }
      if (typeof called === "string" && /^intune:\w+$/.test(called)) {
        const found = schema.functions[full(called)];
        if (found === undefined) faults.push(`${where}: no ${String(called)}`);
        else compare(`${where} ${String(called)}`, given, found.inputs.properties, found.inputs.required);
      }
      for (const value of Object.values(node)) visit(where, value);
    };
    const programs = (await readDocuments()).flatMap(({ path, text }) =>
      blocksOf(text, "yaml").map((block) => ({ path, block })),
    );
    programs.push({
      path: "examples/kiosk-yaml",
      block: await readFile(join(repository, "examples/kiosk-yaml/Pulumi.yaml"), "utf8"),
    });
    for (const { path, block } of programs) visit(path, parse(block));
    assert.ok(seen > 20, `${seen}`);
    assert.deepEqual(faults, []);
  });
});
