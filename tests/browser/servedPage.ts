import { createServer } from "node:http";

import type { Browser, Page } from "playwright-core";

import { listen } from "../emulator";

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
