import type { Clock } from "../clock";

/** How often somebody who waits is told how far things are. */
const noticeIntervalInMilliseconds = 5_000;

/** Says every few seconds how far something is that takes long, for as long as it is not done. */
export class Progress {
  private asked = 0;
  private done = 0;
  private stop: (() => void) | undefined;

  /** @param inWords what is waited for, and how many are done of those asked for so far */
  constructor(
    private readonly clock: Pick<Clock, "every">,
    private readonly notify: (message: string) => void,
    private readonly inWords: (done: number, asked: number) => string,
  ) {}

  async during<Result>(work: () => Promise<Result>): Promise<Result> {
    this.asked += 1;
    this.stop ??= this.clock.every(noticeIntervalInMilliseconds, () => {
      this.notify(this.inWords(this.done, this.asked));
    });
    try {
      return await work();
    } finally {
      this.done += 1;
      if (this.done === this.asked) {
        this.stop();
        this.stop = undefined;
      }
    }
  }
}
