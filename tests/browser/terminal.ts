import assert from "node:assert/strict";
import { type IBufferCell, Terminal } from "@xterm/headless";

/**
 * What a terminal shows of a QR code, two rows of modules to a line; true is dark. 16 is black and 231 white in every
 * theme, and anything else is no colour to trust: a terminal's own may be light on dark.
 *
 * @param columns how wide the terminal is; a longer line goes on in the next one, as it does for a person
 */
export async function modulesInTerminal(text: string, columns = 200): Promise<boolean[][]> {
  const shown = (await cellsInTerminal(text, columns)).map((cells) => {
    const width = cells.findIndex((cell) => cell.getChars() !== "▀");
    const code = cells.slice(0, width === -1 ? columns : width);
    for (const cell of cells.slice(code.length)) {
      assert.ok(cell.getChars() === "" && cell.isBgDefault(), "a line leaves the terminal as it was");
    }
    return [code.map((cell) => isDark(cell, "Fg")), code.map((cell) => isDark(cell, "Bg"))];
  });
  return shown.flat();
}

/** The same of a code without colors: its blocks have the color of the terminal's text, which its background has not. */
export async function modulesWithoutColors(text: string, background: "dark" | "light"): Promise<boolean[][]> {
  const columns = text.split("\n")[0]?.length ?? 0;
  const textIsDark = background === "light";
  const shown = (await cellsInTerminal(text, columns)).map((cells) => {
    assert.ok(cells.every((cell) => cell.isFgDefault() && cell.isBgDefault()));
    const halves = (blocks: string) =>
      cells.map((cell) => (blocks.includes(cell.getChars() || " ") ? textIsDark : !textIsDark));
    return [halves("█▀"), halves("█▄")];
  });
  return shown.flat();
}

async function cellsInTerminal(text: string, columns: number): Promise<IBufferCell[][]> {
  const rows = text.split("\n").length;
  const terminal = new Terminal({ cols: columns, rows, convertEol: true, allowProposedApi: true });
  await new Promise<void>((written) => {
    terminal.write(text, written);
  });
  const shown = Array.from({ length: rows }, (_, y) => {
    const line = terminal.buffer.active.getLine(y);
    return Array.from({ length: columns }, (__, x) => line?.getCell(x) ?? assert.fail("a cell"));
  });
  terminal.dispose();
  return shown;
}

function isDark(cell: IBufferCell, part: "Fg" | "Bg"): boolean {
  const colour = part === "Fg" ? cell.getFgColor() : cell.getBgColor();
  const isFixed = part === "Fg" ? cell.isFgPalette() : cell.isBgPalette();
  assert.ok(
    isFixed && (colour === 16 || colour === 231),
    "a half block is drawn in explicit black and white",
  );
  return colour === 16;
}
