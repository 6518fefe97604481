import { run } from "./run";
import { processTerminal } from "./terminal";

const interrupt = new AbortController();
for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.on(signal, () => {
    // The second signal ends the process at once: a clean-up is not finished.
    if (interrupt.signal.aborted) process.exit(130);
    interrupt.abort();
  });
}

void run(process.argv.slice(2), processTerminal(interrupt)).then((status) => {
  process.exitCode = status;
  // Requests in progress would keep an interrupted process alive. The output is written first.
  if (interrupt.signal.aborted) process.stdout.write("", () => process.exit(status));
});
