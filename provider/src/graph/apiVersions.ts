import { GraphError } from "./errors";

const preferred = "v1.0";
const fallback = "beta";

/**
 * Which API version a Graph root is spoken to in: v1.0, which the action was specified for, until a read shows
 * that this root offers the profiles, or one kind of them, in beta only. Only reads find that out, so no write is ever
 * sent on trial.
 */
export class ApiVersions {
  private known: string | undefined;
  private finding: Promise<unknown> | undefined;

  /** @param pinned `intune:apiVersion`: used as it is, without fallback */
  constructor(
    private readonly pinned: string | undefined,
    private readonly notify: (message: string) => void,
  ) {}

  /**
   * Runs a read in the version that this root offers.
   *
   * @param before the version in which the same was read before; where that is beta, v1.0 is not asked first
   */
  async read<Result>(send: (version: string) => Promise<Result>, before?: string): Promise<Result> {
    if (this.pinned !== undefined) return send(this.pinned);
    if (before === fallback) return send(fallback);
    if (this.version() !== undefined) return this.find(send);
    // The first read finds the version out and the others wait for it, rather than all meet the same refusal. Where
    // it finds nothing out, they go on side by side.
    if (this.finding !== undefined) {
      await this.finding.catch(() => undefined);
      return this.find(send);
    }
    const first = this.find(send);
    this.finding = first;
    return first;
  }

  /** Read anew after each wait: meanwhile another read may have found it. */
  private version(): string | undefined {
    return this.known;
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

  /** A version that answers, even that there is no such profile, is a version that has profiles. */
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

  /** Beta has what v1.0 has, and so it stays. */
  private settleOn(version: string): void {
    if (this.version() === fallback) return;
    this.known = version;
    if (version !== fallback) return;
    this.notify(
      `Microsoft Graph does not offer enrollment profiles in ${preferred} here; using ${fallback}. ` +
        `\`pulumi config set intune:apiVersion ${fallback}\` spares the extra request.`,
    );
  }
}
