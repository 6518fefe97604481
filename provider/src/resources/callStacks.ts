/**
 * Makes it cheaper to declare a resource. For debugging, the SDK writes the whole call stack of each resource into its
 * state, and records one for each of the four promises that it makes for each property. With source maps, this is most
 * of the cost of a declaration. And the engine writes the whole state after each step.
 *
 * Only the program's own part of the stack is kept: where the resource is declared, and what called that.
 */
export interface ShortenedStacks {
  shorten(): void;
  /** Undoes `shorten`, if it was called. */
  restore(): void;
}

/** @param baseClass the file of the class whose constructor the SDK would take for the program's code */
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
  // This is for the promises. The SDK ignores this limit when it looks for the resource's position in the program.
  Error.stackTraceLimit = 0;
  // If Node itself applies source maps, it stops doing so once prepareStackTrace is set.
  if (!process.sourceMapsEnabled) {
    Error.prepareStackTrace = ownPart(baseClass, (prepared?.value as Prepare | undefined) ?? asNode);
  }
  return () => {
    Error.stackTraceLimit = stackTraceLimit;
    if (prepared === undefined) Reflect.deleteProperty(Error, "prepareStackTrace");
    else Object.defineProperty(Error, "prepareStackTrace", prepared);
  };
}

/** An error that was thrown meanwhile has no call stack. This gives it the caller's. */
export function withStack(thrown: unknown): unknown {
  const hasNone = thrown instanceof Error && !/\n\s+at /.test(thrown.stack ?? "");
  if (hasNone) Error.captureStackTrace(thrown, withStack);
  return thrown;
}

interface Frame extends NodeJS.CallSite {
  /** The frame as a call stack shows it. */
  toString(): string;
}

type Prepare = (error: Error, frames: Frame[]) => unknown;

/** Leaves out the frames that started the program, and those of the base class. */
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
