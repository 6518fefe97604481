import assert from "node:assert/strict";
import { attemptsOf, type SignInAttempt, signInError } from "../../provider/src/auth/errors";
import { getJson } from "../../provider/src/auth/requests";
import { IntuneError } from "../../provider/src/errors";
import { loopbackCertificate, redirect, startEmulator } from "../emulator";
import { refreshToken, type ServiceAnswer, type ServiceRequest } from "../entra";
import { assertPrintable } from "../hostile/watch";
import {
  application,
  atEnd,
  endScenes,
  type SceneOptions,
  secret,
  startOther,
  startPipelineIssuer,
  startScene,
} from "./harness";

const withPermissions = (permissions: readonly string[]): SceneOptions => ({
  ...application,
  app: { ...application.app, permissions },
});

describe("a refusal is explained", function () {
  this.timeout(30_000);
  afterEach(endScenes);

  const refused: Readonly<Record<string, readonly [SceneOptions, RegExp]>> = {
    "another secret": [
      { ...application, app: { secrets: ["another"] } },
      /with a client secret for .* failed: .*AADSTS7000215.*Trace ID.*set intune:clientSecret to the secret's Value/,
    ],
    "a tenant that does not exist": [
      { ...application, config: { ...application.config, tenantId: "99999999-9999-4999-8999-999999999999" } },
      /AADSTS90002.*There is no tenant 99999999-.*intune:environment \(public\)/,
    ],
    "an application without the permission": [
      withPermissions(["Device.Read.All"]),
      /403 Forbidden.*Read\.All is missing: grant it as application permission.*app-only of application cccccccc-.* in tenant aaaaaaaa-.* carries Device\.Read\.All/,
    ],
    "an application without any permission": [withPermissions([]), /carries no permissions\./],
  };
  for (const [name, [options, expected]] of Object.entries(refused)) {
    it(`${name}: and the message holds no secret`, async () => {
      const scene = await startScene(options);
      assert.match(await scene.failure([secret]), expected);
    });
  }

  it("a secret that is quoted back is taken out", async () => {
    const quoted = "client secret provided";
    const scene = await startScene({ ...application, config: { clientSecret: quoted } });
    assert.match(await scene.failure([quoted]), /AADSTS7000215: Invalid \[secret\] for app/);
  });

  it("a redirection of Graph is not followed, and the access token goes nowhere else", async () => {
    const other = await startOther();
    const scene = await startScene(application);
    scene.graph.fault({}, redirect(`${other.url}/elsewhere`));
    assert.match(
      await scene.failure(),
      /Graph does not redirect, and the access token is not sent elsewhere/,
    );
    assert.deepEqual(other.asked, []);
  });

  it("a redirection of Microsoft Entra is not followed, and the secret goes nowhere else", async () => {
    const other = await startOther();
    const scene = await startScene(application);
    scene.answerAt(/token$/, () => ({ status: 307, json: {}, location: `${other.url}/elsewhere` }));
    assert.match(await scene.failure([secret]), /^Signing in to Microsoft Entra with a client secret/);
    assert.deepEqual(other.asked, []);
  });

  it("a redirection of another service is not followed", async () => {
    const [scene, other] = await Promise.all([startScene(application), startOther()]);
    scene.graph.fault({}, redirect(`${other.url}/elsewhere`, 302));
    await getJson(scene.graph.url, 10);
    assert.deepEqual(other.asked, []);
  });

  it("the secret is not sent in the clear, even if Microsoft Entra names such endpoints", async () => {
    const scene = await startScene(application);
    const at = (path: string) => `http://127.0.0.1:9/${path}`;
    scene.answerAt(/openid-configuration$/, () =>
      json(200, {
        issuer: at("v2.0"),
        authorization_endpoint: at("authorize"),
        token_endpoint: at("token"),
        jwks_uri: at("keys"),
      }),
    );
    assert.match(await scene.failure([secret]), /^Signing in to Microsoft Entra with a client secret/);
    assert.deepEqual(scene.entra.signIns, []);
  });

  it("a server whose certificate is not trusted gets no access token", async () => {
    // Another self-signed certificate than the one this process trusts.
    const impostor = atEnd(await startEmulator({ tls: loopbackCertificate() }));
    const config = { ...application.config, graphEndpoint: impostor.url };
    const scene = await startScene({ ...application, config });
    assert.match(await scene.failure(), /certificate is not trusted.*NODE_EXTRA_CA_CERTS/);
    assert.deepEqual(impostor.requests.all(), []);
  });
});

const attempt: SignInAttempt = {
  kind: "clientSecret",
  scope: "https://graph.microsoft.com/.default",
  authorityHost: "https://login.microsoftonline.com",
  environment: "public",
  oidcAudience: "api://AzureADTokenExchange",
  tenantId: "tenant-1",
  clientId: "client-1",
};
const messageOf = (said: string, of: Partial<SignInAttempt> = {}, secrets: (string | undefined)[] = []) =>
  signInError(new Error(said), { ...attempt, ...of }, secrets).message;

describe("what to do about an error of Microsoft Entra", () => {
  const certificate = { thumbprint: "AB12", validTo: new Date("2027-01-31T10:00:00Z") };
  const assertion = {
    issuer: "https://issuer.example",
    subject: "job:main",
    audience: "api://AzureADTokenExchange",
  };
  /** What the message says behind what Microsoft Entra said. */
  const adviceFor = (said: string, of?: Partial<SignInAttempt>) =>
    messageOf(`${said} Trace ID: x`, of).split(/(?<=Trace ID: x\. )/)[1] ?? "";

  const advised: readonly (readonly [code: number, advice: RegExp, of?: Partial<SignInAttempt>])[] = [
    [
      700016,
      /^Application client-1 is not known in tenant tenant-1: check intune:clientId.*\/tenant-1\/adminconsent\?client_id=client-1\.$/,
    ],
    [
      90002,
      /^There is no tenant tenant-1 at https:\/\/login\.microsoftonline\.com: .*intune:environment \(public\)/,
    ],
    [900023, /check intune:tenantId/],
    [7000215, /does not belong to application client-1: set intune:clientSecret to the secret's Value/],
    [7000222, /^The client secret has expired: make a new one for application client-1/],
    [
      700027,
      /\(thumbprint AB12, valid until 2027-01-31\): upload it to application client-1/,
      { certificate },
    ],
    [1000502, /check that it has not expired/, { certificate }],
    [
      70021,
      /issuer "https:\/\/issuer\.example", subject "job:main" and audience "api:\/\/AzureADTokenExchange"/,
      { assertion },
    ],
    [700211, /^Application client-1 has no federated credential .* issuer "https:/, { assertion }],
    [700212, /audience "api:\/\/AzureADTokenExchange"\.$/, { assertion }],
    [700213, /subject "job:main"/, { assertion }],
    [700213, /with exactly the issuer and subject of the token, and the audience "api:/],
    [700024, /has expired, or is not valid yet: .*intune:oidcTokenFilePath.*clock\.$/],
    [65001, /consent to DeviceManagementConfiguration\.ReadWrite\.All for application client-1/],
    [500011, /^Tenant tenant-1 does not know the service https:\/\/graph\.microsoft\.com\/\.default/],
    [7000218, /allow public client flows/],
    [50011, /redirect URI http:\/\/localhost/],
    [7000112, /^Application client-1 is disabled in tenant tenant-1/],
    [50034, /The account does not belong to tenant tenant-1/],
    [50126, /name or password is wrong/],
    [53003, /conditional access policy/],
    [700082, /sign in again/],
  ];
  for (const [code, advice, of] of advised) {
    it(`AADSTS${code}${of === undefined ? "" : " with what was presented"}`, () => {
      assert.match(adviceFor(`AADSTS${code}: Something.`, of), advice);
    });
  }

  it("an unknown number has no advice, nor has a longer one", () => {
    for (const code of ["999999", "7000222999"]) assert.equal(adviceFor(`AADSTS${code}: Something.`), "");
  });

  it("a known number is found behind an unknown one", () => {
    assert.match(adviceFor("AADSTS999999: x AADSTS7000222: y"), /has expired/);
  });
});

describe("a failed sign-in in words", () => {
  const jwt = "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJqb2IifQ.c2lnbmF0dXJl";

  it("keeps what Microsoft Entra said on one line, with the ids that support asks for", () => {
    const said =
      "invalid_client: AADSTS7000222: The keys are expired.\r\nTrace ID: t-1\r\nCorrelation ID: c-1";
    const { message, code } = signInError(new Error(said), attempt, []);
    assert.equal(code, "sign-in");
    assert.ok(
      message.startsWith(
        "Signing in to Microsoft Entra with a client secret for https://graph.microsoft.com/.default failed: " +
          "invalid_client: AADSTS7000222: The keys are expired. Trace ID: t-1 Correlation ID: c-1. The client secret has expired",
      ),
      message,
    );
  });

  it("holds no secret and no token, whoever put it there", () => {
    const message = messageOf(`refused ${secret} and ${jwt}`, {}, [secret, undefined]);
    assert.match(message, /refused \[secret\] and \[token\]\.$/);
  });

  it("of DefaultAzureCredential, each attempt is told without secrets", () => {
    const chain = Object.assign(new Error(`tried with ${secret}`), { name: "AggregateAuthenticationError" });
    assert.equal(attemptsOf(chain, [secret]), "tried with [secret]");
  });

  it("adds what Microsoft Entra said if the credential keeps it to itself, and not twice", () => {
    const lastError = "AADSTS90002: Tenant not found.";
    assert.match(
      messageOf("endpoints_resolution_error", { lastError }),
      /error AADSTS90002: Tenant not found\. There is no tenant/,
    );
    assert.equal(messageOf(lastError, { lastError }).split("AADSTS90002").length, 2);
  });

  it("says why there was no answer", () => {
    assert.match(
      messageOf("no", { failure: "ECONNREFUSED" }),
      /No answer came \(ECONNREFUSED\): check the network.*https:\/\/login\.microsoftonline\.com/,
    );
  });

  it("is cut off if it is too long", () => {
    assert.ok(messageOf("x".repeat(100_000)).length < 2000);
  });

  it("leaves an error that explains itself as it is", () => {
    const own = new IntuneError("configuration", "The file is not there.");
    assert.equal(signInError(own, attempt, []), own);
  });

  it("says what to do by the kind of credential if there is no number", () => {
    assert.match(messageOf("no", { kind: "azureCli" }), /no\. Run `az login --tenant tenant-1` first/);
    assert.match(messageOf("no", { kind: "browser" }), /with a browser for .* failed: no\.$/);
  });
});

const json = (status: number, body: unknown): ServiceAnswer => ({ status, json: body });
const html = (status: number, text: string): ServiceAnswer => ({ status, json: undefined, html: text });

describe("whatever answers in Microsoft Entra's place", function () {
  this.timeout(30_000);
  afterEach(endScenes);

  const oddSecret = "secret~of the+application";
  const encoded = [encodeURIComponent(oddSecret), new URLSearchParams({ s: oddSecret }).toString().slice(2)];
  const described = (said: string) => json(400, { error: "invalid_client", error_description: said });
  const quoted = (said: string) => described(`AADSTS7000215: ${said}`);
  const token = { token_type: "Bearer", expires_in: 60 };

  /** What may come back to a request for an access token, and what the message still says. */
  const answers: Readonly<
    Record<string, readonly [ServiceAnswer | ((body: string) => ServiceAnswer), RegExp?]>
  > = {
    "a page": [html(403, "<html><body>Blocked by the proxy</body></html>"), /Blocked by the proxy/],
    "a page that passes for success": [html(200, "<html>Sign in to the network</html>")],
    nothing: [html(400, "")],
    null: [json(200, null)],
    "a list": [json(200, [])],
    "an access token that is no text": [json(200, { ...token, access_token: 5 })],
    "success without an access token": [json(200, token)],
    "an answer without end": [html(200, "x".repeat(3 * 1024 * 1024)), /the answer is larger than 1 MiB/],
    "an error as long": [quoted("x".repeat(900_000)), /AADSTS7000215/],
    "an error that looks like tokens without end": [described("-eyJ".repeat(200_000))],
    "the form, sent back": [(body) => html(400, body), /grant_type=client_credentials/],
    "the secret in words": [quoted(`Invalid client secret '${oddSecret}'.`), /\[secret\]/],
    "the secret as an address has it": [quoted(encodeURIComponent(oddSecret)), /\[secret\]/],
    "orders to a terminal": [
      quoted("\u001b[2J\u202eInvalid\u0007 client\u2028secret."),
      /Invalid client secret\./,
    ],
    "tokens in an answer that is cut off": [
      html(200, `{"refresh_token":"${refreshToken}","access_token":"eyJhbGciOiJSUzI1NiJ9.eyJ`),
    ],
    "a token that is cut off in words": [
      described("AADSTS50027: Invalid JWT eyJhbGciOiJSUzI1NiIsInR5cCI6Ik"),
    ],
  };
  for (const [name, [answer, says]] of Object.entries(answers)) {
    it(`${name}: the error is short, printable and without secrets`, async () => {
      const scene = await startScene({ app: { secrets: [oddSecret] }, config: { clientSecret: oddSecret } });
      scene.answerAt(/token$/, ({ body }: ServiceRequest) =>
        typeof answer === "function" ? answer(body) : answer,
      );
      const message = await scene.failure([oddSecret, ...encoded, refreshToken, "eyJ"]);
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
    scene.answerAt(/token$/, ({ body }) => html(400, body));
    assert.match(await scene.failure([oidcToken, ...oidcToken.split(".")]), /client_assertion=\[/);
  });
});
