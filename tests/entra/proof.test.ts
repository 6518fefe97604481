import assert from "node:assert/strict";
import { createPrivateKey, X509Certificate } from "node:crypto";
import { generateKeyPair, SignJWT } from "jose";
import { clientCertificate } from "./clientCertificate";
import { app, audiences, type Cloud, clientId } from "./directory";
import { checkProof } from "./proof";
import { Refusal } from "./refusal";

const endpoint = "https://login.example/t/oauth2/v2.0/token";
const registered = clientCertificate();
const application = app({ certificates: [registered.certificate], secrets: ["right"] });

const x5t = (pem: string) =>
  Buffer.from(new X509Certificate(pem).fingerprint256.replaceAll(":", ""), "hex").toString("base64url");

/** An assertion as a client signs it, or with a fault. */
async function assertionOf(faults: { key?: string; audience?: string; expires?: string; issuer?: string }) {
  return new SignJWT()
    .setProtectedHeader({ alg: "PS256", "x5t#S256": x5t(registered.certificate) })
    .setIssuer(clientId)
    .setSubject(clientId)
    .setAudience(faults.audience ?? endpoint)
    .setJti("1")
    .setIssuedAt()
    .setExpirationTime(faults.expires ?? "5m")
    .sign(createPrivateKey(faults.key ?? registered.pem));
}

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
      await assert.rejects(
        checkProof(application, form(await assertionOf(fault)), endpoint),
        refusedWith(700027),
      );
    });
  }

  it("refuses a federated token that another issuer's key signed", async () => {
    const [own, forger] = await Promise.all([generateKeyPair("RS256"), generateKeyPair("RS256")]);
    const federated = {
      issuer: "https://issuer.example",
      subject: "job",
      audience: "api://exchange",
      publicKey: own.publicKey,
    };
    const token = (key: typeof own.privateKey) =>
      new SignJWT({ iss: federated.issuer, sub: federated.subject, aud: federated.audience })
        .setProtectedHeader({ alg: "RS256" })
        .setExpirationTime("5m")
        .sign(key);
    const trusting = app({ federated: [federated] });
    assert.equal(await checkProof(trusting, form(await token(own.privateKey)), endpoint), "federated token");
    await assert.rejects(
      checkProof(trusting, form(await token(forger.privateKey)), endpoint),
      refusedWith(50027),
    );
  });

  for (const [cloud, audience] of Object.entries(audiences)) {
    it(`takes a federated token for ${audience} in the cloud ${cloud}, and for no other audience`, async () => {
      const { privateKey, publicKey } = await generateKeyPair("RS256");
      const trusting = app({ federated: [{ issuer: "https://issuer.example", subject: "job", publicKey }] });
      const signedFor = (aud: string) =>
        new SignJWT({ iss: "https://issuer.example", sub: "job", aud })
          .setProtectedHeader({ alg: "RS256" })
          .setExpirationTime("5m")
          .sign(privateKey);
      const check = async (aud: string) =>
        checkProof(trusting, form(await signedFor(aud)), endpoint, cloud as Cloud);
      assert.equal(await check(audience), "federated token");
      const others = Object.values(audiences).filter((other) => other !== audience);
      for (const other of others) await assert.rejects(check(other), refusedWith(700212));
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
