/**
 * Knows which profiles have a resource that this run's program declares. If a resource was renamed or replaced, it is
 * deleted after its successor was made. The profile's token is then the successor's, which may even have adopted it,
 * and must not be revoked.
 */
export class Successors {
  private readonly declared = new Set<string>();
  private readonly made = new Map<string, "settled" | "pending">();

  /** The program declares a resource on the profile. It may still fail to be made. */
  declare(profile: string): void {
    this.declared.add(profile);
  }

  /**
   * A resource on the profile is in state, and stays there even if its update fails. The engine also calls `diff` for a
   * resource that it will delete after reading it. That one does not count, because the program does not declare it.
   */
  inState(profile: string, isPending: boolean): void {
    if (this.declared.has(profile)) this.made.set(profile, isPending ? "pending" : "settled");
  }

  /** A resource on the profile was made or updated. */
  settled(profile: string): void {
    this.made.set(profile, "settled");
  }

  /** A resource on the profile has asked for a token, which does not show yet. */
  pending(profile: string): void {
    this.made.set(profile, "pending");
  }

  /** The successor of a resource that is deleted on the profile. Undefined if there is none. */
  on(profile: string): "settled" | "pending" | undefined {
    return this.made.get(profile);
  }
}
