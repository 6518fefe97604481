import { createPublicKey, X509Certificate } from "node:crypto";
import { decodeJwt, decodeProtectedHeader, errors, type JWTPayload, jwtVerify } from "jose";
import { type App, audiences, type Cloud, type FederatedCredential } from "./directory";
import { Refusal } from "./refusal";

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
  if (app.expiredSecrets?.includes(secret)) {
    throw new Refusal(7000222, `The provided client secret keys for app '${app.clientId}' are expired.`);
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
