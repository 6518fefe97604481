import type { ClientRequest, IncomingMessage } from "node:http";
import http from "node:http";
import https from "node:https";
import { Agent, type AgentConnectOpts } from "agent-base";
import { HttpsProxyAgent } from "https-proxy-agent";
import { getProxyForUrl } from "proxy-from-env";

/** The code of an error about a tunnel that the proxy did not make: nothing was sent to the host behind it. */
export const tunnelRefused = "ERR_PROXY_TUNNEL";

/**
 * Sends each request through the proxy that the environment names for its address (HTTPS_PROXY, HTTP_PROXY or ALL_PROXY,
 * and NO_PROXY, in upper or lower case), by CONNECT, or else directly. Requests to this machine and its network link,
 * such as a managed identity's, always go directly.
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

/** A connection through a proxy. One that the proxy refuses is an error, and not an answer of the host behind it. */
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

/** For requests to Graph and to whoever signs in, alike. */
export const proxyAgent: http.Agent = new EnvironmentProxyAgent({ keepAlive: true });

/** The same in got's form. It serves https: too, without being an instance of Node.js's class for that. */
export const proxyAgents = { http: proxyAgent, https: proxyAgent as unknown as https.Agent };

/** How a request to this address goes, in words that follow "The request went" and hold no password. */
export function routeTo(address: string): string {
  const proxy = proxyFor(address);
  if (proxy === undefined) return "directly, because HTTPS_PROXY names no proxy for it";
  return `through the proxy ${URL.canParse(proxy) ? new URL(proxy).host : "that HTTPS_PROXY names"}`;
}

function proxyFor(address: string): string | undefined {
  if (staysHere(new URL(address).hostname)) return undefined;
  const proxy = getProxyForUrl(address);
  if (proxy === "") return undefined;
  // proxy-from-env takes one without a scheme for TLS if the address is; everybody else takes it for plain HTTP.
  const bare = proxy.slice("https://".length);
  return proxyVariables.some((name) => process.env[name] === bare) ? `http://${bare}` : proxy;
}

const proxyVariables = ["https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"];

/** Loopback and link-local addresses: no proxy reaches them from elsewhere. */
function staysHere(hostname: string): boolean {
  return hostname === "localhost" || hostname === "[::1]" || /^(127|169\.254)(\.\d+)+$/.test(hostname);
}
