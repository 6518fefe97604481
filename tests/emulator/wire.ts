import type { ServerResponse } from "node:http";
import { TLSSocket } from "node:tls";
import type { RequestIds } from "./errors";
import type { Answer } from "./graph";

/** The way back to the client: puts an answer on it, breaks it off, or cuts it. */
export class Wire {
  constructor(
    private readonly outgoing: ServerResponse,
    private readonly ids: RequestIds,
    private readonly now: () => Date,
    /** Told the status of an answer that goes out. */
    private readonly onStatus: (status: number) => void,
  ) {}

  send(answer: Answer): void {
    // A client that has gone away in the meantime gets no answer, and the record shows none.
    if (this.outgoing.destroyed) return;
    this.setHead(answer);
    this.outgoing.end(answer.body);
  }

  /** Promises a whole body, sends half of it and ends the connection. */
  breakOff(answer: Answer): void {
    if (this.outgoing.destroyed) return;
    const body = answer.body ?? '{"value":[]}';
    // A 204 has no body that could be broken off.
    this.setHead({ ...answer, status: answer.body === undefined ? 200 : answer.status });
    this.outgoing.setHeader("Content-Length", Buffer.byteLength(body));
    this.outgoing.write(body.slice(0, body.length / 2), () => this.outgoing.destroy());
  }

  reset(): void {
    const { socket } = this.outgoing;
    // A TLS socket cannot send a TCP reset; cut off without its farewell, it looks the same to the client.
    if (socket instanceof TLSSocket) socket.destroy();
    else socket?.resetAndDestroy();
  }

  private setHead({ status, headers }: Answer): void {
    const all = {
      "request-id": this.ids.requestId,
      "client-request-id": this.ids.clientRequestId,
      "x-ms-ags-diagnostic": diagnostic,
      Date: this.now().toUTCString(),
      ...headers,
    };
    this.outgoing.statusCode = status;
    for (const [name, value] of Object.entries(all)) this.outgoing.setHeader(name, value);
    this.onStatus(status);
  }
}

/** Says which of Graph's machines answered. */
const diagnostic = JSON.stringify({
  ServerInfo: {
    DataCenter: "West Europe",
    Slice: "E",
    Ring: "5",
    ScaleUnit: "001",
    RoleInstance: "AM0PEPF00000001",
  },
});
