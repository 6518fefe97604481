import { run } from "./run";
import { processTerminal } from "./terminal";

const interrupt = new AbortController();
for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.on(signal, () => {
    // The second one means it: whoever cleans up does not get to the end.
    if (interrupt.signal.aborted) process.exit(130);
    interrupt.abort();
  });
}

void run(process.argv.slice(2), processTerminal(interrupt)).then((status) => {
  process.exitCode = status;
  // Requests under way would keep an interrupted process. What was printed is let out first.
  if (interrupt.signal.aborted) process.stdout.write("", () => process.exit(status));
});
