import type { Deployment } from "@pulumi/pulumi/automation";

/** A resource as it stands in state, decrypted. */
export interface Stored {
  readonly id: string;
  readonly outputs: Readonly<Record<string, unknown>>;
  /** The outputs that are encrypted. */
  readonly secrets: readonly string[];
}

interface Resource {
  readonly urn: string;
  readonly id?: string;
  readonly outputs?: Readonly<Record<string, unknown>>;
}

/** The resources of a type by their names, out of a state that was exported with its secrets. */
export function storedOf(type: string, exported: Deployment): ReadonlyMap<string, Stored> {
  const { resources = [] } = exported.deployment as { resources?: readonly Resource[] };
  const found = resources.flatMap(({ urn, id = "", outputs = {} }) => {
    const [, name] = urn.split(`:${type}::`);
    if (name === undefined) return [];
    const values = Object.entries(outputs).map(([key, value]) => [key, decrypted(value)] as const);
    const secrets = Object.keys(outputs).filter((key) => plaintextOf(outputs[key]) !== undefined);
    return [[name, { id, outputs: Object.fromEntries(values), secrets }] as const];
  });
  return new Map(found);
}

function decrypted(value: unknown): unknown {
  const plaintext = plaintextOf(value);
  return plaintext === undefined ? value : JSON.parse(plaintext);
}

/** An encrypted value is exported as an object that holds it as JSON. */
function plaintextOf(value: unknown): string | undefined {
  return (value as { readonly plaintext?: string } | null | undefined)?.plaintext;
}
