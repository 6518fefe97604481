import assert from "node:assert/strict";
import { createPrivateKey, X509Certificate } from "node:crypto";
import { generateKeyPair, type JWTPayload, SignJWT } from "jose";
import { clientCertificate } from "./certificates";
import { app, audiences, type Cloud, clientId } from "./directory";
import { checkProof, Refusal } from "./grants";

const endpoint = "https://login.example/t/oauth2/v2.0/token";
const registered = clientCertificate();
const application = app({ certificates: [registered.certificate], secrets: ["right"] });

const x5t = (pem: string) =>
  Buffer.from(new X509Certificate(pem).fingerprint256.replaceAll(":", ""), "hex").toString("base64url");

/** An assertion as a client signs it, or with a fault. */
const assertionOf = (faults: { key?: string; audience?: string; expires?: string }) =>
  new SignJWT({ iss: clientId, sub: clientId, aud: faults.audience ?? endpoint, jti: "1" })
    .setProtectedHeader({ alg: "PS256", "x5t#S256": x5t(registered.certificate) })
    .setExpirationTime(faults.expires ?? "5m")
    .sign(createPrivateKey(faults.key ?? registered.pem));

const form = (assertion: string) =>
  new URLSearchParams({
    client_assertion: assertion,
    client_assertion_type: "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
  });

const refusedWith = (code: number) => (error: unknown) => error instanceof Refusal && error.code === code;

describe("the emulated Microsoft Entra", () => {
  it("takes an assertion that the registered certificate signed", async () => {
    assert.equal(await checkProof(application, form(await assertionOf({})), endpoint), "certificate");
  });

  const faults = {
    "another key under the registered thumbprint": { key: clientCertificate().pem },
    "another endpoint as its audience": { audience: "https://elsewhere.example" },
    "its time over": { expires: "-5m" },
  };
  for (const [name, fault] of Object.entries(faults)) {
    it(`refuses one with ${name}`, async () => {
      const checked = checkProof(application, form(await assertionOf(fault)), endpoint);
      await assert.rejects(checked, refusedWith(700027));
    });
  }

  /** An application that trusts the issuer of federated tokens, and others that pretend to be it. */
  async function startTrusting() {
    const [own, forger] = await Promise.all([generateKeyPair("RS256"), generateKeyPair("RS256")]);
    const claims = { iss: "https://issuer.example", sub: "job" };
    const { publicKey } = own;
    const trustingApp = app({ federated: [{ issuer: claims.iss, subject: claims.sub, publicKey }] });
    return {
      own: own.privateKey,
      forger: forger.privateKey,
      check: async (more: JWTPayload, key: typeof own.privateKey, cloud?: Cloud) => {
        const token = new SignJWT({ ...claims, ...more }).setProtectedHeader({ alg: "RS256" });
        const signed = await token.setExpirationTime("5m").sign(key);
        return checkProof(trustingApp, form(signed), endpoint, cloud);
      },
    };
  }

  let trusting: Awaited<ReturnType<typeof startTrusting>>;
  before(async () => {
    trusting = await startTrusting();
  });

  it("refuses a federated token that another issuer's key signed", async () => {
    const { own, forger, check } = trusting;
    assert.equal(await check({ aud: audiences.public }, own), "federated token");
    await assert.rejects(check({ aud: audiences.public }, forger), refusedWith(50027));
  });

  for (const [cloud, audience] of Object.entries(audiences)) {
    it(`takes a federated token for ${audience} in the cloud ${cloud}, and for no other audience`, async () => {
      const { own, check } = trusting;
      assert.equal(await check({ aud: audience }, own, cloud as Cloud), "federated token");
      for (const aud of Object.values(audiences).filter((other) => other !== audience))
        await assert.rejects(check({ aud }, own, cloud as Cloud), refusedWith(700212));
    });
  }

  it("refuses an assertion that is no JWT, as one that is malformed", async () => {
    for (const assertion of ["", "secret", "a.b.c", "eyJhbGciOiJub25lIn0.bm8.x"]) {
      await assert.rejects(checkProof(application, form(assertion), endpoint), refusedWith(50027));
    }
  });

  it("refuses a wrong secret, and none", async () => {
    const secret = (client_secret: string) => new URLSearchParams({ client_secret });
    assert.equal(await checkProof(application, secret("right"), endpoint), "client secret");
    await assert.rejects(checkProof(application, secret("wrong"), endpoint), refusedWith(7000215));
    await assert.rejects(checkProof(application, new URLSearchParams(), endpoint), refusedWith(7000218));
  });
});
