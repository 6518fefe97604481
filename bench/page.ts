import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { format } from "prettier";
import { type Figure, goalInWords, met, valueInWords } from "./figures";

const page = join(__dirname, "..", "RELIABILITY.md");
const begin = "<!-- written by npm run bench -->";
const end = "<!-- end -->";

/** Puts the figures in place of those that the page has. */
export async function writeIntoPage(figures: readonly Figure[]): Promise<void> {
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
