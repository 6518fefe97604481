/** The forms a QR code is drawn in: an SVG document, a PNG picture in base64, or text for a terminal. */
export type QrCodeForm = "svg" | "png" | "terminal";

/** How a QR code is drawn. */
export interface QrCodeOptions {
  /**
   * How much of a damaged code can be restored, at least: L 7 %, M 15 %, Q 25 %, H 30 %. More where it costs
   * no space. Default M: sheets of paper crease and fade. L makes the smallest code, for a narrow terminal.
   */
  errorCorrection?: "L" | "M" | "Q" | "H" | undefined;
  /**
   * The side of one module, the code's smallest square, in pixels: an integer, 1 to 32. Default 8, which
   * prints a code of Intune's length about 6.5 cm wide at 300 dpi. Not used by `terminal`.
   */
  moduleSizeInPixels?: number | undefined;
  /** What a screen reader says for an `svg`. Default "QR code". Never the content: that is a secret. */
  title?: string | undefined;
}
