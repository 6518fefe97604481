import type { ServerResponse } from "node:http";
import { TLSSocket } from "node:tls";
import type { RequestIds } from "./errors";
import type { Answer } from "./graph";

/** The connection to the client: sends an answer, breaks one off, or resets the connection. */
export class Wire {
  constructor(
    private readonly outgoing: ServerResponse,
    private readonly ids: RequestIds,
    private readonly now: () => Date,
    /** Called with the status of each answer that is sent. */
    private readonly onStatus: (status: number) => void,
  ) {}

  send(answer: Answer): void {
    // If the client has disconnected, there is no answer, and the record shows none.
    if (this.outgoing.destroyed) return;
    this.setHead(answer);
    this.outgoing.end(answer.body);
  }

  /** Announces a whole body, sends half of it and closes the connection. */
  breakOff(answer: Answer): void {
    if (this.outgoing.destroyed) return;
    const body = answer.body ?? '{"value":[]}';
    // A 204 has no body to break off.
    this.setHead({ ...answer, status: answer.body === undefined ? 200 : answer.status });
    this.outgoing.setHeader("Content-Length", Buffer.byteLength(body));
    this.outgoing.write(body.slice(0, body.length / 2), () => this.outgoing.destroy());
  }

  reset(): void {
    const { socket } = this.outgoing;
    // A TLS socket cannot send a TCP reset. If it closes without a close_notify, the client sees the same.
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

/** x-ms-ags-diagnostic names the machine of Graph that answered. */
const diagnostic = JSON.stringify({
  ServerInfo: {
    DataCenter: "West Europe",
    Slice: "E",
    Ring: "5",
    ScaleUnit: "001",
    RoleInstance: "AM0PEPF00000001",
  },
});
