/** An error's code, for example `ENOENT`: unlike its message it holds nothing of what was read or sent. */
export function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error ? String(error.code) : "unreadable";
}
