import { escapeMarkup } from "../escapeMarkup";
import type { Modules } from "./modules";

/** One path of horizontal runs: no seams between modules, and `crispEdges` keeps them sharp at any size. */
export function drawSvg(modules: Modules, moduleSizeInPixels: number, title: string): string {
  const size = modules.length;
  const pixels = size * moduleSizeInPixels;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${pixels}" height="${pixels}" viewBox="0 0 ${size} ${size}" ` +
      `shape-rendering="crispEdges" role="img">`,
    `<title>${escapeMarkup(title)}</title>`,
    `<rect width="${size}" height="${size}" fill="#fff"/>`,
    `<path fill="#000" d="${modules.flatMap(darkRuns).join("")}"/>`,
    `</svg>`,
  ].join("");
}

function darkRuns(row: readonly boolean[], y: number): string[] {
  const runs: string[] = [];
  for (let x = row.indexOf(true); x !== -1;) {
    const end = row.indexOf(false, x);
    runs.push(`M${x} ${y}h${end - x}v1H${x}z`);
    x = row.indexOf(true, end);
  }
  return runs;
}
