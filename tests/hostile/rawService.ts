import { once } from "node:events";
import { type AddressInfo, createServer, type Socket } from "node:net";

/** Answers each request with the bytes that a test wants, HTTP or not. */
export class RawService {
  answer: () => Buffer = () => Buffer.alloc(0);
  private readonly sockets = new Set<Socket>();
  private readonly server = createServer((socket) => {
    this.sockets.add(socket);
    socket.on("close", () => this.sockets.delete(socket));
    // A client that has read enough goes away.
    socket.on("error", () => undefined);
    socket.once("data", () => socket.end(this.answer()));
  });

  async start(): Promise<void> {
    this.server.listen(0, "127.0.0.1");
    await once(this.server, "listening");
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    this.server.close();
    await once(this.server, "close");
  }
}
