import type { ConfigureRequest } from "@pulumi/pulumi/dynamic";
import { type Context, contextOf, type Session } from "./session";
import { type Host, PartlyMadeError, withoutStack } from "./engine";
import { dynamicHost } from "./dynamicHost";

/** What the hooks of every kind of resource have in common: their session, and the order of their work. */
export abstract class ResourceHooks {
  /** @param session the session of this process; throws if the configuration cannot be used */
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
   * Runs work on a subject after all earlier work on the same subject in the same tenant.
   *
   * @param subject what only one hook may work on at a time: a profile's path, or the name of a profile that is being
   * made
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

  /** Makes the engine keep a resource that the work leaves partly made. */
  protected async keepingPartlyMade<Result>(inputs: object, work: Promise<Result>): Promise<Result> {
    try {
      return await work;
    } catch (error) {
      throw error instanceof PartlyMadeError ? this.host.partlyMade(error, inputs) : error;
    }
  }
}
