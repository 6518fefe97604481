const mostCharacters = 200;

/** Why a text cannot be a profile's id, in words that follow "it"; undefined where it can. Not every id is a GUID. */
export function profileIdFault(id: string): string | undefined {
  if (id === "") return "is empty";
  if (/[/?#%\\]/.test(id)) return "holds one of / \\ ? # %";
  if (/[\s\p{Cc}\p{Cf}\p{Cs}]/u.test(id)) return "holds white space or a control character";
  // Dots would lead the address of a request elsewhere.
  if (id === "." || id === ".." || id.length > mostCharacters) return "is not an id";
  return undefined;
}
