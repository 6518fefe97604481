/** Shows one line to whoever waits. */
export type Say = (line: string) => void;

const INTERVAL_IN_SECONDS = 15;

/** Does the work, saying how long it has taken so far, so that a long silence is not taken for a hang. */
export async function withProgress<T>(what: string, say: Say, work: () => Promise<T>): Promise<T> {
  say(what);
  let seconds = 0;
  const timer = setInterval(() => {
    seconds += INTERVAL_IN_SECONDS;
    say(`${what}: ${seconds} s so far`);
  }, INTERVAL_IN_SECONDS * 1000);
  try {
    return await work();
  } finally {
    clearInterval(timer);
  }
}
