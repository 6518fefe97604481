/** One thing that was looked at. */
export interface Finding {
  readonly check: string;
  /** `problem`: an `up` would fail; `note`: it may, or may surprise. */
  readonly status: "ok" | "note" | "problem";
  /** What was found and, unless all is well, what to do. Holds no secret. */
  readonly message: string;
  /** The same for programs. */
  readonly facts?: Readonly<Record<string, unknown>>;
}

const longestStatus = "problem".length;

/** A line for each finding, and one that sums up. */
export function findingsAsText(findings: readonly Finding[]): string {
  const longestCheck = Math.max(...findings.map(({ check }) => check.length));
  const lines = findings.map(
    ({ check, status, message }) =>
      `${status.padEnd(longestStatus)}  ${check.padEnd(longestCheck)}  ${message}`,
  );
  const problems = findings.filter(({ status }) => status === "problem").length;
  const sum =
    problems === 0
      ? "No problem was found."
      : `${problems === 1 ? "1 problem" : `${problems} problems`}: \`pulumi up\` would fail.`;
  return [...lines, sum].join("\n");
}
