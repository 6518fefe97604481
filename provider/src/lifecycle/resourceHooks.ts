import type { ConfigureRequest } from "@pulumi/pulumi/dynamic";
import { type Context, contextOf, type Session } from "./session";
import { type Host, PartlyMadeError, withoutStack } from "./engine";
import { dynamicHost } from "./dynamicHost";

/** What the hooks of every kind of resource have in common: the session they work in, and the order they work in. */
export abstract class ResourceHooks {
  /** @param session the session of this process; throws where the configuration cannot be used */
  constructor(
    protected readonly session: () => Session,
    private readonly onConfigure: (request: ConfigureRequest) => void,
    private readonly host: Pick<Host, "partlyMade"> = dynamicHost,
  ) {}

  configure(request: ConfigureRequest): Promise<void> {
    this.onConfigure(request);
    return Promise.resolve();
  }

  /**
   * Work on one subject of a tenant waits for earlier work on it.
   *
   * @param subject what no two hooks may work on at once: a profile's path, or the name of one that is being made
   */
  protected async serially<Result>(
    tenantId: string | undefined,
    subject: string,
    work: (context: Context, key: string) => Promise<Result>,
  ): Promise<Result> {
    const session = this.session();
    const key = this.keyOf(tenantId, subject);
    return withoutStack(session.exclusively(key, () => work(contextOf(session, tenantId), key)));
  }

  /** One text for each subject of each tenant. */
  protected keyOf(tenantId: string | undefined, subject: string): string {
    return `${this.session().tenantKey(tenantId)}/${subject}`;
  }

  /** Has the engine keep what the work leaves partly made. */
  protected async keepingPartlyMade<Result>(inputs: object, work: Promise<Result>): Promise<Result> {
    try {
      return await work;
    } catch (error) {
      throw error instanceof PartlyMadeError ? this.host.partlyMade(error, inputs) : error;
    }
  }
}
