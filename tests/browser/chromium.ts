import { accessSync, constants } from "node:fs";
import { delimiter, isAbsolute, join } from "node:path";

import { chromium, type Browser } from "playwright-core";

const names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

/** Nothing but the page under test may cause traffic; without a sandbox because CI runs as root. */
const flags = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** The machine's own Chromium, headless. */
export function startChromium(): Promise<Browser> {
  const folders = [...(process.env.PATH ?? "").split(delimiter), "/usr/bin"];
  return chromium.launch({ executablePath: chromiumIn(folders), args: flags, headless: true });
}

/** A test that is skipped where there is no browser is a test that nobody misses: so this is an error. */
export function chromiumIn(folders: readonly string[]): string {
  const candidates = folders.filter(isAbsolute).flatMap((folder) => names.map((name) => join(folder, name)));
  const found = candidates.find(canBeRun);
  if (found !== undefined) return found;
  throw new Error(
    `The browser tests need Chromium or Chrome, and PATH holds none of: ${names.join(", ")}. ` +
      "Install it, on Debian with: apt-get update && apt-get install -y chromium",
  );
}

function canBeRun(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
