import { modulesOf, type ErrorCorrection } from "./draw/modules";
import { drawPng } from "./draw/png";
import { drawSvg } from "./draw/svg";
import { drawTerminal } from "./draw/terminal";
import { refuseFaults } from "./QrCodeError";
import type { QrCodeForm, QrCodeOptions } from "./QrCodeOptions";

/**
 * Draws the QR code of a content, with the quiet zone of four modules that scanners need.
 *
 * @param content - What a device reads: Graph's `qrCodeContent`, or what `qrCodeContentWith` made of it.
 * @param form - `svg`: a document of its own. `png`: base64 of a picture. `terminal`: lines of half blocks in
 * explicit black and white, scannable on dark and light terminals; about 100 columns wide for Intune.
 * @param options - See {@link QrCodeOptions}.
 * @throws {QrCodeError} `content-too-long`, with the byte counts; `unreadable-content` if the content is
 * empty; `invalid-option`.
 *
 * Source: ISO/IEC 18004 for capacities and quiet zone.
 */
export function qrCode(content: string, form: QrCodeForm, options: QrCodeOptions = {}): string {
  const { errorCorrection = "M", moduleSizeInPixels = 8, title = "QR code" } = options;
  refuseFaults([
    ...formFaults(form),
    ...errorCorrectionFaults(errorCorrection),
    ...moduleSizeFaults(moduleSizeInPixels),
  ]);
  const modules = modulesOf(content, errorCorrection);
  switch (form) {
    case "svg":
      return drawSvg(modules, moduleSizeInPixels, title);
    case "png":
      return drawPng(modules, moduleSizeInPixels);
    case "terminal":
      return drawTerminal(modules);
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
 * Draws what Graph's `qrCodeImage` holds: a PNG of the QR code, with the defaults of {@link QrCodeOptions}.
 *
 * @param content - What a device reads, as for {@link qrCode}.
 * @throws {QrCodeError} `content-too-long`, with the byte counts; `unreadable-content` if the content is
 * empty.
 */
export function qrCodeImage(content: string): QrCodeImage {
  return { type: "image/png", value: qrCode(content, "png") };
}

function formFaults(form: unknown): string[] {
  return form === "svg" || form === "png" || form === "terminal"
    ? []
    : ['form must be "svg", "png" or "terminal".'];
}

function errorCorrectionFaults(errorCorrection: ErrorCorrection): string[] {
  return ["L", "M", "Q", "H"].includes(errorCorrection)
    ? []
    : ['errorCorrection must be "L", "M", "Q" or "H".'];
}

/** Bounded, so that a slip does not make a picture nobody can open. */
function moduleSizeFaults(moduleSizeInPixels: number): string[] {
  return Number.isInteger(moduleSizeInPixels) && moduleSizeInPixels >= 1 && moduleSizeInPixels <= 32
    ? []
    : ["moduleSizeInPixels must be an integer, 1 to 32."];
}
