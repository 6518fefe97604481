import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { readSettings } from "../../provider/src/config/settings";
import { IntuneError } from "../../provider/src/errors";
import { EnrollmentProfileProvider } from "../../provider/src/lifecycle/profile/provider";
import { Session } from "../../provider/src/lifecycle/session";
import { EnrollmentTokenProvider } from "../../provider/src/lifecycle/token/provider";
import { TestClock } from "../lifecycle/harness";
import { assertPrintable } from "./watch";

export const accessToken = "bearer-that-must-not-show";

export interface Answer {
  readonly status: number;
  readonly body: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Something that answers in Graph's place, with whatever a test puts there. */
export class Impostor {
  answer: (method: string, path: string, sent: string) => Answer = () => ({ status: 404, body: "" });
  requests = 0;
  private readonly server = createServer((incoming, outgoing) => {
    this.requests += 1;
    void text(incoming).then((sent) => {
      const { status, body, headers } = this.answer(incoming.method ?? "", incoming.url ?? "", sent);
      outgoing.writeHead(status, { "Content-Type": "application/json", ...headers }).end(body);
    });
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
}

export interface Run {
  readonly session: Session;
  readonly provider: EnrollmentTokenProvider;
  readonly profiles: EnrollmentProfileProvider;
  readonly clock: TestClock;
  /** What the person was told. */
  readonly notices: string[];
}

/** The providers in a process of their own, as far as state goes, on a service. */
export function runOn(graphEndpoint: string, requestTimeoutInSeconds = 10): Run {
  const notices: string[] = [];
  const config: Partial<Record<string, string>> = {
    graphEndpoint,
    accessToken: accessToken,
    apiVersion: "beta",
    propagationTimeoutInSeconds: "1",
    requestTimeoutInSeconds: String(requestTimeoutInSeconds),
  };
  const clock = new TestClock();
  const session = new Session({
    settings: readSettings((name) => config[name], {}),
    clock,
    notify: (message) => notices.push(message),
  });
  const parts = [() => session, () => undefined] as const;
  return {
    session,
    provider: new EnrollmentTokenProvider(...parts),
    profiles: new EnrollmentProfileProvider(...parts),
    clock,
    notices,
  };
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
