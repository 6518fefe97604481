import assert from "node:assert/strict";
import { type SignInAttempt, signInError } from "../../provider/src/auth/errors";
import { IntuneError } from "../../provider/src/errors";
import { redirect, startEmulator } from "../emulator";
import { loopbackCertificate } from "../emulator/certificate";
import { clientId, refreshToken, tenantA } from "../entra";
import { type ServiceAnswer, type ServiceRequest, serve } from "../entra";
import { assertPrintable } from "../hostile/watch";
import { type SceneOptions, atEnd, endScenes, startPipelineIssuer, startScene } from "./harness";

const secret = "secret-of-the-application";
const good = { secrets: [secret] };
const config = { clientSecret: secret };
const unknownTenant = "99999999-9999-4999-8999-999999999999";

const rows: readonly [name: string, options: SceneOptions, message: RegExp][] = [
  [
    "another secret",
    { app: { secrets: ["another"] }, config },
    /with a client secret for .* failed: .*AADSTS7000215.*Trace ID.*set intune:clientSecret to the secret's Value/,
  ],
  [
    "an expired secret",
    { app: { expiredSecrets: [secret] }, config },
    /AADSTS7000222.*make a new one for application cccccccc-/,
  ],
  [
    "an application that the tenant does not know",
    { app: good, config: { ...config, clientId: "dddddddd-0000-4000-8000-000000000000" } },
    /AADSTS700016.*Application dddddddd-.* is not known in tenant aaaaaaaa-/,
  ],
  [
    "a tenant that there is not",
    { app: good, config: { ...config, tenantId: unknownTenant } },
    /AADSTS90002.*There is no tenant 99999999-.*intune:environment \(public\)/,
  ],
  [
    "an application without the permission",
    { app: { ...good, permissions: ["Device.Read.All"] }, config },
    /403 Forbidden.*Read\.All is missing: grant it as application permission.*app-only of application cccccccc-.* in tenant aaaaaaaa-.* carries Device\.Read\.All/,
  ],
  [
    "an application without any permission",
    { app: { ...good, permissions: [] }, config },
    /carries no permissions\./,
  ],
];

/** A server that a request might be led astray to, and what it was asked. */
async function startOther() {
  const asked: string[] = [];
  const { url } = atEnd(
    await serve("https", (request) => {
      asked.push(`${request.method} ${request.url.pathname}`);
      return { status: 200, json: {} };
    }),
  );
  return { url, asked };
}

describe("a refusal is explained", function () {
  this.timeout(30_000);
  afterEach(endScenes);

  for (const [name, options, expected] of rows) {
    it(`${name}: and the message holds no secret`, async () => {
      const scene = await startScene(options);
      assert.match(await scene.failure([secret]), expected);
    });
  }

  it("a secret that is quoted back is taken out", async () => {
    const quoted = "client secret provided";
    const scene = await startScene({ app: good, config: { clientSecret: quoted } });
    assert.match(await scene.failure([quoted]), /AADSTS7000215: Invalid \[secret\] for app/);
  });

  it("a half-given set fails the preview", async () => {
    const scene = await startScene({ config: { tenantId: "" }, environment: { ARM_CLIENT_ID: "" } });
    await assert.rejects(
      scene.issue(),
      /intune:clientId is set, but there is no credential for that application/,
    );
  });

  it("a redirection of Graph is not followed, and the access token goes nowhere else", async () => {
    const other = await startOther();
    const scene = await startScene({ app: good, config });
    scene.graph.fault({}, redirect(`${other.url}/elsewhere`));
    assert.match(
      await scene.failure(),
      /Graph does not redirect, and the access token is not carried elsewhere/,
    );
    assert.deepEqual(other.asked, []);
  });

  it("a redirection of Microsoft Entra is not followed, and the secret goes nowhere else", async () => {
    const other = await startOther();
    const scene = await startScene({ app: good, config });
    scene.entra.instead = ({ url }) =>
      url.pathname.endsWith("/token")
        ? { status: 307, json: {}, location: `${other.url}/elsewhere` }
        : undefined;
    assert.match(await scene.failure([secret]), /^Signing in to Microsoft Entra with a client secret/);
    assert.deepEqual(other.asked, []);
  });

  it("a server whose certificate is not trusted gets no access token", async () => {
    // Another self-signed certificate than the one this process trusts.
    const impostor = await startEmulator({ tls: loopbackCertificate() });
    try {
      const scene = await startScene({ app: good, config: { ...config, graphEndpoint: impostor.url } });
      assert.match(await scene.failure(), /certificate is not trusted.*NODE_EXTRA_CA_CERTS/);
      assert.deepEqual(impostor.requests.all(), []);
    } finally {
      await impostor.close();
    }
  });

  it("nobody but the configured authority is asked, where instance discovery is off", async () => {
    const scene = await startScene({ app: good, config });
    await scene.issue();
    assert.deepEqual(scene.entra.signIns, [{ tenantId: tenantA, clientId, by: "client secret" }]);
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
const assertion = {
  issuer: "https://issuer.example",
  subject: "job:main",
  audience: "api://AzureADTokenExchange",
};

/** What the message says behind what Microsoft Entra said. */
const adviceFor = (said: string, of: SignInAttempt) =>
  signInError(new Error(said), of, []).message.split(/(?<=Trace ID: x\. )/)[1] ?? "";
const certificate = { thumbprint: "AB12", validTo: new Date("2027-01-31T10:00:00Z") };

interface Row {
  readonly code: number;
  readonly of?: Partial<SignInAttempt>;
  readonly advice: RegExp;
}

const advised: readonly Row[] = [
  {
    code: 700016,
    advice:
      /^Application client-1 is not known in tenant tenant-1: check intune:clientId.*\/tenant-1\/adminconsent\?client_id=client-1\.$/,
  },
  {
    code: 90002,
    advice:
      /^There is no tenant tenant-1 at https:\/\/login\.microsoftonline\.com: .*intune:environment \(public\)/,
  },
  { code: 900023, advice: /check intune:tenantId/ },
  { code: 7000215, advice: /not one of application client-1: set intune:clientSecret to the secret's Value/ },
  { code: 7000222, advice: /^The client secret has expired: make a new one for application client-1/ },
  {
    code: 700027,
    of: { certificate },
    advice: /\(thumbprint AB12, valid until 2027-01-31\): upload it to application client-1/,
  },
  { code: 1000502, of: { certificate }, advice: /check that it has not expired/ },
  {
    code: 70021,
    of: { assertion },
    advice:
      /issuer "https:\/\/issuer\.example", subject "job:main" and audience "api:\/\/AzureADTokenExchange"/,
  },
  {
    code: 700211,
    of: { assertion },
    advice: /^Application client-1 has no federated credential .* issuer "https:/,
  },
  { code: 700212, of: { assertion }, advice: /audience "api:\/\/AzureADTokenExchange"\.$/ },
  { code: 700213, of: { assertion }, advice: /subject "job:main"/ },
  { code: 700213, advice: /with exactly the issuer and subject of the token, and the audience "api:/ },
  { code: 700024, advice: /outside its time of validity: .*intune:oidcTokenFilePath.*clock\.$/ },
  {
    code: 65001,
    advice: /consent to DeviceManagementConfiguration\.ReadWrite\.All for application client-1/,
  },
  {
    code: 500011,
    advice: /^Tenant tenant-1 does not know the service https:\/\/graph\.microsoft\.com\/\.default/,
  },
  { code: 7000218, advice: /allow public client flows/ },
  { code: 50011, advice: /redirect URI http:\/\/localhost/ },
  { code: 7000112, advice: /^Application client-1 is disabled in tenant tenant-1/ },
  { code: 50034, advice: /The account is not one of tenant tenant-1/ },
  { code: 50126, advice: /name or password is wrong/ },
  { code: 53003, advice: /conditional access policy/ },
  { code: 700082, advice: /sign in again/ },
];

describe("what to do about an error of Microsoft Entra", () => {
  for (const { code, of, advice } of advised) {
    it(`AADSTS${code}${of === undefined ? "" : " with what was presented"}`, () => {
      assert.match(adviceFor(`AADSTS${code}: Something. Trace ID: x`, { ...attempt, ...of }), advice);
    });
  }

  it("a number that is not known has no advice", () => {
    assert.equal(adviceFor("AADSTS999999: Something. Trace ID: x", attempt), "");
  });

  it("a known number is found behind one that is not", () => {
    assert.match(adviceFor("AADSTS999999: x AADSTS7000222: y Trace ID: x", attempt), /has expired/);
  });

  it("a longer number is another number", () => {
    assert.equal(adviceFor("AADSTS7000222999: x Trace ID: x", attempt), "");
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
    const { message } = signInError(new Error(`refused ${secret} and ${jwt}`), attempt, [secret, undefined]);
    assert.match(message, /refused \[secret\] and \[token\]\.$/);
  });

  it("adds what Microsoft Entra said, where the credential keeps it to itself, and not twice", () => {
    const lastError = "AADSTS90002: Tenant not found.";
    const said = (error: string) => signInError(new Error(error), { ...attempt, lastError }, []).message;
    assert.match(
      said("endpoints_resolution_error"),
      /error AADSTS90002: Tenant not found\. There is no tenant/,
    );
    assert.equal(said("AADSTS90002: Tenant not found.").split("AADSTS90002").length, 2);
  });

  it("says why there was no answer", () => {
    const { message } = signInError(new Error("no"), { ...attempt, failure: "ECONNREFUSED" }, []);
    assert.match(
      message,
      /No answer came \(ECONNREFUSED\): check the network.*https:\/\/login\.microsoftonline\.com/,
    );
  });

  it("does not run on", () => {
    assert.ok(signInError(new Error("x".repeat(100_000)), attempt, []).message.length < 2000);
  });

  it("leaves an error that explains itself as it is", () => {
    const own = new IntuneError("configuration", "The file is not there.");
    assert.equal(signInError(own, attempt, []), own);
  });

  it("says what to do where there is no number, by the kind of credential", () => {
    const said = (kind: SignInAttempt["kind"]) =>
      signInError(new Error("no"), { ...attempt, kind }, []).message;
    assert.match(said("azureCli"), /no\. Run `az login --tenant tenant-1` first/);
    assert.match(said("browser"), /with a browser for .* failed: no\.$/);
  });
});

const oddSecret = "secret~of the+application";
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
      () => described(`AADSTS7000215: Invalid client secret '${oddSecret}'.`),
      /\[secret\]/,
    ],
    [
      "the secret as an address has it",
      () => described(`AADSTS7000215: ${encodeURIComponent(oddSecret)}`),
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
      const scene = await startScene({ app: { secrets: [oddSecret] }, config: { clientSecret: oddSecret } });
      scene.entra.instead = (request) =>
        request.url.pathname.endsWith("/token") ? answer(request) : undefined;
      const encoded = [
        encodeURIComponent(oddSecret),
        new URLSearchParams({ s: oddSecret }).toString().slice(2),
      ];
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
    scene.entra.instead = ({ url, body }) => (url.pathname.endsWith("/token") ? html(400, body) : undefined);
    const message = await scene.failure([oidcToken, ...oidcToken.split(".")]);
    assert.match(message, /client_assertion=\[/);
  });

  it("a list of endpoints that lead elsewhere in the clear: the secret does not go there", async () => {
    const scene = await startScene({ app: { secrets: [oddSecret] }, config: { clientSecret: oddSecret } });
    scene.entra.instead = ({ url }) =>
      url.pathname.endsWith("/openid-configuration")
        ? json(200, {
            issuer: "http://127.0.0.1:9/v2.0",
            authorization_endpoint: "http://127.0.0.1:9/authorize",
            token_endpoint: "http://127.0.0.1:9/token",
            jwks_uri: "http://127.0.0.1:9/keys",
          })
        : undefined;
    assert.match(await scene.failure([oddSecret]), /^Signing in to Microsoft Entra with a client secret/);
    assert.deepEqual(scene.entra.signIns, []);
  });
});
