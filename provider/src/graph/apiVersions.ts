import { GraphError } from "./errors";

const preferred = "v1.0";
const fallback = "beta";

/**
 * Finds the API version to use with a Graph root. It is v1.0, until a read shows that this root offers the profiles, or
 * one kind of them, only in beta. Only reads try versions, so no write is sent to a wrong one.
 */
export class ApiVersions {
  private found: string | undefined;
  private firstRead: Promise<unknown> | undefined;

  /** @param pinned `intune:apiVersion`: used as it is, without fallback */
  constructor(
    private readonly pinned: string | undefined,
    private readonly notify: (message: string) => void,
  ) {}

  /**
   * Runs a read in the version that this root offers.
   *
   * @param before the version in which the same was read before. If it is beta, v1.0 is not tried first
   */
  async read<Result>(send: (version: string) => Promise<Result>, before?: string): Promise<Result> {
    if (this.pinned !== undefined) return send(this.pinned);
    if (before === fallback) return send(fallback);
    if (this.version() !== undefined) return this.find(send);
    // The other reads wait until the first one has found the version, so that only one is refused. If it found none, they go on
    // in parallel.
    if (this.firstRead !== undefined) {
      await this.firstRead.catch(() => undefined);
      return this.find(send);
    }
    const first = this.find(send);
    this.firstRead = first;
    return first;
  }

  /** Asked again after each wait, because another read may have found the version meanwhile. */
  private version(): string | undefined {
    return this.found;
  }

  private async find<Result>(send: (version: string) => Promise<Result>): Promise<Result> {
    if (this.version() === fallback) return send(fallback);
    try {
      return await this.learn(preferred, send);
    } catch (error) {
      if (!(error instanceof GraphError) || error.code !== "api-version") throw error;
      return this.learn(fallback, send);
    }
  }

  /** A version that answers has profiles, even if it answers that there is no such profile. */
  private async learn<Result>(version: string, send: (version: string) => Promise<Result>): Promise<Result> {
    try {
      const result = await send(version);
      this.settleOn(version);
      return result;
    } catch (error) {
      if (error instanceof GraphError && error.code === "not-found") this.settleOn(version);
      throw error;
    }
  }

  /** Beta has all that v1.0 has, so it is never left again. */
  private settleOn(version: string): void {
    if (this.version() === fallback) return;
    this.found = version;
    if (version !== fallback) return;
    this.notify(
      `Microsoft Graph does not offer enrollment profiles in ${preferred} here; using ${fallback}. ` +
        `To save the extra request, run \`pulumi config set intune:apiVersion ${fallback}\`.`,
    );
  }
}
