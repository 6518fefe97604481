import type { EngineSource, FoundEngine } from "./types";
import { ENGINE_VERSION } from "./version";

/** No source had an engine. `errors` keeps what each of them threw, in the order they were asked. */
export class EngineNotFoundError extends AggregateError {
  override readonly name = "EngineNotFoundError";
}

/** Asks the sources one after the other; a later one costs more, so it is not asked while an earlier one may do. */
export async function firstEngine(sources: readonly EngineSource[]): Promise<FoundEngine> {
  const failures: { source: string; error: unknown }[] = [];
  for (const source of sources) {
    try {
      return await source.find();
    } catch (error) {
      failures.push({ source: source.name, error });
    }
  }
  throw new EngineNotFoundError(
    failures.map(({ error }) => error),
    [
      `There is no Pulumi engine to run. Tried, in this order:`,
      ...failures.map(({ source, error }, index) => `  ${index + 1}. ${source}: ${reason(error)}`),
      `Install Pulumi ${ENGINE_VERSION} or newer (https://www.pulumi.com/docs/install/) so that \`pulumi\` is on PATH,`,
      `or install Go (https://go.dev/dl/), with which this repository builds the engine itself. Then run this again.`,
    ].join("\n"),
  );
}

function reason(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return text.trim().replaceAll("\n", "\n     ");
}
