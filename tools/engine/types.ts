export type EngineSourceName = "path" | "cache" | "go" | "install";

export interface FoundEngine {
  /** The folder that holds `pulumi`. */
  readonly binDirectory: string;
  /** The absolute path of `pulumi`. */
  readonly command: string;
  /** Without a leading `v`: `3.250.0`. */
  readonly version: string;
  readonly source: EngineSourceName;
}

export interface Engine extends FoundEngine {
  /** What to add to a process's environment so that the engine finds its plugins and the repository's Node.js. */
  readonly environment: {
    readonly PATH: string;
    readonly PULUMI_SKIP_UPDATE_CHECK: "true";
    readonly NODE_COMPILE_CACHE: string;
  };
}

/** One way of coming by an engine. `find` rejects with the reason where this way is closed. */
export interface EngineSource {
  readonly name: string;
  find(): Promise<FoundEngine>;
}

/** Shows one line to whoever waits. */
export type Say = (line: string) => void;
