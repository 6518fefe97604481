import { randomUUID } from "node:crypto";

/** What identifies one request in headers and errors. */
export interface RequestIds {
  readonly requestId: string;
  readonly clientRequestId: string;
  /** The one that Intune's messages call the Activity ID. */
  readonly activityId: string;
}

/** A request as the service reads it. */
export interface GraphRequest {
  readonly method: string;
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly ids: RequestIds;
}

export interface Envelope {
  error: {
    code: string;
    message: string;
    innerError: { date: string; "request-id": string; "client-request-id": string };
  };
}

/** An error answer of Graph. `wrapped` errors come from the Intune service, whose message is itself a JSON text. */
export class GraphError extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    readonly wrapped = false,
    readonly headers: Readonly<Record<string, string>> = {},
  ) {
    super(message);
    this.name = "GraphError";
  }
}

export function envelope(
  error: Pick<GraphError, "code" | "message" | "wrapped">,
  ids: RequestIds,
  now: Date,
  path: string,
): Envelope {
  return {
    error: {
      code: error.code,
      message: error.wrapped ? wrap(error.message, ids, path) : error.message,
      innerError: {
        date: now.toISOString().slice(0, 19),
        "request-id": ids.requestId,
        "client-request-id": ids.clientRequestId,
      },
    },
  };
}

function wrap(message: string, { activityId }: RequestIds, path: string): string {
  const wrapped = {
    _version: 3,
    Message:
      `${message} - Operation ID (for customer support): ${randomUUID()} - Activity ID: ${activityId}` +
      ` - Url: https://fef.msub01.manage.microsoft.com/StatelessAndroidEnrollmentService${path}`,
    CustomApiErrorPhrase: "",
    RetryAfter: null,
    ErrorSourceService: "",
    HttpHeaders: "{}",
  };
  return JSON.stringify(wrapped, null, 2).replaceAll("\n", "\r\n");
}

export const badRequest = (message: string) => new GraphError(400, "BadRequest", message);

export const modelValidationFailure = (message: string) =>
  new GraphError(400, "ModelValidationFailure", message);

export const segmentNotFound = (segment: string) =>
  badRequest(`Resource not found for the segment '${segment}'.`);

export const invalidVersion = (version: string) =>
  new GraphError(404, "ResourceNotFound", `Invalid version: ${version}`);

export const resourceNotFound = () => new GraphError(404, "ResourceNotFound", "An error has occurred", true);

export const methodNotAllowed = () =>
  new GraphError(405, "BadRequest", "Specified HTTP method is not allowed for the request target.");

/** The code Graph gives to a status when nothing more specific is known. */
export function codeOf(status: number): string {
  return codes[status] ?? (status < 500 ? "BadRequest" : "InternalServerError");
}

const codes: Partial<Record<number, string>> = {
  401: "InvalidAuthenticationToken",
  403: "Forbidden",
  404: "ResourceNotFound",
  409: "Conflict",
  429: "TooManyRequests",
  500: "InternalServerError",
  502: "BadGateway",
  503: "ServiceUnavailable",
  504: "GatewayTimeout",
};
