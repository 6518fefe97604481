import { encode as encodePng } from "fast-png";
import { encode as encodeModules } from "uqr";
import { contentWith } from "./content";
import { QrCodeError, refuseFaults } from "./faults";
import {
  codeRules,
  drawingRules,
  type QrCodeForm,
  type QrCodeOptions,
  type QrContentOptions,
} from "./options";

/** The program's environment variables. Some of them say whether the terminal shows colors. */
type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Draws the QR code of any text, with the quiet zone of four modules that scanners need.
 *
 * @param content - The text that a device reads: Graph's `qrCodeContent`, or the result of `qrCodeContentWith`.
 * @param form - `svg`: a whole SVG document. `png`: a picture in base64. `terminal`: lines of half blocks, about 100
 *   columns wide for Intune.
 * @param options - See {@link QrCodeOptions}.
 * @param environment - Decides whether the terminal shows colors, unless the options do.
 * @throws {QrCodeError} `content-too-long`, with the byte counts; `unreadable-content` if the content is
 * empty; `invalid-option`.
 *
 * Source: ISO/IEC 18004 for capacities and quiet zone.
 */
export function qrCode(
  content: string,
  form: QrCodeForm,
  options: QrCodeOptions = {},
  environment: Environment = process.env,
): string {
  refuseFaults(options, drawingRules, formFaults(form));
  return draw(content, form, options, environment);
}

/**
 * Draws the QR code of Graph's `qrCodeContent`, with the additions from the options. Throws the errors of
 * {@link qrCode}, and `unreadable-content` if no device could enroll with the content.
 */
export function qrCodeFor(
  qrCodeContent: string,
  form: QrCodeForm,
  options: QrContentOptions & QrCodeOptions = {},
  environment: Environment = process.env,
): string {
  refuseFaults(options, codeRules, formFaults(form));
  return draw(contentWith(qrCodeContent, options), form, options, environment);
}

function formFaults(form: unknown): string[] {
  return form === "svg" || form === "png" || form === "terminal"
    ? []
    : ['form is an unknown value, expected "svg" or "png" or "terminal"'];
}

function draw(content: string, form: QrCodeForm, options: QrCodeOptions, environment: Environment): string {
  const { errorCorrection = "M", moduleSizeInPixels = 8, title = "QR code" } = options;
  const modules = modulesOf(content, errorCorrection);
  switch (form) {
    case "svg":
      return drawSvg(modules, moduleSizeInPixels, title);
    case "png":
      return drawPng(modules, moduleSizeInPixels);
    case "terminal":
      return drawTerminal(modules, options.terminalStyle ?? terminalStyleFor(environment));
  }
}

/**
 * The picture of a QR code in the shape of Graph's
 * [mimeContent](https://learn.microsoft.com/graph/api/resources/intune-shared-mimecontent).
 */
export interface QrCodeImage {
  type: "image/png";
  /** The picture in base64. */
  value: string;
}

/**
 * Draws the equivalent of Graph's `qrCodeImage`: a PNG of the QR code, with the defaults of {@link QrCodeOptions}.
 *
 * @param content - The text that a device reads, as for {@link qrCode}.
 * @throws {QrCodeError} `content-too-long`, with the byte counts; `unreadable-content` if the content is
 * empty.
 */
export function qrCodeImage(content: string): QrCodeImage {
  return { type: "image/png", value: qrCode(content, "png") };
}

type ErrorCorrection = "L" | "M" | "Q" | "H";

/** Rows of modules, true for dark, the quiet zone included. */
export type Modules = readonly (readonly boolean[])[];

/** ISO/IEC 18004 asks for four light modules on every side. */
const quietZone = 4;

/** ISO/IEC 18004, version 40, byte mode. */
const capacityInBytes: Readonly<Record<ErrorCorrection, number>> = { L: 2953, M: 2331, Q: 1663, H: 1273 };

/**
 * The modules of one QR code with its quiet zone.
 *
 * @throws {QrCodeError} `content-too-long`, with the byte counts; `unreadable-content` if the content is empty.
 */
export function modulesOf(content: string, errorCorrection: ErrorCorrection): Modules {
  const bytes = Buffer.from(content, "utf8");
  if (bytes.length === 0) {
    throw new QrCodeError("unreadable-content", "The content is empty, so there is no QR code to draw.");
  }
  const capacity = capacityInBytes[errorCorrection];
  if (bytes.length > capacity) {
    throw new QrCodeError(
      "content-too-long",
      `The content has ${bytes.length} bytes; one QR code with error correction ${errorCorrection} holds ` +
        `${capacity}${errorCorrection === "L" ? "" : `, with error correction L ${capacityInBytes.L}`}.`,
    );
  }
  return encodeModules([...bytes], { ecc: errorCorrection, boostEcc: true, border: quietZone }).data;
}

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

const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/** Escapes text for HTML and SVG, for elements and for quoted attributes. */
export function escapeMarkup(text: string): string {
  return text.replace(/[&<>"']/g, (character) => entities[character] ?? character);
}

/**
 * A grey PNG with one bit per pixel, in base64: a fifteenth of the size of an eight-bit PNG, and three times as fast to
 * make.
 */
function drawPng(modules: Modules, moduleSizeInPixels: number): string {
  const size = modules.length * moduleSizeInPixels;
  const bytesPerLine = Math.ceil(size / 8);
  const data = new Uint8Array(bytesPerLine * size);
  modules.forEach((row, y) => {
    const line = lineOf(row, moduleSizeInPixels, bytesPerLine);
    for (let repeat = 0; repeat < moduleSizeInPixels; repeat++) {
      data.set(line, (y * moduleSizeInPixels + repeat) * bytesPerLine);
    }
  });
  const png = encodePng({ width: size, height: size, data, depth: 1, channels: 1 });
  return Buffer.from(png).toString("base64");
}

/** One line of pixels, eight per byte, the leftmost in the highest bit, 1 for white. */
function lineOf(row: readonly boolean[], moduleSizeInPixels: number, bytesPerLine: number): Uint8Array {
  const line = new Uint8Array(bytesPerLine);
  for (let x = 0; x < row.length * moduleSizeInPixels; x++) {
    if (row[Math.floor(x / moduleSizeInPixels)] === false) {
      line[x >> 3] = (line[x >> 3] ?? 0) | (0x80 >> (x & 7));
    }
  }
  return line;
}

/**
 * Text for a terminal. One line shows two rows of modules, so that modules are about square.
 *
 * With colors, every character is an upper half block in the color of the upper module, on the color of the lower one.
 * A scanner needs dark on light, so both colors come from the fixed part of the 256-color palette: 16 (black) and 231
 * (white). The default colors differ between terminals, and themes change the first sixteen colors. Without colors,
 * blocks show the modules that have the color of the terminal's text.
 */
function drawTerminal(modules: Modules, style: "colors" | "onDark" | "onLight"): string {
  const lines: string[] = [];
  for (let y = 0; y < modules.length; y += 2) {
    const [upper = [], lower = []] = [modules[y], modules[y + 1]];
    lines.push(style === "colors" ? colored(upper, lower) : blocks(upper, lower, style === "onLight"));
  }
  return lines.join("\n");
}

/** See https://no-color.org. A dumb terminal does not understand escape sequences. */
function terminalStyleFor({ NO_COLOR, TERM }: Environment): "colors" | "onDark" {
  const isPlain = (NO_COLOR !== undefined && NO_COLOR !== "") || TERM === "dumb";
  return isPlain ? "onDark" : "colors";
}

function colored(upper: readonly boolean[], lower: readonly boolean[]): string {
  let line = "";
  let current = "";
  upper.forEach((dark, x) => {
    const colors = `\x1b[38;5;${paletteColor(dark)};48;5;${paletteColor(lower[x] ?? false)}m`;
    line += colors === current ? "▀" : `${colors}▀`;
    current = colors;
  });
  return `${line}\x1b[0m`;
}

function paletteColor(dark: boolean): 16 | 231 {
  return dark ? 16 : 231;
}

function blocks(upper: readonly boolean[], lower: readonly boolean[], textIsDark: boolean): string {
  return upper
    .map((dark, x) => {
      const [top, bottom] = [dark === textIsDark, (lower[x] ?? false) === textIsDark];
      if (top) return bottom ? "█" : "▀";
      return bottom ? "▄" : " ";
    })
    .join("");
}
