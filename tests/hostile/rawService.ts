import { once } from "node:events";
import { type AddressInfo, createServer, type Socket } from "node:net";

/** Answers each request with the bytes that a test wants, HTTP or not. */
export class RawService {
  answer: () => Buffer = () => Buffer.alloc(0);
  /** Sent again and again behind the answer, until the client has enough; undefined ends the connection instead. */
  withoutEnd: Buffer | undefined;
  private readonly sockets = new Set<Socket>();
  private readonly server = createServer((socket) => {
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
