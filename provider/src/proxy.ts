import type { ClientRequest, IncomingMessage } from "node:http";
import http from "node:http";
import https from "node:https";
import { Agent, type AgentConnectOpts } from "agent-base";
import { HttpsProxyAgent } from "https-proxy-agent";
import { getProxyForUrl } from "proxy-from-env";

/** The code of an error if the proxy refused the tunnel: nothing was sent to the host behind it. */
export const tunnelRefused = "ERR_PROXY_TUNNEL";

/**
 * Sends each request by CONNECT through the proxy that the environment names for its address (HTTPS_PROXY, HTTP_PROXY,
 * ALL_PROXY and NO_PROXY, in upper or lower case). If none is named, the request goes directly. Requests to loopback
 * and link-local addresses, such as a managed identity's, always go directly.
 */
class EnvironmentProxyAgent extends Agent {
  private readonly tunnels = new Map<string, Tunnel>();

  override connect(_request: ClientRequest, options: AgentConnectOpts): Tunnel | http.Agent {
    const { secureEndpoint, host = "", port } = options;
    const scheme = secureEndpoint ? "https" : "http";
    const proxy = proxyFor(`${scheme}://${host.includes(":") ? `[${host}]` : host}:${port}`);
    if (proxy === undefined) return secureEndpoint ? https.globalAgent : http.globalAgent;
    if (!/^https?:\/\/[^/]/.test(proxy) || !URL.canParse(proxy)) {
      throw tunnelError("HTTPS_PROXY has to name an http: or https: address");
    }
    const tunnel = this.tunnels.get(proxy) ?? new Tunnel(proxy, { keepAlive: true });
    this.tunnels.set(proxy, tunnel);
    return tunnel;
  }
}

/**
 * A connection through a proxy. If the proxy refuses it, that is an error, not an answer of the host behind the proxy.
 */
class Tunnel extends HttpsProxyAgent<string> {
  override async connect(...[request, options]: Parameters<HttpsProxyAgent<string>["connect"]>) {
    let status: number | undefined;
    request.once("proxyConnect", (answer: IncomingMessage) => (status = answer.statusCode));
    const socket = await super.connect(request, options).catch((error: unknown) => {
      throw error instanceof Error && "code" in error ? error : tunnelError("the proxy ended the connection");
    });
    if (status === 200) return socket;
    socket.destroy();
    throw tunnelError(`the proxy answered HTTP ${String(status)}`);
  }
}

function tunnelError(message: string): Error {
  return Object.assign(new Error(message), { code: tunnelRefused });
}

/** For all requests: those to Graph and those for signing in. */
export const proxyAgent: http.Agent = new EnvironmentProxyAgent({ keepAlive: true });

/** The same agent in got's form. It serves https: too, although it is not an instance of Node.js's `https.Agent`. */
export const proxyAgents = { http: proxyAgent, https: proxyAgent as unknown as https.Agent };

/** How a request to this address goes, in words that follow "The request went". Holds no password. */
export function routeTo(address: string): string {
  const proxy = proxyFor(address);
  if (proxy === undefined) return "directly, because HTTPS_PROXY names no proxy for it";
  return `through the proxy ${URL.canParse(proxy) ? new URL(proxy).host : "that HTTPS_PROXY names"}`;
}

function proxyFor(address: string): string | undefined {
  if (staysHere(new URL(address).hostname)) return undefined;
  const proxy = getProxyForUrl(address);
  if (proxy === "") return undefined;
  // For a proxy without a scheme, proxy-from-env uses the scheme of the address. Other programs use http:, and so do
  // we.
  const bare = proxy.slice("https://".length);
  return proxyVariables.some((name) => process.env[name] === bare) ? `http://${bare}` : proxy;
}

const proxyVariables = ["https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"];

/** Loopback and link-local addresses: a proxy on another machine cannot reach them. */
function staysHere(hostname: string): boolean {
  return hostname === "localhost" || hostname === "[::1]" || /^(127|169\.254)(\.\d+)+$/.test(hostname);
}
