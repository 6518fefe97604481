/**
 * Makes the archive that `pulumi plugin install resource intune VERSION --file` takes, for all platforms alike. Without
 * PulumiPlugin.yaml and package.json: with them the CLI has npm install the SDK, which the launcher does not need.
 */
import { execFile } from "node:child_process";
import { mkdir, readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { repository } from "../repository";

const folder = join(repository, "provider/dist/plugin");

const launchedBySdk = ["PulumiPlugin.yaml", "package.json"];

async function main(): Promise<void> {
  const { version } = JSON.parse(await readFile(join(folder, "schema.json"), "utf8")) as { version: string };
  const target = join(repository, "dist");
  await mkdir(target, { recursive: true });
  const archive = `pulumi-resource-intune-v${version}.tar.gz`;
  const files = (await readdir(folder)).filter((file) => !launchedBySdk.includes(file));
  // Relative paths: tar takes what comes before a colon, as in a Windows path, for a host.
  await promisify(execFile)("tar", ["-czf", archive, "-C", "../provider/dist/plugin", ...files], {
    cwd: target,
  });
  process.stdout.write(`${join("dist", archive)}\n`);
}

void main();
