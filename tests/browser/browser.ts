import { accessSync, constants } from "node:fs";
import { createServer } from "node:http";
import { delimiter, isAbsolute, join } from "node:path";
import { type Browser, chromium, type Page } from "playwright-core";
import { listen } from "../emulator";

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

/** A page opened in the browser as somebody would, with all the traffic it caused. */
export interface ServedPage {
  page: Page;
  /** Where the page came from, and where what it holds may try to reach. */
  origin: string;
  /** Every request, as the server and the browser saw it. */
  requests: string[];
}

/** Opens the HTML from a server of its own, hands the page to `use`, and takes both away again. */
export async function withServedPage(
  browser: Browser,
  html: string | ((origin: string) => string),
  use: (served: ServedPage) => Promise<void>,
  deviceScaleFactor = 1,
): Promise<void> {
  const requests: string[] = [];
  let text = "";
  const server = createServer((request, response) => {
    requests.push(`server: ${request.url ?? ""}`);
    response.setHeader("Content-Type", "text/html; charset=utf-8").end(text);
  });
  const { port, close } = await listen(server);
  const origin = `http://127.0.0.1:${port}`;
  text = typeof html === "string" ? html : html(origin);
  const page = await browser.newPage({ deviceScaleFactor });
  try {
    page.on("request", (request) => requests.push(`page: ${request.url().slice(origin.length)}`));
    await page.goto(origin);
    await use({ page, origin, requests });
  } finally {
    await page.close();
    await close();
  }
}
