/** What is being waited for, on stderr: stdout is for the table. */
export function say(line: string): void {
  process.stderr.write(`${line}\n`);
}
