import { type Authorize, accessTokenIn, checkAuthorization, isAppOnly, type Throttle } from "./admission";
import type { Behaviour } from "./behaviour";
import {
  badRequest,
  envelope,
  GraphError,
  invalidVersion,
  segmentNotFound,
  type GraphRequest,
} from "./errors";
import { Operations, type Target } from "./operations";
import { entitySets } from "./profile";
import { type Action, isGroupAction, route } from "./router";
import type { ProfileStore } from "./store";

/** An answer before it is sent. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

export interface GraphOptions {
  readonly store: ProfileStore;
  readonly behaviour: Behaviour;
  readonly authorize: Authorize;
  readonly throttle: Throttle | undefined;
  readonly pageSize: number;
  readonly now: () => Date;
}

const jsonContentType =
  "application/json;odata.metadata=minimal;odata.streaming=true;IEEE754Compatible=false;charset=utf-8";

/** The service: turns a request into an answer, with every error in Graph's envelope. */
export class Graph {
  private readonly operations: Operations;

  constructor(private readonly options: GraphOptions) {
    this.operations = new Operations(options.store, options.behaviour, options.pageSize, options.now);
  }

  async answer(request: GraphRequest): Promise<Answer> {
    try {
      const target = await this.admit(request);
      const { status, body } = this.operations.perform(request, target);
      return answerOf(status, body);
    } catch (error) {
      if (error instanceof GraphError) return this.errorAnswer(error, request);
      throw error;
    }
  }

  errorAnswer(error: GraphError, { ids, url }: GraphRequest): Answer {
    return answerOf(error.status, envelope(error, ids, this.options.now(), url.pathname), error.headers);
  }

  /** The checks before the work, in Graph's own order. */
  private async admit({ method, url, headers }: GraphRequest): Promise<Target> {
    const { behaviour, authorize, throttle } = this.options;
    const { version, profileType, pathId, action, unknownSegment } = route(url.pathname);
    if (version !== "v1.0" && version !== "beta") throw invalidVersion(version);
    await checkAuthorization(headers.authorization, { method, path: url.pathname }, authorize);
    const accessToken = accessTokenIn(headers.authorization) ?? "";
    throttle?.check(accessToken, method);
    if (!profileType) throw segmentNotFound(unknownSegment ?? "");
    if (version === "v1.0" && !behaviour.servedInV1) throw segmentNotFound(entitySets[profileType]);
    if (unknownSegment !== undefined) throw segmentNotFound(unknownSegment);
    if (!behaviour.licensed) throw badRequest("Request not applicable to target tenant.");
    if (isAppOnly(accessToken) && failsAppOnly(behaviour, method, action)) {
      throw new GraphError(500, "InternalServerError", "");
    }
    return { version, profileType, pathId, action };
  }
}

function failsAppOnly({ appOnlyFails }: Behaviour, method: string, action: Action | undefined): boolean {
  if (appOnlyFails === "writes") return method !== "GET";
  return appOnlyFails === "group actions" && isGroupAction(action);
}

export function answerOf(
  status: number,
  body?: unknown,
  headers: Readonly<Record<string, string>> = {},
): Answer {
  if (body === undefined) return { status, headers };
  return { status, headers: { "Content-Type": jsonContentType, ...headers }, body: JSON.stringify(body) };
}
