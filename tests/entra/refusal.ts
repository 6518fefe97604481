import { randomUUID } from "node:crypto";
import type { ServiceAnswer } from "./serve";

/** Microsoft Entra turns a request for a token away. */
export class Refusal extends Error {
  constructor(
    /** The number behind AADSTS. */
    readonly code: number,
    message: string,
    readonly oauthError = "invalid_client",
  ) {
    super(message);
  }

  /** Source: https://learn.microsoft.com/entra/identity-platform/reference-error-codes */
  answer(): ServiceAnswer {
    const [traceId, correlationId] = [randomUUID(), randomUUID()];
    const timestamp = `${new Date().toISOString().slice(0, 19).replace("T", " ")}Z`;
    return {
      status: this.oauthError === "invalid_client" ? 401 : 400,
      json: {
        error: this.oauthError,
        error_description:
          `AADSTS${this.code}: ${this.message} Trace ID: ${traceId} Correlation ID: ${correlationId} ` +
          `Timestamp: ${timestamp}`,
        error_codes: [this.code],
        timestamp,
        trace_id: traceId,
        correlation_id: correlationId,
        error_uri: `https://login.microsoftonline.com/error?code=${this.code}`,
      },
    };
  }
}
