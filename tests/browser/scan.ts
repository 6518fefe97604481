import assert from "node:assert/strict";
import { decode } from "fast-png";
import jsQR from "jsqr";

/** A picture in grey: 0 for black … 255 for white, row by row. */
export interface GreyPicture {
  width: number;
  height: number;
  pixels: Uint8Array;
}

/** The bytes a QR scanner reads from the picture as text, or undefined if it finds no code. */
export function scan({ width, height, pixels }: GreyPicture): string | undefined {
  const rgba = new Uint8ClampedArray(width * height * 4);
  pixels.forEach((grey, index) => {
    rgba.set([grey, grey, grey, 255], index * 4);
  });
  const code = jsQR(rgba, width, height, { inversionAttempts: "dontInvert" });
  return code ? Buffer.from(code.binaryData).toString("utf8") : undefined;
}

/** Any PNG as a grey picture: one bit or eight, grey or coloured. */
export function greyOf(png: Uint8Array): GreyPicture {
  const { width, height, data, depth, channels } = decode(png);
  const pixels = new Uint8Array(width * height);
  if (depth === 1) {
    const bytesPerLine = Math.ceil(width / 8);
    for (let index = 0; index < pixels.length; index++) {
      const x = index % width;
      const byte = data[Math.floor(index / width) * bytesPerLine + (x >> 3)] ?? 0;
      pixels[index] = (byte >> (7 - (x & 7))) & 1 ? 255 : 0;
    }
  } else {
    for (let index = 0; index < pixels.length; index++) pixels[index] = data[index * channels] ?? 0;
  }
  return { width, height, pixels };
}

/** Squares of `scale` pixels, one for each module; true is dark. */
export function greyOfModules(modules: readonly (readonly boolean[])[], scale = 4): GreyPicture {
  const width = (modules[0]?.length ?? 0) * scale;
  const height = modules.length * scale;
  const pixels = new Uint8Array(width * height);
  for (let index = 0; index < pixels.length; index++) {
    const dark = modules[Math.floor(index / width / scale)]?.[Math.floor((index % width) / scale)];
    pixels[index] = dark === true ? 0 : 255;
  }
  return { width, height, pixels };
}

/** What a scanner reads from an SVG of ours, painted as it says: its rectangle white, its path of horizontal runs black. */
export function scanSvg(svg: string): string | undefined {
  const size = Number(/viewBox="0 0 (\d+) \1"/.exec(svg)?.[1]);
  assert.match(svg, new RegExp(`<rect width="${size}" height="${size}" fill="#fff"/>`));
  const modules = Array.from({ length: size }, () => Array.from({ length: size }, () => false));
  const path = /<path fill="#000" d="([^"]+)"/.exec(svg)?.[1] ?? "";
  for (const [, x, y, width, back] of path.matchAll(/M(\d+) (\d+)h(\d+)v1H(\d+)z/g)) {
    assert.equal(back, x, "a run is closed where it began");
    modules[Number(y)]?.fill(true, Number(x), Number(x) + Number(width));
  }
  return scan(greyOfModules(modules));
}
