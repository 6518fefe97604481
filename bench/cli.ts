/** `npm run bench`: how fast, how often, how large, as ratios within one run. `npm run bench -- --help`. */
import { readFile, writeFile } from "node:fs/promises";
import { cpus } from "node:os";
import { join, relative } from "node:path";
import { parseArgs } from "node:util";
import { format } from "prettier";
import { repository } from "../tools/repository";
import { type Comparison, plugin, sideBySide, today } from "./comparisons";
import { type Figure, goalInWords, met, table, valueInWords } from "./figures";
import { providerProcess } from "./providerProcess";
import { pacing, signIns } from "./traffic";

const usage = `npm run bench -- [options]

  --rounds <number>  how often up to 100 tokens are measured; the median counts (default 3)
  --full-scale       pacing in real time too; more than three minutes
  --only <section>   tokens, plugin, today, process, pacing or sign-ins; writes no results
  --divide <number>  all counts divided by it, to try the benchmark itself; writes no results
  --help             show this text`;

/** Enough to fill the limit's window more than once. */
const fewestPaced = 300;

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      rounds: { type: "string", default: "3" },
      "full-scale": { type: "boolean", default: false },
      only: { type: "string" },
      divide: { type: "string", default: "1" },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) {
    console.log(usage);
    return;
  }
  const rounds = wholeNumber("rounds", values.rounds);
  const divisor = wholeNumber("divide", values.divide);
  const of = (count: number) => Math.ceil(count / divisor);
  const paced = Math.max(of(1000), fewestPaced);
  const sections: Readonly<Record<string, () => Promise<readonly Figure[]>>> = {
    tokens: async () => {
      const compared: Comparison[] = [];
      for (const count of [10, 100, 1000]) {
        compared.push(await sideBySide(of(count), count < 1000 ? rounds : 1));
      }
      // Ten tokens are there for the growth alone: nearly all of their run is the engine's start.
      return [
        ...compared.slice(1).flatMap(({ figures }) => figures),
        ...compared.map(({ growth }) => growth),
      ];
    },
    plugin: async () => [...(await plugin(of(100), rounds)), ...(await plugin(of(1000), 1))],
    today: () => today(of(100), rounds),
    process: () => providerProcess(of(1000)),
    pacing: async () => [
      ...(await pacing(paced, 5)),
      ...(values["full-scale"] ? await pacing(paced, 1) : []),
    ],
    "sign-ins": () => signIns(of(100)),
  };
  const chosen = values.only === undefined ? Object.keys(sections) : [values.only];
  const figures: Figure[] = [];
  for (const name of chosen) {
    const section = sections[name];
    if (section === undefined) throw new Error(`There is no section ${name}.`);
    figures.push(...(await section()));
  }
  console.log(table(figures));
  if (values.only !== undefined || divisor !== 1) return;
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

function wholeNumber(option: string, value: string): number {
  if (!/^[1-9]\d?$/.test(value)) throw new Error(`--${option} takes 1 to 99.`);
  return Number(value);
}

const page = join(repository, "RELIABILITY.md");
const begin = "<!-- written by npm run bench -->";
const end = "<!-- end -->";

/** Puts the figures in place of those that the page has. */
async function writeIntoPage(figures: readonly Figure[]): Promise<void> {
  const text = await readFile(page, "utf8");
  const [before, rest = ""] = text.split(begin);
  const [, after] = rest.split(end);
  if (before === undefined || after === undefined) throw new Error(`${page} has no place for the figures.`);
  const rows = figures.map((figure) => [
    figure.section,
    figure.what,
    valueInWords(figure),
    goalInWords(figure),
    met(figure) === false ? "missed" : "",
  ]);
  const table = [["", "figure", "value", "goal", ""], ["---", "---", "---", "---", "---"], ...rows];
  const lines = table.map((cells) => `| ${cells.join(" | ")} |`).join("\n");
  const whole = `${before}${begin}\n\n${lines}\n\n${end}${after}`;
  await writeFile(page, await format(whole, { parser: "markdown", printWidth: 110 }));
}

main().catch((error: unknown) => {
  console.error(`${error instanceof Error ? error.message : String(error)}\n\n${usage}`);
  process.exitCode = 1;
});
