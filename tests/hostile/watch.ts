import assert from "node:assert/strict";

/** What must never come of a hostile input: a crash of the process, or a change to what all objects share. */
export function watchProcess(): void {
  const crashes: unknown[] = [];
  const note = (reason: unknown) => void crashes.push(reason);
  const members = Object.getOwnPropertyNames(Object.prototype).sort();
  const arrayMembers = Object.getOwnPropertyNames(Array.prototype).sort();

  before(() => {
    process.on("unhandledRejection", note);
    process.on("uncaughtExceptionMonitor", note);
  });
  after(() => {
    process.off("unhandledRejection", note);
    process.off("uncaughtExceptionMonitor", note);
  });
  afterEach(() => {
    assert.deepEqual(crashes.splice(0), [], "nothing fails outside of what was called");
    assert.deepEqual(Object.getOwnPropertyNames(Object.prototype).sort(), members);
    assert.deepEqual(Object.getOwnPropertyNames(Array.prototype).sort(), arrayMembers);
    assert.equal(({} as Record<string, unknown>).fault, undefined);
  });
}

/** Fit for a terminal: no control character, no change of direction, no half character. */
export function assertPrintable(text: string): void {
  assert.doesNotMatch(text, /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u);
}

/**
 * How many cases a property is tried with, and which.
 *
 * - `HOSTILE_ALL`: set by the long mode: all cases. Otherwise a tenth of them.
 * - `HOSTILE_SEED`: which ones. Default: others each time; a failure prints the seed.
 */
export function cases(most: number): { readonly numRuns: number; readonly seed?: number } {
  const { HOSTILE_ALL, HOSTILE_SEED } = process.env;
  const numRuns = HOSTILE_ALL === undefined ? Math.ceil(most / 10) : most;
  return { numRuns, ...(HOSTILE_SEED === undefined ? {} : { seed: Number(HOSTILE_SEED) }) };
}
