/**
 * Which profiles have a resource that the program of this run declares. A resource that was renamed or replaced is
 * deleted after its successor was made. By then the token is the successor's, perhaps the very same one, adopted, and
 * must not be revoked.
 */
export class Successors {
  private readonly declared = new Set<string>();
  private readonly made = new Map<string, "settled" | "pending">();

  /** The program declares a resource on the profile. Whether it comes to be is not known yet. */
  declare(profile: string): void {
    this.declared.add(profile);
  }

  /**
   * A resource on the profile is in state and stays there, even if its update fails. The engine asks for the diff of one
   * that it is about to delete, too, after it read it: that one is not declared.
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

  /** The resource that takes the place of one on the profile which is to be deleted; undefined where there is none. */
  on(profile: string): "settled" | "pending" | undefined {
    return this.made.get(profile);
  }
}
