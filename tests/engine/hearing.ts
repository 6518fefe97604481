import type { EngineEvent } from "@pulumi/pulumi/automation";

/** What the engine did, counted by its own words: create, update, same, replace, delete and so on. */
export type Changes = Readonly<Record<string, number>>;

/** What the engine says. Output, errors and events come at once: they are kept apart, so that none tears another. */
export class Hearing {
  private readonly said = { output: "", errors: "", events: "" };
  private lastChanges: Changes = {};

  /** For the options of an operation. */
  readonly listeners = {
    onOutput: (text: string) => (this.said.output += text),
    onError: (text: string) => (this.said.errors += text),
    // Pulumi's own debug log holds every secret of every resource, which `--debug` warns of; it is not ours to mend.
    onEvent: (event: EngineEvent) => {
      if ((event.diagnosticEvent?.severity as string) !== "debug")
        this.said.events += `${JSON.stringify(event)}\n`;
      if (event.summaryEvent !== undefined) this.lastChanges = event.summaryEvent.resourceChanges;
    },
  };

  /** What the last operation did. */
  get changes(): Changes {
    return this.lastChanges;
  }

  /** Everything since the start. */
  get everything(): string {
    return Object.values(this.said).join("\n");
  }

  /** What is said during an operation. */
  async during(operation: () => Promise<unknown>): Promise<string> {
    const before = { ...this.said };
    await operation();
    const sources = ["output", "errors", "events"] as const;
    return sources.map((source) => this.said[source].slice(before[source].length)).join("\n");
  }
}
