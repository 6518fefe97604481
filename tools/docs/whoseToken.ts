import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { reactions, type Sighting, type Situation } from "../../provider/src/lifecycle/token/recognise";
import { repository } from "./repository";

export const whoseTokenPath = "docs/decisions/whose-token.md";

/** The page as it is, with the table of reactions written anew. */
export async function writeWhoseToken(): Promise<string> {
  const page = await readFile(join(repository, whoseTokenPath), "utf8");
  const [before, after] = ["<!-- written by npm run docs -->", "<!-- end -->"];
  const start = page.indexOf(before) + before.length;
  return `${page.slice(0, start)}\n\n${table()}\n\n${page.slice(page.indexOf(after))}`;
}

function table(): string {
  const situations = Object.keys(reactions) as Situation[];
  const sightings = Object.keys(reactions.create) as Sighting[];
  const rows = sightings.map((sighting) => [
    `\`${sighting}\``,
    ...situations.map((situation) => {
      const { reaction, looks } = reactions[situation][sighting];
      return looks > 1 ? `${reaction}, ${looks}` : reaction;
    }),
  ]);
  const head = ["", ...situations];
  return [head, head.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}
