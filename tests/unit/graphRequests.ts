import assert from "node:assert/strict";
import { systemClock } from "../../provider/src/clock";
import { GraphClient } from "../../provider/src/graph/client";
import type { AccessTokens, GraphAnswer } from "../../provider/src/graph/client";
import { GraphError } from "../../provider/src/graph/errors";
import type { Scene } from "../emulator/harness";

/** Graph asks to wait a moment only, so that a test need not. */
export const soon = { retryAfter: 0.001 };

/** Sends requests as the provider does, to a profile of the scene. */
export interface Client {
  send: (method: "GET" | "POST" | "DELETE") => Promise<GraphAnswer>;
  /** How often a write waited for its turn. */
  paced: () => number;
  readonly notices: string[];
}

export function clientOf(
  { emulator }: Scene,
  accessTokens: Partial<AccessTokens> = {},
  pace = (): Promise<void> => Promise.resolve(),
): Client {
  const { id } = emulator.addProfile("androidForWork", { displayName: "Kiosk" });
  let paced = 0;
  const notices: string[] = [];
  const client = new GraphClient({
    graphEndpoint: emulator.url,
    requestTimeoutInSeconds: 5,
    accessTokens: {
      get: () => Promise.resolve("first"),
      getInsteadOf: () => Promise.resolve("second"),
      describe: () => undefined,
      ...accessTokens,
    },
    pace: () => {
      paced += 1;
      return pace();
    },
    longestWaitInSeconds: 600,
    pause: () => Promise.resolve(),
    clock: systemClock,
    notify: (message) => notices.push(message),
  });
  const profile = `/deviceManagement/androidForWorkEnrollmentProfiles/${id}`;
  return {
    send: (method) =>
      client.send("beta", {
        method,
        path: method === "POST" ? `${profile}/createToken` : profile,
        ...(method === "POST" ? { body: { tokenValidityInSeconds: 3600 } } : {}),
        what: "test",
        target: id,
      }),
    paced: () => paced,
    notices,
  };
}

/** The error that a request ends in. */
export async function refusal(sent: Promise<GraphAnswer>): Promise<GraphError> {
  const error = await sent.then(
    () => assert.fail("it was accepted"),
    (thrown: unknown) => thrown,
  );
  assert.ok(error instanceof GraphError, String(error));
  return error;
}
