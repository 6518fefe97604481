import { createHash, createPublicKey, randomUUID, X509Certificate } from "node:crypto";
import { decodeJwt, decodeProtectedHeader, errors, type JWTPayload, jwtVerify } from "jose";
import { type App, audiences, type Cloud, type FederatedCredential } from "./directory";
import type { ServiceAnswer } from "./serve";

/** An error answer of Microsoft Entra to a request for a token. */
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

/** How an application proved to be itself. */
export type Proof = "client secret" | "certificate" | "federated token";

/**
 * Checks what an application presents, as Microsoft Entra does: the secret's value, the certificate's signature, or
 * a federated token's signature, issuer, subject, audience and time.
 */
export async function checkProof(
  app: App,
  form: URLSearchParams,
  tokenEndpoint: string,
  cloud: Cloud = "public",
): Promise<Proof> {
  const assertion = form.get("client_assertion");
  if (assertion === null) return checkSecret(app, form.get("client_secret"));
  if (form.get("client_assertion_type") !== "urn:ietf:params:oauth:client-assertion-type:jwt-bearer") {
    throw new Refusal(50027, "The client_assertion_type is not supported.", "invalid_request");
  }
  return claimsOf(assertion).iss === app.clientId
    ? checkCertificate(app, assertion, tokenEndpoint)
    : checkFederated(app, assertion, cloud);
}

/** @throws {Refusal} if the assertion is no JWT */
function claimsOf(assertion: string): JWTPayload {
  try {
    return decodeJwt(assertion);
  } catch {
    throw new Refusal(50027, "JWT token is invalid or malformed.");
  }
}

function checkSecret(app: App, secret: string | null): Proof {
  if (secret === null) {
    throw new Refusal(
      7000218,
      "The request body must contain the following parameter: 'client_assertion' or 'client_secret'.",
    );
  }
  if (!app.secrets?.includes(secret)) {
    throw new Refusal(7000215, `Invalid client secret provided for app '${app.clientId}'.`);
  }
  return "client secret";
}

async function checkCertificate(app: App, assertion: string, tokenEndpoint: string): Promise<Proof> {
  const header = decodeProtectedHeader(assertion);
  const named = app.certificates?.find((pem) => {
    const { fingerprint, fingerprint256 } = new X509Certificate(pem);
    const presented = [header.x5t, header["x5t#S256"]].filter((value) => typeof value === "string");
    const own = [fingerprint, fingerprint256].map((hex) =>
      Buffer.from(hex.replaceAll(":", ""), "hex").toString("base64url"),
    );
    return presented.length > 0 && presented.every((thumbprint) => own.includes(thumbprint));
  });
  if (named === undefined) {
    throw new Refusal(
      700027,
      "The certificate with identifier used to sign the client assertion is not registered.",
    );
  }
  try {
    await jwtVerify(assertion, createPublicKey(named), {
      issuer: app.clientId,
      subject: app.clientId,
      audience: tokenEndpoint,
      // MSAL rounds the time, so that its assertions may begin half a second from now.
      clockTolerance: "5s",
      requiredClaims: ["exp", "jti"],
    });
  } catch (error) {
    throw new Refusal(700027, `Client assertion failed signature validation (${codeOf(error)}).`);
  }
  return "certificate";
}

async function checkFederated(app: App, assertion: string, cloud: Cloud): Promise<Proof> {
  const { iss = "", sub = "", aud } = claimsOf(assertion);
  const audience = String(aud);
  const candidates = app.federated ?? [];
  const ofIssuer = candidates.filter(({ issuer }) => issuer === iss);
  if (ofIssuer.length === 0) throw mismatch(700211, "issuer", iss);
  const ofSubject = ofIssuer.filter(({ subject }) => subject === sub);
  if (ofSubject.length === 0) throw mismatch(700213, "subject", sub);
  const credential = ofSubject.find((candidate) => (candidate.audience ?? audiences[cloud]) === audience);
  if (credential === undefined) throw mismatch(700212, "audience", audience);
  await verifyFederated(credential, assertion);
  return "federated token";
}

async function verifyFederated({ publicKey }: FederatedCredential, assertion: string): Promise<void> {
  try {
    await jwtVerify(assertion, publicKey);
  } catch (error) {
    if (error instanceof errors.JWTExpired) {
      throw new Refusal(700024, "Client assertion is not within its valid time range.");
    }
    throw new Refusal(50027, `JWT token is invalid or malformed (${codeOf(error)}).`);
  }
}

function mismatch(code: number, what: string, value: string): Refusal {
  return new Refusal(
    code,
    `No matching federated identity record found for presented assertion ${what} '${value}'. Check your federated ` +
      "identity credential Subject, Audience and Issuer against the presented assertion.",
  );
}

function codeOf(error: unknown): string {
  return error instanceof errors.JOSEError ? error.code : String(error);
}

/** The form that Microsoft Entra's page makes the browser post; here as JSON instead of a page. */
export interface PostedForm {
  readonly action: string;
  readonly fields: Readonly<Record<string, string>>;
}

/** Sign-ins in a browser: the person is sent back to the client with a code, which only that client can redeem. */
export class AuthorizationCodes {
  private readonly open = new Map<string, { readonly challenge: string; readonly redirectUri: string }>();

  /** The person signs in at once. Returns the form that the browser then posts to the client. */
  begin(query: URLSearchParams): PostedForm {
    const action = query.get("redirect_uri") ?? "";
    if (new URL(action).hostname !== "localhost" || query.get("response_mode") !== "form_post") {
      throw new Refusal(50011, "The redirect URI is not registered.", "invalid_request");
    }
    const code = randomUUID();
    this.open.set(code, { challenge: query.get("code_challenge") ?? "", redirectUri: action });
    return { action, fields: { code, state: query.get("state") ?? "" } };
  }

  /** @throws {Refusal} if another client began the sign-in. Source: RFC 7636 §4.6 */
  redeem(form: URLSearchParams): void {
    const entry = this.open.get(form.get("code") ?? "");
    const verifier = form.get("code_verifier") ?? "";
    const challenge = createHash("sha256").update(verifier).digest("base64url");
    if (entry?.challenge !== challenge || entry.redirectUri !== form.get("redirect_uri")) {
      throw new Refusal(501481, "The code_verifier does not match the code_challenge.", "invalid_grant");
    }
  }
}

/** Sign-ins on another device: the person enters a code there, and the client keeps asking until that is done. */
export class DeviceCodes {
  private readonly open = new Map<string, { readonly userCode: string; approved: boolean }>();
  /** How often clients were told to go on waiting. */
  pending = 0;

  begin(verificationUri: string): object {
    const deviceCode = randomUUID();
    const userCode = randomUUID().slice(0, 8).toUpperCase();
    this.open.set(deviceCode, { userCode, approved: false });
    return {
      device_code: deviceCode,
      user_code: userCode,
      verification_uri: verificationUri,
      expires_in: 900,
      interval: 0,
      message: `To sign in, use a web browser to open the page ${verificationUri} and enter the code ${userCode} to authenticate.`,
    };
  }

  /** The person enters the code that the message shows, and signs in. */
  approve(message: string): void {
    for (const entry of this.open.values()) if (message.includes(entry.userCode)) entry.approved = true;
  }

  /** @throws {Refusal} until the person has signed in */
  redeem(deviceCode: string): void {
    const entry = this.open.get(deviceCode);
    if (entry === undefined) throw new Refusal(70000, "The device code is not known.", "invalid_grant");
    if (entry.approved) return;
    this.pending += 1;
    throw new Refusal(
      70016,
      "OAuth 2.0 device flow error. Authorization is pending.",
      "authorization_pending",
    );
  }
}
