import type { RequestIds } from "./errors";

/** A request as the service reads it. */
export interface GraphRequest {
  readonly method: string;
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly ids: RequestIds;
}
