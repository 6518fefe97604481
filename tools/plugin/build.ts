/**
 * Makes provider/dist/plugin: the provider as an executable for programs in any language. One bundle, so that it starts
 * fast and can be installed without npm; the launcher is apart, because an old Node.js has to be able to read it.
 */
import { chmod, copyFile, mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { build } from "esbuild";
import { repository } from "../repository";

const provider = join(repository, "provider");
const folder = join(provider, "dist/plugin");

async function main(): Promise<void> {
  const { version, engines } = JSON.parse(await readFile(join(provider, "package.json"), "utf8")) as {
    version: string;
    engines: { node: string };
  };
  const sdk = JSON.parse(await readFile(join(repository, "package.json"), "utf8")) as {
    devDependencies: Readonly<Record<string, string>>;
  };
  await mkdir(folder, { recursive: true });
  const { metafile } = await build({
    absWorkingDir: repository,
    entryPoints: [join(provider, "src/plugin/main.ts")],
    outfile: join(folder, "provider.js"),
    bundle: true,
    platform: "node",
    target: "node22",
    format: "cjs",
    minify: true,
    keepNames: true,
    legalComments: "none",
    metafile: true,
    logLevel: "warning",
  });
  const schema = JSON.parse(await readFile(join(provider, "schema.json"), "utf8")) as object;
  // Where engines download the plugin from is known where it is published.
  const { PLUGIN_DOWNLOAD_URL: pluginDownloadURL } = process.env;
  await writeFile(join(folder, "schema.json"), JSON.stringify({ ...schema, version, pluginDownloadURL }));
  const oldestNode = engines.node.replace(/^>=/, "");
  await writeFile(join(folder, "pulumi-resource-intune"), launcher(oldestNode));
  await chmod(join(folder, "pulumi-resource-intune"), 0o755);
  await writeFile(join(folder, "pulumi-resource-intune.cmd"), '@node "%~dp0\\pulumi-resource-intune" %*\r\n');
  await copyFile(join(__dirname, "PulumiPlugin.yaml"), join(folder, "PulumiPlugin.yaml"));
  await writeFile(
    join(folder, "package.json"),
    JSON.stringify({
      ...{ name: "pulumi-resource-intune", version, private: true, main: "provider.js" },
      // With its own launcher the plugin needs no package. PulumiPlugin.yaml has the SDK launch it.
      dependencies: { "@pulumi/pulumi": sdk.devDependencies["@pulumi/pulumi"] },
    }),
  );
  await copyFile(join(repository, "LICENSE"), join(folder, "LICENSE"));
  await writeFile(join(folder, "LICENSES-OF-OTHERS.txt"), await licencesOf(Object.keys(metafile.inputs)));
}

/** In the oldest JavaScript, so that any Node.js gets as far as the message. */
function launcher(oldestNode: string): string {
  return `#!/usr/bin/env node
var needed = "${oldestNode}".split(".");
var have = process.versions.node.split(".");
if (+have[0] < +needed[0] || (+have[0] === +needed[0] && +have[1] < +needed[1])) {
  process.stderr.write(
    "pulumi-resource-intune needs Node.js ${oldestNode} or later, and the node on PATH is " + process.versions.node + ".\\n",
  );
  process.exit(1);
}
require("./provider.js");
`;
}

interface Package {
  readonly name: string;
  readonly version: string;
  readonly license?: string;
}

/** The licences of the packages that a bundle is made of, as one text: most ask to be handed on with the code. */
async function licencesOf(files: readonly string[]): Promise<string> {
  const folders = new Set(files.map(packageFolder).filter((folder) => folder !== undefined));
  const texts = await Promise.all([...folders].sort().map((folder) => licenceOf(join(repository, folder))));
  return texts.join(`\n${"-".repeat(80)}\n\n`);
}

function packageFolder(file: string): string | undefined {
  return /^.*node_modules\/(@[^/]+\/)?[^/]+(?=\/)/.exec(file)?.[0];
}

async function licenceOf(folder: string): Promise<string> {
  const { name, version, license } = JSON.parse(
    await readFile(join(folder, "package.json"), "utf8"),
  ) as Package;
  const files = (await readdir(folder)).filter((file) => /^(licen[cs]e|notice|copying)/i.test(file)).sort();
  const texts = await Promise.all(files.map((file) => readFile(join(folder, file), "utf8")));
  return [`${name} ${version} (${license ?? "see below"})`, ...texts.map((text) => text.trim()), ""].join(
    "\n\n",
  );
}

void main();
