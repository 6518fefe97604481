/**
 * The profiles whose token is that of a resource which the program of this run declares. A resource that was renamed or
 * replaced is deleted after its successor was made; the token is the successor's by then, perhaps the very same one,
 * adopted, and must not be revoked.
 */
export class Holders {
  private readonly declared = new Set<string>();
  private readonly held = new Set<string>();

  /** The program declares a resource on the profile. Whether it comes to be is not known yet. */
  declare(profile: string): void {
    this.declared.add(profile);
  }

  /**
   * A resource on the profile stays as it is. The engine asks the same after it read one that it is about to delete: that
   * one is not declared.
   */
  stays(profile: string): void {
    if (this.declared.has(profile)) this.held.add(profile);
  }

  /** A resource on the profile was made or updated, or has asked for a token. */
  hold(profile: string): void {
    this.held.add(profile);
  }

  has(profile: string): boolean {
    return this.held.has(profile);
  }
}
