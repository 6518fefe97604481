import assert from "node:assert/strict";
import { refreshToken } from "../entra";
import type { ServiceAnswer, ServiceRequest } from "../entra/serve";
import { assertPrintable } from "../hostile/watch";
import { endScenes, startPipelineIssuer, startScene } from "./harness";

const secret = "secret~of the+application";
const json = (status: number, body: unknown): ServiceAnswer => ({ status, json: body });
const html = (status: number, text: string): ServiceAnswer => ({ status, json: undefined, html: text });
const described = (said: string) => json(400, { error: "invalid_client", error_description: said });

/** What may come back to a request for an access token, and what the message still says. */
const answers: readonly [name: string, answer: (request: ServiceRequest) => ServiceAnswer, says?: RegExp][] =
  [
    ["a page", () => html(403, "<html><body>Blocked by the proxy</body></html>"), /Blocked by the proxy/],
    ["a page that passes for success", () => html(200, "<html>Sign in to the network</html>")],
    ["nothing", () => html(400, "")],
    ["null", () => json(200, null)],
    ["a list", () => json(200, [])],
    [
      "an access token that is no text",
      () => json(200, { access_token: 5, token_type: "Bearer", expires_in: 60 }),
    ],
    ["success without an access token", () => json(200, { token_type: "Bearer", expires_in: 60 })],
    ["an answer without end", () => html(200, "x".repeat(3 * 1024 * 1024)), /given up at 1 MiB/],
    ["an error as long", () => described(`AADSTS7000215: ${"x".repeat(900_000)}`), /AADSTS7000215/],
    ["an error that looks like tokens without end", () => described("-eyJ".repeat(200_000))],
    ["the form, sent back", ({ body }) => html(400, body), /grant_type=client_credentials/],
    [
      "the secret in words",
      () => described(`AADSTS7000215: Invalid client secret '${secret}'.`),
      /\[secret\]/,
    ],
    [
      "the secret as an address has it",
      () => described(`AADSTS7000215: ${encodeURIComponent(secret)}`),
      /\[secret\]/,
    ],
    [
      "orders to a terminal",
      () => described("AADSTS7000215: \u001b[2J\u202eInvalid\u0007 client\u2028secret."),
      /Invalid client secret\./,
    ],
    [
      "tokens in an answer that is cut off",
      () => html(200, `{"refresh_token":"${refreshToken}","access_token":"eyJhbGciOiJSUzI1NiJ9.eyJ`),
    ],
    [
      "a token that is cut off in words",
      () => described("AADSTS50027: Invalid JWT eyJhbGciOiJSUzI1NiIsInR5cCI6Ik"),
    ],
  ];

describe("whatever answers in Microsoft Entra's place", function () {
  this.timeout(30_000);
  afterEach(endScenes);

  for (const [name, answer, says] of answers) {
    it(`${name}: an error that is short, printable and without secrets, and nothing is called`, async () => {
      const scene = await startScene({ app: { secrets: [secret] }, config: { clientSecret: secret } });
      scene.entra.instead = (request) =>
        request.url.pathname.endsWith("/token") ? answer(request) : undefined;
      const encoded = [encodeURIComponent(secret), new URLSearchParams({ s: secret }).toString().slice(2)];
      const message = await scene.failure([secret, ...encoded, refreshToken, "eyJ"]);
      assert.match(message, /^Signing in to Microsoft Entra with a client secret/);
      if (says !== undefined) assert.match(message, says);
      assert.ok(message.length < 2500, `${message.length} characters`);
      assertPrintable(message);
      assert.deepEqual(scene.graph.requests.all(), []);
    });
  }

  it("an OIDC token, sent back in the form, does not stand in the message", async () => {
    const issuer = await startPipelineIssuer();
    const oidcToken = await issuer.issue();
    const scene = await startScene({ app: { federated: [issuer.credential] }, config: { oidcToken } });
    scene.entra.instead = ({ url, body }) => (url.pathname.endsWith("/token") ? html(400, body) : undefined);
    const message = await scene.failure([oidcToken, ...oidcToken.split(".")]);
    assert.match(message, /client_assertion=\[/);
  });

  it("a list of endpoints that lead elsewhere in the clear: the secret does not go there", async () => {
    const scene = await startScene({ app: { secrets: [secret] }, config: { clientSecret: secret } });
    scene.entra.instead = ({ url }) =>
      url.pathname.endsWith("/openid-configuration")
        ? json(200, {
            issuer: "http://127.0.0.1:9/v2.0",
            authorization_endpoint: "http://127.0.0.1:9/authorize",
            token_endpoint: "http://127.0.0.1:9/token",
            jwks_uri: "http://127.0.0.1:9/keys",
          })
        : undefined;
    assert.match(await scene.failure([secret]), /^Signing in to Microsoft Entra with a client secret/);
    assert.deepEqual(scene.entra.signIns, []);
  });
});
