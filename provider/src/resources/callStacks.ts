/**
 * Makes declaring a resource cheaper: the SDK writes the call stack of each resource into its state, whole, and that of
 * each of the four promises that it makes for each property into memory, to debug itself. With the source maps that
 * programs run under, this is most of what declaring a resource costs; and the engine writes the whole state after each
 * step.
 *
 * What stays is the program's own part of the stack: where the resource is declared, and what called that.
 */
export interface ShortenedStacks {
  shorten(): void;
  /** Leaves everything as it was, shortened or not. */
  restore(): void;
}

/** @param baseClass the file of the class whose constructor the SDK takes for the program's, as it knows of no such class */
export function shortenedStacks(baseClass: string): ShortenedStacks {
  let undo: (() => void) | undefined;
  return {
    shorten() {
      undo ??= shorten(baseClass);
    },
    restore() {
      undo?.();
      undo = undefined;
    },
  };
}

function shorten(baseClass: string): () => void {
  const { stackTraceLimit } = Error;
  const prepared = Object.getOwnPropertyDescriptor(Error, "prepareStackTrace");
  // For the promises. The SDK looks up the position in the program without this limit.
  Error.stackTraceLimit = 0;
  // Where Node itself maps positions to their sources, it does so only while nobody else writes the text.
  if (!process.sourceMapsEnabled) {
    Error.prepareStackTrace = ownPart(baseClass, (prepared?.value as Prepare | undefined) ?? asNode);
  }
  return () => {
    Error.stackTraceLimit = stackTraceLimit;
    if (prepared === undefined) Reflect.deleteProperty(Error, "prepareStackTrace");
    else Object.defineProperty(Error, "prepareStackTrace", prepared);
  };
}

/** What was thrown meanwhile, with the call stack that it could not have then: of who calls this. */
export function withStack(thrown: unknown): unknown {
  const hasNone = thrown instanceof Error && !/\n\s+at /.test(thrown.stack ?? "");
  if (hasNone) Error.captureStackTrace(thrown, withStack);
  return thrown;
}

interface Frame extends NodeJS.CallSite {
  /** As it stands in a call stack. */
  toString(): string;
}

type Prepare = (error: Error, frames: Frame[]) => unknown;

/** Leaves out what started the program, and the base class. */
function ownPart(baseClass: string, prepare: Prepare): Prepare {
  return (error, all) => {
    const frames = all.filter((frame) => frame.getFileName() !== baseClass);
    const last = frames.findLastIndex((frame) => isOfProgram(frame.getFileName()));
    return prepare(error, last === -1 ? frames : frames.slice(0, last + 1));
  };
}

function isOfProgram(file: string | null | undefined): boolean {
  return typeof file === "string" && !file.startsWith("node:") && !/[\\/]node_modules[\\/]/.test(file);
}

function asNode(error: Error, frames: Frame[]): string {
  return [String(error), ...frames.map((frame) => `    at ${frame.toString()}`)].join("\n");
}
