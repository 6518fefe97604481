import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { readSettings } from "../../provider/src/config/settings";
import { Session } from "../../provider/src/provider/session";
import { EnrollmentTokenProvider } from "../../provider/src/provider/token/provider";
import { TestClock } from "../lifecycle/harness";

export const bearer = "bearer-that-must-not-show";

export interface Answer {
  readonly status: number;
  readonly body: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Something that answers in Graph's place, with whatever a test puts there. */
export class Impostor {
  answer: (method: string, path: string) => Answer = () => ({ status: 404, body: "" });
  requests = 0;
  private readonly server = createServer((incoming, outgoing) => {
    this.requests += 1;
    incoming.resume();
    const { status, body, headers } = this.answer(incoming.method ?? "", incoming.url ?? "");
    outgoing.writeHead(status, { "Content-Type": "application/json", ...headers }).end(body);
  });

  async start(): Promise<void> {
    this.server.listen(0, "127.0.0.1");
    await once(this.server, "listening");
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    this.server.close();
    await once(this.server, "close");
  }

  /** A provider in a process of its own, as far as state goes, and what it tells the person. */
  session(): {
    readonly session: Session;
    readonly provider: EnrollmentTokenProvider;
    readonly notices: string[];
  } {
    const notices: string[] = [];
    const config: Partial<Record<string, string>> = {
      graphEndpoint: this.url,
      accessToken: bearer,
      apiVersion: "beta",
      propagationTimeoutInSeconds: "1",
      requestTimeoutInSeconds: "10",
    };
    const session = new Session({
      settings: readSettings((name) => config[name], {}),
      clock: new TestClock(),
      notify: (message) => notices.push(message),
    });
    const provider = new EnrollmentTokenProvider(
      () => session,
      () => undefined,
    );
    return { session, provider, notices };
  }
}
