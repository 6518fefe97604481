import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";

/** The package's resources. */
export type ResourceType = "EnrollmentToken" | "EnrollmentProfile";

/** A state as `pulumi stack export --show-secrets` shows it. */
export interface Exported {
  readonly version: number;
  readonly deployment: {
    readonly resources?: readonly Resource[];
    readonly pending_operations?: readonly {
      readonly type: string;
      readonly resource: { readonly urn: string };
    }[];
  };
}

interface Resource {
  readonly urn: string;
  readonly type: string;
  readonly id?: string;
  readonly outputs?: Readonly<Record<string, unknown>>;
  readonly stackTrace?: readonly { readonly sourcePosition?: string }[];
}

/** A resource as it stands in state, decrypted. */
export interface Stored {
  readonly id: string;
  readonly outputs: Readonly<Record<string, unknown>>;
  /** The outputs that are encrypted. */
  readonly secrets: readonly string[];
}

/** The resources of a type by their names. */
export function storedOf(
  type: ResourceType | "Stack",
  { deployment }: Exported,
): ReadonlyMap<string, Stored> {
  const found = (deployment.resources ?? []).flatMap(({ urn, id = "", outputs = {} }) => {
    const [, name] = urn.split(`:${type}::`);
    if (name === undefined) return [];
    const secrets = Object.keys(outputs).filter((key) => plaintextOf(outputs[key]) !== undefined);
    return [[name, { id, outputs: decrypted(outputs) as Stored["outputs"], secrets }] as const];
  });
  return new Map(found);
}

/** What a killed engine left pending: `creating kiosk` and so on. */
export function pendingIn({ deployment }: Exported): readonly string[] {
  const pending = deployment.pending_operations ?? [];
  return pending
    .map(({ type, resource }) => `${type} ${resource.urn.slice(resource.urn.lastIndexOf("::") + 2)}`)
    .sort();
}

function decrypted(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  const plaintext = plaintextOf(value);
  if (plaintext !== undefined) return decrypted(JSON.parse(plaintext));
  if (Array.isArray(value)) return value.map(decrypted);
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, decrypted(one)]));
}

/** An encrypted value is exported as an object that holds it as JSON. */
function plaintextOf(value: unknown): string | undefined {
  return (value as { readonly plaintext?: string } | null | undefined)?.plaintext;
}

/** Something to read: a file, or what a command said. */
export interface Text {
  readonly path: string;
  readonly text: string;
}

/** All files of a folder, however deep, as text. Links are not followed. */
export async function filesBelow(folder: string): Promise<Text[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return Promise.all(files.map(async (path) => ({ path, text: await readFile(path, "utf8") })));
}
