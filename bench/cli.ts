/** `npm run bench`: how fast, how often, how large, as ratios within one run. `npm run bench -- --help`. */
import { writeFile } from "node:fs/promises";
import { cpus } from "node:os";
import { join, relative } from "node:path";
import { parseArgs } from "node:util";
import { format } from "prettier";
import { type Figure, met, table } from "./figures";
import { pacing } from "./pacing";
import { writeIntoPage } from "./page";
import { providerProcess } from "./providerProcess";
import { sideBySide } from "./sideBySide";
import { signIns } from "./signIns";

const usage = `npm run bench -- [options]

  --rounds <number>  how often 100 tokens are measured; the median counts (default 3)
  --thousand         1,000 tokens and no-op resources too, once; minutes
  --full-scale       pacing in real time too; more than three minutes
  --only <section>   sides, process, pacing or sign-ins; writes no results
  --help             show this text`;

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      rounds: { type: "string", default: "3" },
      thousand: { type: "boolean", default: false },
      "full-scale": { type: "boolean", default: false },
      only: { type: "string" },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) {
    console.log(usage);
    return;
  }
  const rounds = Number(values.rounds);
  if (!Number.isInteger(rounds) || rounds < 1 || rounds > 20) throw new Error("--rounds takes 1 to 20.");
  const sections: Readonly<Record<string, () => Promise<readonly Figure[]>>> = {
    sides: async () => [
      ...(await sideBySide(100, rounds)),
      ...(values.thousand ? await sideBySide(1000, 1) : []),
    ],
    process: () => providerProcess(1000),
    pacing: async () => [...(await pacing(1000, 5)), ...(values["full-scale"] ? await pacing(1000, 1) : [])],
    "sign-ins": () => signIns(100),
  };
  const chosen = values.only === undefined ? Object.keys(sections) : [values.only];
  const figures: Figure[] = [];
  for (const name of chosen) {
    const section = sections[name];
    if (section === undefined) throw new Error(`There is no section ${name}.`);
    figures.push(...(await section()));
  }
  console.log(table(figures));
  if (values.only !== undefined) return;
  const file = join(__dirname, "results.json");
  const machine = { node: process.version, platform: process.platform, cores: cpus().length };
  const results = figures.map((figure) => ({ ...figure, met: met(figure) }));
  await writeFile(
    file,
    await format(JSON.stringify({ machine, results }), { parser: "json", printWidth: 110 }),
  );
  await writeIntoPage(figures);
  console.log(`\nWritten to ${relative(process.cwd(), file)} and RELIABILITY.md.`);
}

main().catch((error: unknown) => {
  console.error(`${error instanceof Error ? error.message : String(error)}\n\n${usage}`);
  process.exitCode = 1;
});
