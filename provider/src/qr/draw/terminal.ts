import type { Modules } from "./modules";

/**
 * Text for a terminal: every character is an upper half block, its foreground the upper module and its
 * background the lower one, so that modules are about square.
 *
 * Both colours are always given, from the fixed part of the 256-colour palette: the default colours are dark
 * on light in one terminal and light on dark in the next, a scanner wants dark on light, and themes repaint
 * the first sixteen colours but not 16 (black) and 231 (white).
 */
export function drawTerminal(modules: Modules): string {
  const lines: string[] = [];
  for (let y = 0; y < modules.length; y += 2) {
    lines.push(lineOf(modules[y] ?? [], modules[y + 1] ?? []));
  }
  return lines.join("\n");
}

function lineOf(upper: readonly boolean[], lower: readonly boolean[]): string {
  let line = "";
  let current = "";
  upper.forEach((dark, x) => {
    const colours = `\x1b[38;5;${colour(dark)};48;5;${colour(lower[x] ?? false)}m`;
    line += colours === current ? "▀" : `${colours}▀`;
    current = colours;
  });
  return `${line}\x1b[0m`;
}

function colour(dark: boolean): 16 | 231 {
  return dark ? 16 : 231;
}
