import { randomUUID } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { text } from "node:stream/consumers";
import type { Behaviour } from "./behaviour";
import type { RequestIds, GraphRequest } from "./errors";
import type { Effect, Faults } from "./faults";
import type { Graph } from "./graph";
import type { RecordedRequest, RequestLog } from "./recorder";
import { ownId, route } from "./router";
import { Wire } from "./wire";

export interface ExchangeParts {
  readonly graph: Graph;
  readonly behaviour: Pick<Behaviour, "activityId">;
  readonly faults: Faults;
  readonly log: RequestLog;
  readonly now: () => Date;
  /** Called with each request once its answer is sent or its connection is closed. */
  readonly onRequest: ((request: RecordedRequest) => void) | undefined;
}

/** Handles one request: records it, then applies a fault, does the work, or both. */
export async function exchange(
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  origin: string,
  parts: ExchangeParts,
): Promise<void> {
  const { graph, faults, log, now, onRequest } = parts;
  const body = await text(incoming);
  const url = new URL(`${origin}${incoming.url ?? "/"}`);
  const request: GraphRequest = {
    method: incoming.method ?? "GET",
    url,
    headers: flattened(incoming),
    body,
    ids: idsOf(incoming, parts.behaviour),
  };
  const entry: Entry = { ...describe(request, now), status: null, fault: undefined };
  const effect = faults.take(entry) ?? asItIs;
  entry.fault = effect === asItIs ? undefined : effect.name;
  outgoing.on("close", () => {
    onRequest?.(entry);
  });
  log.add(entry);
  await effect.apply({
    wire: new Wire(outgoing, request.ids, now, (status) => (entry.status = status)),
    work: () => graph.answer(request),
    errorAnswer: (error) => graph.errorAnswer(error, request),
  });
}

/** A record while its request is under way. */
type Entry = { -readonly [Name in keyof RecordedRequest]: RecordedRequest[Name] };

/** The service's answer and no fault. */
const asItIs: Effect = {
  name: "as it is",
  apply: async ({ wire, work }) => {
    wire.send(await work());
  },
};

function describe(
  { method, url, headers, body }: GraphRequest,
  now: () => Date,
): Omit<RecordedRequest, "status" | "fault"> {
  const target = route(url.pathname);
  return {
    method,
    path: url.pathname,
    query: Object.fromEntries(url.searchParams),
    headers,
    body: parsed(body),
    version: target.version,
    profileType: target.profileType,
    profileId: ownId(target),
    action: target.action,
    at: now(),
  };
}

function parsed(body: string): unknown {
  if (body === "") return undefined;
  try {
    return JSON.parse(body);
  } catch {
    return body;
  }
}

function flattened({ headers }: IncomingMessage): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]));
}

function idsOf({ headers }: IncomingMessage, behaviour: Pick<Behaviour, "activityId">): RequestIds {
  const requestId = randomUUID();
  const own = headers["client-request-id"];
  const clientRequestId = typeof own === "string" && own !== "" ? own : requestId;
  const activityId = behaviour.activityId === "request-id" ? requestId : clientRequestId;
  return { requestId, clientRequestId, activityId };
}
