import assert from "node:assert/strict";
import { inspect } from "node:util";
import { systemClock } from "../../provider/src/clock";
import { GraphClient } from "../../provider/src/graph/client";
import { GraphError } from "../../provider/src/graph/errors";
import { routeTo } from "../../provider/src/proxy";
import { domainA, proxiedDomain, type Proxy, type ProxyOptions, startProxy, tenantB } from "../entra";
import {
  application,
  atEnd,
  endScenes,
  type Scene,
  type SceneOptions,
  secret,
  setEnvironment,
  startPipelineIssuer,
  startScene,
  type Texts,
} from "./harness";

const proxy = async (options?: ProxyOptions) => atEnd(await startProxy(options));
/** The proxy's address with a name and a password in it. */
const withPassword = ({ url }: Proxy, password: string) => url.replace("//", `//user:${password}@`);

describe("behind a corporate proxy", function () {
  this.timeout(60_000);
  afterEach(endScenes);

  /** Microsoft Entra and Graph under names that only the proxy can resolve. */
  const behind = (environment: Texts, options: SceneOptions = application): Promise<Scene> =>
    startScene({ ...options, behindProxy: true, environment: { ...options.environment, ...environment } });

  for (const [name, environment] of [
    ["HTTPS_PROXY", ({ url }: Proxy) => ({ HTTPS_PROXY: url })],
    ...["HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"].map(
      (name) => [`${name} without http://`, ({ host }: Proxy): Texts => ({ [name]: host })] as const,
    ),
    [
      "https_proxy, and NO_PROXY for others",
      ({ url }: Proxy) => ({ https_proxy: url, NO_PROXY: "localhost,.corp.test" }),
    ],
  ] as const) {
    it(`sign-in and Graph both go through it, by ${name}`, async () => {
      const corporate = await proxy();
      const scene = await behind(environment(corporate));
      await scene.issue();
      assert.equal(scene.issued, 1);
      assert.deepEqual(new Set(corporate.asked), new Set(["entra", "graph"]));
    });
  }

  it("one that speaks TLS itself and asks for a password is no obstacle", async () => {
    const corporate = await proxy({ tls: true, credentials: "user:p@ss" });
    const scene = await behind({ HTTPS_PROXY: withPassword(corporate, "p%40ss") });
    await scene.issue();
    assert.deepEqual(new Set(corporate.asked), new Set(["entra", "graph"]));
  });

  it("one connection serves many requests to Graph", async () => {
    const corporate = await proxy();
    const scene = await behind({ HTTPS_PROXY: corporate.url });
    for (let times = 0; times < 3; times++) await scene.issue();
    assert.ok(corporate.asked.filter((host) => host === "graph").length < 3, corporate.asked.join());
  });

  it("OIDC tokens are asked for through it", async () => {
    const corporate = await proxy();
    const issuer = await startPipelineIssuer();
    const scene = await behind(
      {
        HTTPS_PROXY: corporate.url,
        ACTIONS_ID_TOKEN_REQUEST_URL: issuer.githubUrl.replace("127.0.0.1", `tokens.${proxiedDomain}`),
        ACTIONS_ID_TOKEN_REQUEST_TOKEN: issuer.requestToken,
      },
      { app: { federated: [issuer.credential] }, config: { useOidc: "true" } },
    );
    await scene.issue();
    assert.deepEqual(new Set(corporate.asked), new Set(["entra", "tokens", "graph"]));
  });

  it("a tenant's name is looked up through it", async () => {
    const corporate = await proxy();
    const scene = await behind({}, { config: { clientId: "", tenantId: domainA } });
    const accessToken = await scene.accessTokenOf({ tenantId: tenantB });
    setEnvironment({ HTTPS_PROXY: corporate.url, ARM_ACCESS_TOKEN: accessToken });
    assert.match(await scene.failure(), /signs in to tenant bbbbbbbb-/);
    assert.deepEqual(corporate.asked, ["entra"]);
  });

  it("this machine's own addresses are asked directly", async () => {
    const nowhere = "http://127.0.0.1:9";
    const scene = await startScene({
      ...application,
      environment: { HTTPS_PROXY: nowhere, HTTP_PROXY: nowhere },
    });
    await scene.issue();
    assert.equal(scene.issued, 1);
  });

  it("a host that NO_PROXY names is asked directly by sign-in, and the error says so", async () => {
    const corporate = await proxy();
    // Nobody knows the name, which Microsoft's client tries again and again.
    const config = { ...application.config, requestTimeoutInSeconds: "0.3" };
    const scene = await behind({ HTTPS_PROXY: corporate.url, NO_PROXY: "*" }, { config });
    assert.match(
      await scene.failure([secret]),
      /^Signing in .* No answer came .* The request went directly, because/,
    );
    assert.deepEqual(corporate.asked, []);
  });

  it("one that refuses a sign-in is named, without its password", async () => {
    const corporate = await proxy({ credentials: "user:right" });
    const scene = await behind({ HTTPS_PROXY: withPassword(corporate, "wrong-password") });
    const message = await scene.failure([secret, "wrong-password"]);
    assert.match(message, /^Signing in .* No answer came \(the proxy answered HTTP 407\)/);
    assert.ok(message.includes(`The request went through the proxy ${corporate.host}.`), message);
  });
});

describe("Graph's client behind a corporate proxy", () => {
  afterEach(endScenes);

  /** The error of a request to Graph, which is repeated without a pause. */
  async function failure(environment: Texts): Promise<string> {
    setEnvironment(environment);
    const client = new GraphClient({
      graphEndpoint: `https://graph.${proxiedDomain}:9`,
      requestTimeoutInSeconds: 5,
      longestWaitInSeconds: 1,
      accessTokens: {
        get: () => Promise.resolve("a.b.c"),
        getInsteadOf: () => assert.fail("nothing was refused"),
        describe: () => undefined,
      },
      pace: () => Promise.resolve(),
      pause: () => Promise.resolve(),
      clock: systemClock,
      notify: () => undefined,
    });
    const request = { method: "POST", path: "/x", body: {}, what: "issue a token on", target: "y" } as const;
    const error: unknown = await client.send("beta", request).catch((thrown: unknown) => thrown);
    assert.ok(error instanceof GraphError);
    assert.ok(error.certainlyNotDone, error.message);
    assert.ok(!inspect(error, { depth: 5 }).includes("wrong-password"), error.message);
    return error.message;
  }

  it("asks a host that NO_PROXY names directly, and the error says so", async () => {
    const corporate = await proxy();
    const message = await failure({ HTTPS_PROXY: corporate.url, NO_PROXY: `graph.${proxiedDomain}` });
    assert.match(message, /The request went directly, because HTTPS_PROXY names no proxy for it\.$/);
    assert.deepEqual(corporate.asked, []);
  });

  for (const [name, options, said] of [
    ["that refuses", { instead: 403 }, /the proxy answered HTTP 403/],
    ["that wants another password", { credentials: "user:right" }, /the proxy answered HTTP 407/],
    ["that ends the connection", { instead: "end" }, /the proxy ended the connection/],
  ] as const) {
    it(`names a proxy ${name}, and nothing was done`, async () => {
      const corporate = await proxy(options);
      const message = await failure({ HTTPS_PROXY: withPassword(corporate, "wrong-password") });
      assert.match(message, said);
      assert.match(message, /The proxy did not pass the request on: check HTTPS_PROXY/);
      assert.ok(message.endsWith(`The request went through the proxy ${corporate.host}.`), message);
    });
  }

  it("names a proxy that is not there", async () => {
    const gone = await startProxy();
    await gone.close();
    const message = await failure({ HTTPS_PROXY: gone.url });
    assert.match(message, /ECONNREFUSED/);
    assert.ok(message.endsWith(`The request went through the proxy ${gone.host}.`), message);
  });

  it("refuses a kind of proxy that it does not speak to, and says which it does", async () => {
    const message = await failure({ HTTPS_PROXY: "socks5://127.0.0.1:9" });
    assert.match(message, /HTTPS_PROXY has to name an http: or https: address/);
  });
});

describe("the proxy for an address", () => {
  afterEach(endScenes);

  const direct = "directly, because HTTPS_PROXY names no proxy for it";
  const through = "through the proxy proxy.example:3128";
  const HTTPS_PROXY = "http://user:password@proxy.example:3128";
  const rows: readonly (readonly [address: string, environment: Texts, route: string])[] = [
    ["https://graph.example", {}, direct],
    ["https://graph.example", { HTTPS_PROXY: "" }, direct],
    ["https://graph.example", { HTTPS_PROXY }, through],
    ["https://graph.example", { https_proxy: HTTPS_PROXY }, through],
    ["https://graph.example", { ALL_PROXY: HTTPS_PROXY }, through],
    ["https://graph.example", { HTTP_PROXY: HTTPS_PROXY }, direct],
    ["https://graph.example", { HTTPS_PROXY, NO_PROXY: "*" }, direct],
    ["https://graph.example", { HTTPS_PROXY, NO_PROXY: "other.example graph.example" }, direct],
    ["https://graph.example", { HTTPS_PROXY, no_proxy: ".example" }, direct],
    ["https://graph.example", { HTTPS_PROXY, NO_PROXY: "*.example" }, direct],
    ["https://graph.example:8443", { HTTPS_PROXY, NO_PROXY: "graph.example:443" }, through],
    ["https://graph.example", { HTTPS_PROXY, NO_PROXY: "example" }, through],
    ["https://127.0.0.1:1", { HTTPS_PROXY }, direct],
    ["https://localhost", { HTTPS_PROXY }, direct],
    ["https://[::1]:1", { HTTPS_PROXY }, direct],
    ["http://169.254.169.254", { HTTP_PROXY: HTTPS_PROXY }, direct],
    ["https://127.example", { HTTPS_PROXY }, through],
  ];
  for (const [address, environment, route] of rows) {
    const set = Object.entries(environment).map(([name, value]) =>
      value === HTTPS_PROXY ? name : `${name}=${value}`,
    );
    it(`${address} with ${set.join(" and ") || "nothing set"}: ${route.split(/[ ,]/)[0]}`, () => {
      setEnvironment(environment);
      assert.equal(routeTo(address), route);
    });
  }
});
