import { createServer, type IncomingMessage, type RequestListener } from "node:http";
import { createServer as createTlsServer } from "node:https";
import { text } from "node:stream/consumers";
import { listen } from "../emulator";
import { loopbackTls, trustLoopback } from "./certificates";

/** A request as a service reads it. */
export interface ServiceRequest {
  readonly method: string;
  readonly url: URL;
  readonly headers: IncomingMessage["headers"];
  readonly body: string;
}

export interface ServiceAnswer {
  readonly status: number;
  readonly location?: string;
  readonly retryAfter?: string;
  readonly json: unknown;
  /** What is sent instead of JSON. */
  readonly html?: string;
  /** Whether the answer never ends. */
  readonly unfinished?: boolean;
}

export type Service = (request: ServiceRequest) => ServiceAnswer | Promise<ServiceAnswer>;

export interface Served {
  /** Without a trailing slash. */
  readonly url: string;
  readonly close: () => Promise<void>;
}

/** Serves JSON on the loopback address, on any free port; by default with a certificate that this process trusts. */
export async function serve(
  scheme: "https" | "http",
  service: Service,
  certificate = loopbackTls,
): Promise<Served> {
  const listener: RequestListener = (incoming, outgoing) => {
    void (async () => {
      const { method = "", headers: asked } = incoming;
      const url = new URL(incoming.url ?? "/", `${scheme}://${asked.host ?? "127.0.0.1"}`);
      const { status, json, html, location, retryAfter, unfinished } = await service({
        method,
        url,
        headers: asked,
        body: await text(incoming),
      });
      const headers = {
        "Content-Type": html === undefined ? "application/json" : "text/html",
        ...(location !== undefined && { Location: location }),
        ...(retryAfter !== undefined && { "Retry-After": retryAfter }),
      };
      outgoing.writeHead(status, headers).write(html ?? JSON.stringify(json));
      if (unfinished !== true) outgoing.end();
    })().catch((error: unknown) => {
      outgoing.writeHead(500, { "Content-Type": "text/plain" }).end(`The emulation failed: ${String(error)}`);
    });
  };
  if (scheme === "https") trustLoopback();
  const server = scheme === "https" ? createTlsServer(certificate, listener) : createServer(listener);
  const { port, close } = await listen(server);
  return { url: `${scheme}://127.0.0.1:${port}`, close };
}
