import type { TokenCredentialOptions } from "@azure/identity";
import { jwtPayload } from "./claims";
import type { ClientCertificate } from "./certificate";

type Policy = NonNullable<TokenCredentialOptions["additionalPolicies"]>[number]["policy"];

/** What an OIDC token says of itself, which a federated credential has to match to the letter. */
export interface PresentedAssertion {
  readonly issuer: string;
  readonly subject: string;
  readonly audience: string;
}

/**
 * What was last shown to Microsoft Entra as proof, without the proof itself: kept to explain a refusal. It looks on
 * at the requests, because some credentials fetch their assertion where nobody else sees it.
 */
export class Presented {
  assertion: PresentedAssertion | undefined;
  certificate: Pick<ClientCertificate, "thumbprint" | "validTo"> | undefined;

  readonly policy: Policy = {
    name: "presentedAssertionPolicy",
    sendRequest: (request, next) => {
      if (typeof request.body === "string") this.note(request.body);
      return next(request);
    },
  };

  private note(form: string): void {
    const assertion = new URLSearchParams(form).get("client_assertion");
    if (assertion === null) return;
    const { iss, sub, aud } = jwtPayload(assertion) ?? {};
    const audience = Array.isArray(aud) ? aud.join(", ") : aud;
    if (typeof iss === "string" && typeof sub === "string" && typeof audience === "string") {
      this.assertion = { issuer: iss, subject: sub, audience };
    }
  }
}
