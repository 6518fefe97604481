import { IntuneError, type IntuneErrorCode } from "../errors";

/** A request to Microsoft Graph that did not succeed. */
export class GraphError extends IntuneError {
  /** HTTP status of the answer; undefined where there was none. */
  readonly status: number | undefined;
  /** True where Graph certainly did not do what was asked: only then may a token be asked for again. */
  readonly certainlyNotDone: boolean;

  constructor(
    code: IntuneErrorCode,
    message: string,
    details: { status?: number | undefined; certainlyNotDone: boolean; cause?: unknown },
  ) {
    super(code, message, details.cause === undefined ? undefined : { cause: details.cause });
    this.name = "GraphError";
    this.status = details.status;
    this.certainlyNotDone = details.certainlyNotDone;
  }
}
