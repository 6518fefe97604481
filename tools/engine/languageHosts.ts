/** The language hosts of programs that are not in Node.js: the user's own, or built once from pinned Go modules. */
import { access, mkdir, readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { cacheFolder, hashOf, makeOnce } from "./cache";
import { findExecutable, foldersOf } from "./find";
import { buildModule, findGo } from "./make";
import { withProgress } from "./progress";

const packages = {
  yaml: "github.com/pulumi/pulumi-yaml/cmd/pulumi-language-yaml",
  go: "github.com/pulumi/pulumi/sdk/v3/go/pulumi-language-go",
} as const;

/** The folder with the host of a language, for PATH. The first time it takes minutes where Go has to build it. */
export async function languageHostFolder(language: keyof typeof packages): Promise<string> {
  const name = `pulumi-language-${language}${process.platform === "win32" ? ".exe" : ""}`;
  const onPath = await findExecutable(name, foldersOf(process.env.PATH));
  if (onPath !== undefined) return dirname(onPath);
  const module = { folder: `language-${language}`, package: packages[language], linkerFlags: "-s -w" };
  const pins = ["go.mod", "go.sum"].map((file) => readFile(join(__dirname, module.folder, file), "utf8"));
  const hash = hashOf([JSON.stringify(module), ...(await Promise.all(pins))]);
  const key = `${process.platform}-${process.arch}-${hash}`;
  const folder = join(cacheFolder(process.env), module.folder, key);
  const say = (line: string) => {
    process.stderr.write(`${line}\n`);
  };
  const mustBeThere = (place: string) => access(join(place, "bin", name));
  await makeOnce(folder, say, mustBeThere, async (partial) => {
    await mkdir(join(partial, "bin"));
    const file = join(partial, "bin", name);
    const go = await findGo(process.env);
    await withProgress(`Building ${name}`, say, () => buildModule(go, module, file, process.env));
  });
  return join(folder, "bin");
}
