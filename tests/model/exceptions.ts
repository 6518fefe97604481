/**
 * The exceptions that RELIABILITY.md lists: what nobody can know. The ids are those of its table. An exception counts as
 * needed only if the law would have failed without it.
 */
export const leftOpen = ["L4", "L5", "L6", "L7", "L9", "L10", "L11", "L12"] as const;
export type LeftOpen = (typeof leftOpen)[number];

/** How often each exception was needed in this process. */
export const needed = new Map<LeftOpen, number>();

/** Excuses a breach of a law if the situation of the exception has come about. */
export function excuse(id: LeftOpen, hasComeAbout: boolean): boolean {
  if (hasComeAbout) needed.set(id, (needed.get(id) ?? 0) + 1);
  return hasComeAbout;
}
