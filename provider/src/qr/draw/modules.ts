import { encode } from "uqr";

import { QrCodeError } from "../QrCodeError";

export type ErrorCorrection = "L" | "M" | "Q" | "H";

/** Rows of modules, true for dark, the quiet zone included. */
export type Modules = readonly (readonly boolean[])[];

/** ISO/IEC 18004 asks for four light modules on every side. */
const quietZone = 4;

/** ISO/IEC 18004, version 40, byte mode. */
const capacityInBytes: Readonly<Record<ErrorCorrection, number>> = { L: 2953, M: 2331, Q: 1663, H: 1273 };

/**
 * The modules of one QR code with its quiet zone.
 *
 * @throws {QrCodeError} `content-too-long`, with the byte counts; `unreadable-content` if there is none.
 */
export function modulesOf(content: string, errorCorrection: ErrorCorrection): Modules {
  const bytes = Buffer.from(content, "utf8");
  if (bytes.length === 0) {
    throw new QrCodeError(
      "unreadable-content",
      "The content is empty: there is nothing to draw a QR code of.",
    );
  }
  const capacity = capacityInBytes[errorCorrection];
  if (bytes.length > capacity) {
    throw new QrCodeError(
      "content-too-long",
      `The content has ${bytes.length} bytes; one QR code with error correction ${errorCorrection} holds ` +
        `${capacity}${errorCorrection === "L" ? "" : `, with error correction L ${capacityInBytes.L}`}.`,
    );
  }
  return encode([...bytes], { ecc: errorCorrection, boostEcc: true, border: quietZone }).data;
}
