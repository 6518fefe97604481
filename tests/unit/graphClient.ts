/** A client of Microsoft Graph as the provider has it, and services that it meets. */
import assert from "node:assert/strict";
import { inspect } from "node:util";
import { systemClock } from "../../provider/src/clock";
import {
  type AccessTokens,
  type GraphAnswer,
  GraphClient,
  type GraphClientOptions,
} from "../../provider/src/graph/client";
import { GraphError } from "../../provider/src/graph/errors";
import type { Effect } from "../emulator";
import { type Scene, scenes } from "../emulator/harness";

export const accessToken = "eyJhbGciOiJub25lIn0.Zq7-token-of-the-test";
/** Graph asks to wait a moment only. */
export const soon = { retryAfter: 0.001 };

/** Sends requests as the provider does, to one profile. No time passes in pauses. */
export interface Client {
  readonly send: (method: "GET" | "POST" | "DELETE") => Promise<GraphAnswer>;
  /** How often a write waited for its turn. */
  readonly paced: () => number;
  /** The pauses before requests were repeated, in milliseconds. */
  readonly pauses: readonly number[];
  readonly notices: readonly string[];
}

export function clientTo(
  graphEndpoint: string,
  profileId: string,
  { pace = () => Promise.resolve(), ...options }: Partial<GraphClientOptions> = {},
): Client {
  let paced = 0;
  const pauses: number[] = [];
  const notices: string[] = [];
  const client = new GraphClient({
    graphEndpoint,
    requestTimeoutInSeconds: 5,
    longestWaitInSeconds: 600,
    accessTokens: accessTokensOf({}),
    pace: () => {
      paced += 1;
      return pace();
    },
    pause: (milliseconds) => {
      pauses.push(milliseconds);
      return Promise.resolve();
    },
    clock: systemClock,
    notify: (message) => notices.push(message),
    ...options,
  });
  const path = `/deviceManagement/androidForWorkEnrollmentProfiles/${profileId}`;
  const target = `androidForWorkEnrollmentProfiles/${profileId}`;
  const issue = {
    path: `${path}/createToken`,
    body: { tokenValidityInSeconds: 3600 },
    what: "issue a token on",
  };
  return {
    send: (method) =>
      client.send("beta", { path, what: "read", target, method, ...(method === "POST" && issue) }),
    paced: () => paced,
    pauses,
    notices,
  };
}

export const accessTokensOf = (own: Partial<AccessTokens>): AccessTokens => ({
  get: () => Promise.resolve(accessToken),
  getInsteadOf: () => Promise.resolve("second"),
  describe: () => undefined,
  ...own,
});

/** To a new profile of the scene. */
export function clientOf({ emulator }: Scene, options?: Partial<GraphClientOptions>): Client {
  const { id } = emulator.addProfile("androidForWork", { displayName: "Kiosk" });
  return clientTo(emulator.url, id, options);
}

/** The error that a request ends with, which nowhere shows the access token, nor a way back to the request. */
export async function refusal(sent: Promise<GraphAnswer>): Promise<GraphError> {
  const error = await sent.then(
    () => assert.fail("it was accepted"),
    (thrown: unknown) => thrown,
  );
  assert.ok(error instanceof GraphError, inspect(error));
  const everything = inspect(error, { depth: 10, showHidden: true, maxStringLength: Infinity });
  assert.ok(!everything.includes(accessToken), everything);
  return error;
}

/** Services for the tests of one file, which end with each test. */
export function services() {
  const start = scenes();
  return {
    start,
    /** A service that answers the first request that matches so, or as many as the matcher says. */
    faulty: async (
      effect: Effect,
      matcher: Parameters<Scene["emulator"]["fault"]>[0] = {},
    ): Promise<Scene> => {
      const scene = await start();
      scene.emulator.fault(matcher, effect);
      return scene;
    },
  };
}
