/** The result of one check. */
export interface Finding {
  readonly check: string;
  /** `problem`: `pulumi up` would fail; `note`: it may fail, or do something unexpected. */
  readonly status: "ok" | "note" | "problem";
  /** What was found and, unless all is well, what to do. Holds no secret. */
  readonly message: string;
  /** The same for programs. */
  readonly facts?: Readonly<Record<string, unknown>>;
}

const longestStatus = "problem".length;

/** One line for each finding, and a last line that sums up. */
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
