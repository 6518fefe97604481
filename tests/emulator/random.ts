/** A source of ids and tokens: the same seed gives the same ones, and no text is given twice. */
export class Random {
  private state: number;
  private readonly given = new Set<string>();

  constructor(seed: number) {
    this.state = seed >>> 0;
  }

  /** Upper-case letters, as enrollment tokens have. */
  letters(length: number): string {
    return this.unique(() => this.pick("ABCDEFGHIJKLMNOPQRSTUVWXYZ", length));
  }

  guid(): string {
    return this.unique(() => {
      const hex = (length: number) => this.pick("0123456789abcdef", length);
      return `${hex(8)}-${hex(4)}-4${hex(3)}-${this.pick("89ab", 1)}${hex(3)}-${hex(12)}`;
    });
  }

  private unique(make: () => string): string {
    for (;;) {
      const text = make();
      if (this.given.has(text)) continue;
      this.given.add(text);
      return text;
    }
  }

  private pick(alphabet: string, length: number): string {
    return Array.from({ length }, () => alphabet.charAt(this.below(alphabet.length))).join("");
  }

  /** Mulberry32: small, and good enough for test data. */
  private below(limit: number): number {
    this.state = (this.state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(this.state ^ (this.state >>> 15), this.state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * limit);
  }
}
