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
