import { jwtPayload } from "./claims";
import type { ClientCertificate } from "./certificate";
import type { Policy } from "./limits";

/** What an OIDC token says of itself, which a federated credential has to match to the letter. */
export interface PresentedAssertion {
  readonly issuer: string;
  readonly subject: string;
  readonly audience: string;
}

/**
 * What passed between a credential and Microsoft Entra, without any secret: kept to explain a refusal. It looks on
 * at the requests, because some credentials fetch their assertion where nobody else sees it, and because MSAL keeps
 * to itself what was said when it looked for a tenant's endpoints.
 */
export class Conversation {
  /** The OIDC token last presented. */
  assertion: PresentedAssertion | undefined;
  certificate: Pick<ClientCertificate, "thumbprint" | "validTo"> | undefined;
  /** The error that Microsoft Entra last answered with. */
  heard: string | undefined;
  /** Why there was no answer, for example `ECONNREFUSED`. */
  failure: string | undefined;
  /** Whether the last request came to nothing for a reason that passes: no answer, a fault of the server's, throttling. */
  outOfOrder = false;

  readonly policy: Policy = {
    name: "conversationPolicy",
    sendRequest: async (request, next) => {
      if (typeof request.body === "string") this.noteAssertion(request.body);
      try {
        const response = await next(request);
        this.failure = undefined;
        this.outOfOrder = response.status >= 500 || response.status === 429;
        this.heard = response.status < 400 ? undefined : errorDescription(response.bodyAsText ?? "");
        return response;
      } catch (error) {
        this.outOfOrder = true;
        if (error instanceof Error && "code" in error) this.failure = String(error.code);
        throw error;
      }
    },
  };

  /** Notes that what was waited for was given up, and why. */
  readonly giveUp = (why: string): void => {
    this.failure = why;
    this.outOfOrder = true;
  };

  private noteAssertion(form: string): void {
    const assertion = new URLSearchParams(form).get("client_assertion");
    if (assertion === null) return;
    const { iss, sub, aud } = jwtPayload(assertion) ?? {};
    const audience = Array.isArray(aud) ? aud.join(", ") : aud;
    if (typeof iss === "string" && typeof sub === "string" && typeof audience === "string") {
      this.assertion = { issuer: iss, subject: sub, audience };
    }
  }
}

function errorDescription(body: string): string | undefined {
  return /"error_description"\s*:\s*"((?:[^"\\]|\\.)*)"/.exec(body)?.[1]?.replace(/\\[rn]/g, " ");
}
