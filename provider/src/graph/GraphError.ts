import { IntuneError, type IntuneErrorCode } from "../errors";
import type { GraphErrorDescription } from "./answer";

/** A request to Microsoft Graph that did not succeed. */
export class GraphError extends IntuneError {
  /** HTTP status of the answer; undefined where there was none. */
  readonly status: number | undefined;
  /** True where Graph certainly did not do what was asked: only then may a token be asked for again. */
  readonly certainlyNotDone: boolean;
  /** The id of the tenant that answered, as far as the access token told. */
  readonly tenantId: string | undefined;
  /** Graph's own words; undefined where there was no answer. */
  readonly said: GraphErrorDescription | undefined;

  constructor(
    code: IntuneErrorCode,
    message: string,
    details: {
      status?: number | undefined;
      certainlyNotDone: boolean;
      tenantId?: string | undefined;
      said?: GraphErrorDescription;
      cause?: unknown;
    },
  ) {
    super(code, message, details.cause === undefined ? undefined : { cause: details.cause });
    this.name = "GraphError";
    this.status = details.status;
    this.certainlyNotDone = details.certainlyNotDone;
    this.tenantId = details.tenantId;
    this.said = details.said;
  }
}
