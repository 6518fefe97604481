import { setTimeout } from "node:timers/promises";

/** The provider's only source of time. It is passed in everywhere, so that tests control it. */
export interface Clock {
  now(): Date;
  /** Resolves after that many milliseconds. */
  sleep(milliseconds: number): Promise<void>;
  /** Calls `tick` at every interval until the returned function is called. Does not keep the process alive. */
  every(milliseconds: number, tick: () => void): () => void;
}

export const systemClock: Clock = {
  now: () => new Date(),
  sleep: (milliseconds) => setTimeout(milliseconds),
  every: (milliseconds, tick) => {
    const timer = setInterval(tick, milliseconds).unref();
    return () => {
      clearInterval(timer);
    };
  },
};
