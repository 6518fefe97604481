import type * as Got from "got";
import { Exchange } from "./exchange";
import { GraphError } from "./errors";
import type { GraphAnswer, GraphClientOptions, GraphRequest } from "./request";

/**
 * Microsoft Graph over HTTP. got repeats what is safe to repeat: anything after a refusal, and methods other
 * than POST after passing faults. A POST whose outcome is unknown comes back as a {@link GraphError} that says so
 * (`certainlyNotDone` false), and whoever sent it has to look before sending it again.
 */
export class GraphClient {
  constructor(private readonly options: GraphClientOptions) {}

  /**
   * The path of a link that Graph sent. A link to anywhere else is refused: the access token would go with it.
   *
   * @throws {GraphError} `unreadable-answer`
   */
  pathOf(version: string, link: string, target: string): string {
    const root = `${this.options.graphEndpoint}/${version}`;
    if (link.startsWith(`${root}/`)) return link.slice(root.length);
    const message = `Could not list ${target}: the next page is not at ${root}, and the access token is not carried elsewhere.`;
    throw new GraphError("unreadable-answer", message, { certainlyNotDone: true });
  }

  /** @throws {GraphError} when the answer is an error, or no readable answer came. */
  async send(version: string, request: GraphRequest): Promise<GraphAnswer> {
    const exchange = new Exchange(this.options, request, await this.options.accessTokens.get());
    const { default: got } = await loadGot();
    try {
      const sending = got(`${this.options.graphEndpoint}/${version}${request.path}`, exchange.gotOptions());
      void sending.on("downloadProgress", (progress) => {
        exchange.onProgress(progress.transferred);
      });
      return exchange.read(await sending);
    } catch (error) {
      throw exchange.explain(error);
    }
  }
}

let loading: Promise<typeof Got> | undefined;

/** Loaded at the first request: a run that changes nothing sends none. To import it for each costs a tenth of the request. */
function loadGot(): Promise<typeof Got> {
  return (loading ??= import("got"));
}
