/** Notes which resource of a run has which profile. A profile has one token, so two resources would replace each other's. */
export class Claims {
  private readonly owners = new Map<string, { readonly name: string; readonly owner: unknown }>();

  /**
   * Notes that a resource has a profile. If another one has it already, returns an error message that names both.
   *
   * @param key the profile, in the same text for every spelling of its id and tenant
   * @param target the profile as this resource spells it, for the message
   * @param owner tells the resource from others of its name
   */
  claim(key: string, target: string, name: string, owner: unknown): string | undefined {
    const other = this.owners.get(key);
    if (other === undefined) {
      this.owners.set(key, { name, owner });
      return undefined;
    }
    if (other.owner === owner) return undefined;
    return (
      `The enrollment tokens "${other.name}" and "${name}" are both on ${target}, which has one token only: ` +
      "remove one of them, or give it a profile of its own."
    );
  }
}
