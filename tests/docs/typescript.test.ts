import assert from "node:assert/strict";
import { glob, readFile } from "node:fs/promises";
import { join } from "node:path";
import { faultsIn } from "./compile";
import { blocksOf, readDocuments, repository } from "./documents";

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
