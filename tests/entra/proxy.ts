import { createServer, type IncomingMessage } from "node:http";
import { createServer as createTlsServer } from "node:https";
import { connect, type Socket } from "node:net";
import { listen } from "../emulator";
import { loopbackTls, proxiedDomain, trustLoopback } from "./certificates";

export interface ProxyOptions {
  /** Whether clients speak TLS to the proxy itself. */
  readonly tls?: boolean;
  /** The `user:password` that it asks for. */
  readonly credentials?: string;
  /** What it does instead of connecting: answers with this status, or ends the connection. */
  readonly instead?: number | "end";
}

/** A corporate proxy: it connects clients (CONNECT, RFC 9110 §9.3.6) to hosts whose names nobody else can resolve. */
export interface Proxy {
  readonly url: string;
  /** `host:port`, as messages name it. */
  readonly host: string;
  /** The hosts that clients asked for, without the domain and port, in order. */
  readonly asked: string[];
  readonly close: () => Promise<void>;
}

export async function startProxy({ tls = false, credentials, instead }: ProxyOptions = {}): Promise<Proxy> {
  const asked: string[] = [];

  function answer(request: IncomingMessage, client: Socket): void {
    const [name = "", port = ""] = (request.url ?? "").split(":");
    asked.push(name.replace(`.${proxiedDomain}`, ""));
    client.on("error", () => client.destroy());
    const wanted = credentials && `Basic ${Buffer.from(credentials).toString("base64")}`;
    if (instead === "end") {
      client.end();
    } else if (instead !== undefined) {
      client.end(`HTTP/1.1 ${instead} Refused\r\nContent-Length: 7\r\n\r\nrefused`);
    } else if (wanted !== undefined && request.headers["proxy-authorization"] !== wanted) {
      client.end(
        'HTTP/1.1 407 Wanted\r\nProxy-Authenticate: Basic realm="corp"\r\nContent-Length: 0\r\n\r\n',
      );
    } else {
      const service = connect(Number(port), "127.0.0.1", () => {
        client.write("HTTP/1.1 200 Connected\r\n\r\n");
        service.pipe(client).pipe(service);
      });
      service.on("error", () => client.destroy());
      client.on("close", () => service.destroy());
    }
  }

  if (tls) trustLoopback();
  const server = tls ? createTlsServer(loopbackTls) : createServer();
  server.on("connect", answer);
  const { port, close } = await listen(server);
  const host = `127.0.0.1:${port}`;
  return { url: `${tls ? "https" : "http"}://${host}`, host, asked, close };
}
