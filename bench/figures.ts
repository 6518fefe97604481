/** One measured figure, and what it is held to where there is a goal. */
export interface Figure {
  readonly section: string;
  readonly what: string;
  /** None where it could not be measured; `what` says why. */
  readonly value: number | null;
  /** `×` is ours against the other's within the same run. */
  readonly unit: "×" | "requests" | "sign-ins" | "bytes" | "%" | "MiB" | "resources" | "s";
  readonly goal?: { readonly atMost: number } | { readonly exactly: number };
}

export function met({ value, goal }: Figure): boolean | undefined {
  if (goal === undefined || value === null) return undefined;
  return "exactly" in goal ? value === goal.exactly : value <= goal.atMost;
}

/** The figures as a table for people. */
export function table(figures: readonly Figure[]): string {
  const rows = figures.map((figure) => [
    figure.section,
    figure.what,
    valueInWords(figure),
    goalInWords(figure),
    { true: "met", false: "missed", undefined: "" }[String(met(figure)) as "true" | "false" | "undefined"],
  ]);
  const all = [["section", "figure", "value", "goal", ""], ...rows];
  const widths = [0, 1, 2, 3, 4].map((column) => Math.max(...all.map((row) => row[column]?.length ?? 0)));
  return all
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}

export function rounded(value: number, digits = 2): number {
  return Number(value.toFixed(digits));
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const [low = NaN, high = NaN] =
    sorted.length % 2 === 0 ? sorted.slice(middle - 1, middle + 1) : [sorted[middle], sorted[middle]];
  return (low + high) / 2;
}

export function valueInWords({ value, unit }: Figure): string {
  return value === null ? "not measured" : `${value} ${unit}`;
}

export function goalInWords({ goal }: Figure): string {
  if (goal === undefined) return "";
  return "exactly" in goal ? `${goal.exactly}` : `≤ ${goal.atMost}`;
}

/** What is being waited for, on stderr: stdout is for the table. */
export function say(line: string): void {
  process.stderr.write(`${line}\n`);
}
