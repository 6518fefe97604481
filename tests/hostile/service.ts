import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
import { type AddressInfo, createServer as createTcpServer, type Server, type Socket } from "node:net";
import { text } from "node:stream/consumers";
import { IntuneError } from "../../provider/src/errors";
import type { TokenInputs, TokenState } from "../../provider/src/lifecycle/token/state";
import { Run, TestClock } from "../lifecycle/harness";
import { assertPrintable } from "./watch";

export const accessToken = "bearer-that-must-not-show";

/** The arguments of a token, as the hooks get them. */
export const declared: TokenInputs & { __provider: string } = {
  profileId: "0f1e2d3c",
  profileType: "androidDeviceOwner",
  tokenValidityInSeconds: 3600,
  renewBeforeInSeconds: 60,
  adoptExisting: false,
  revokeOnDelete: true,
  whenReplaced: "adopt",
  storeToken: true,
  __provider: "text",
};

export interface Answer {
  readonly status: number;
  readonly body: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A token in state. */
export const held = {
  ...declared,
  profileDisplayName: "Kiosk",
  apiVersion: "beta",
  tokenValue: "ABCDEFGHIJKLMNOPQRST",
  qrCodeContent: '{"token":"ABCDEFGHIJKLMNOPQRST"}',
  tokenExpirationDateTime: "2026-03-01T10:00:00Z",
  tokenIssuedDateTime: "2026-03-01T09:00:00Z",
  tokenStatus: "active",
  generation: 1,
} satisfies TokenState;

abstract class LocalServer {
  protected abstract readonly server: Server;

  async start(): Promise<void> {
    this.server.listen(0, "127.0.0.1");
    await once(this.server, "listening");
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.closeConnections();
    this.server.close();
    await once(this.server, "close");
  }

  protected abstract closeConnections(): void;
}

/** Answers in Graph's place, with whatever a test wants. */
export class Impostor extends LocalServer {
  answer: (method: string, path: string, sent: string) => Answer = () => ({ status: 404, body: "" });
  requests = 0;
  protected readonly server = createServer((incoming, outgoing) => {
    this.requests += 1;
    void text(incoming).then((sent) => {
      const { status, body, headers } = this.answer(incoming.method ?? "", incoming.url ?? "", sent);
      outgoing.writeHead(status, { "Content-Type": "application/json", ...headers }).end(body);
    });
  });

  protected closeConnections(): void {
    this.server.closeAllConnections();
  }
}

/** Answers each request with the bytes that a test wants, HTTP or not. */
export class RawService extends LocalServer {
  answer: () => Buffer = () => Buffer.alloc(0);
  /** Sent again and again after the answer, until the client has enough; undefined ends the connection instead. */
  withoutEnd: Buffer | undefined;
  private readonly sockets = new Set<Socket>();
  protected readonly server = createTcpServer((socket) => {
    this.sockets.add(socket);
    // A client that has read enough goes away.
    socket.on("error", () => undefined);
    socket.once("data", () => {
      const { withoutEnd } = this;
      if (withoutEnd === undefined) {
        socket.end(this.answer());
        return;
      }
      socket.write(this.answer());
      const dripping = setInterval(() => socket.write(withoutEnd), 5);
      socket.on("close", () => {
        clearInterval(dripping);
      });
    });
    socket.on("close", () => this.sockets.delete(socket));
  });

  protected closeConnections(): void {
    for (const socket of this.sockets) socket.destroy();
  }
}

/** A run on a service that is not to be trusted. */
export function runOn(graphEndpoint: string, requestTimeoutInSeconds = 10): Run {
  const config = {
    graphEndpoint,
    accessToken,
    apiVersion: "beta",
    propagationTimeoutInSeconds: "1",
    requestTimeoutInSeconds: String(requestTimeoutInSeconds),
  };
  return new Run(config, new TestClock());
}

/** A result, or an ordinary error that tells no secret and is fit for a terminal. */
export async function settles(
  work: Promise<unknown>,
  notices: readonly string[],
  secrets: readonly string[] = [],
): Promise<IntuneError | undefined> {
  const outcome: unknown = await work.catch((error: unknown) => error);
  const hidden = [accessToken, ...secrets];
  for (const notice of notices) {
    assert.ok(!hidden.some((secret) => notice.includes(secret)), "a secret is echoed in a notice");
    assertPrintable(notice);
    assert.ok(notice.length < 5000);
  }
  if (!(outcome instanceof Error)) return undefined;
  assert.ok(outcome instanceof IntuneError, `not an ordinary error: ${outcome.name}: ${outcome.message}`);
  const said = `${outcome.message}${outcome.stack ?? ""}`;
  assert.ok(!hidden.some((secret) => said.includes(secret)), "a secret is echoed");
  assertPrintable(outcome.message);
  assert.ok(outcome.message.length < 5000);
  return outcome;
}
