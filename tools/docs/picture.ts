import { glob, readFile } from "node:fs/promises";
import { join } from "node:path";
import ts from "typescript";
import { repository } from "../repository";

const source = join(repository, "provider/src");

/** How one part of the package uses another, or a package from outside. */
interface Use {
  readonly from: string;
  readonly to: string;
  /** True where only types are imported: nothing of it is left at run time. */
  readonly typesOnly: boolean;
}

/**
 * The picture in ARCHITECTURE.md, drawn from what the code imports so that it cannot be wishful: a box a folder of
 * provider/src, a rounded box a package from outside, a dotted line where only types are used.
 */
export async function drawPicture(): Promise<string> {
  const uses = merge(await readUses());
  const parts = new Set(uses.flatMap(({ from, to }) => [from, to]));
  return [
    "flowchart TD",
    ...[...parts].sort().map((part) => `  ${nodeOf(part)}`),
    ...uses.map(({ from, to, typesOnly }) => `  ${idOf(from)} ${typesOnly ? "-.->" : "-->"} ${idOf(to)}`),
  ].join("\n");
}

async function readUses(): Promise<Use[]> {
  const uses: Use[] = [];
  for await (const file of glob("**/*.ts", { cwd: source })) {
    const from = partOf(file);
    if (from === undefined) continue;
    const text = ts.createSourceFile(
      file,
      await readFile(join(source, file), "utf8"),
      ts.ScriptTarget.ES2023,
    );
    for (const { specifier, typesOnly } of importsOf(text)) {
      const to = specifier.startsWith(".") ? partOf(join(file, "..", specifier)) : packageOf(specifier);
      if (to !== undefined && to !== from) uses.push({ from, to, typesOnly });
    }
  }
  return uses;
}

function importsOf(file: ts.SourceFile): { specifier: string; typesOnly: boolean }[] {
  const found: { specifier: string; typesOnly: boolean }[] = [];
  const visit = (node: ts.Node): void => {
    if (
      (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) &&
      node.moduleSpecifier !== undefined &&
      ts.isStringLiteral(node.moduleSpecifier)
    ) {
      found.push({ specifier: node.moduleSpecifier.text, typesOnly: isTypesOnly(node) });
    }
    if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) {
      const [argument] = node.arguments;
      if (argument !== undefined && ts.isStringLiteral(argument)) {
        found.push({ specifier: argument.text, typesOnly: false });
      }
    }
    ts.forEachChild(node, visit);
  };
  visit(file);
  return found;
}

function isTypesOnly(node: ts.ImportDeclaration | ts.ExportDeclaration): boolean {
  if (ts.isExportDeclaration(node)) return node.isTypeOnly;
  const clause = node.importClause;
  if (clause === undefined) return false;
  if (clause.phaseModifier === ts.SyntaxKind.TypeKeyword) return true;
  const { name, namedBindings } = clause;
  if (name !== undefined || namedBindings === undefined || !ts.isNamedImports(namedBindings)) return false;
  return namedBindings.elements.every(({ isTypeOnly }) => isTypeOnly);
}

/** The folder of a module; `index` is what stacks import. Errors and the clock, which all may use, are left out. */
function partOf(path: string): string | undefined {
  const [first = "", ...rest] = path.split("/");
  if (rest.length > 0) return first;
  return first.replace(/\.ts$/, "") === "index" ? "index" : undefined;
}

/** The package's name without the module in it; Node.js itself is left out. */
function packageOf(specifier: string): string | undefined {
  if (specifier.startsWith("node:")) return undefined;
  const [scope = "", name = ""] = specifier.split("/");
  return scope.startsWith("@") ? `${scope}/${name}` : scope;
}

/** One line a pair of parts, in the order of their names; of types only if every use is. */
function merge(uses: readonly Use[]): Use[] {
  const merged = new Map<string, Use>();
  for (const use of uses) {
    const key = `${use.from} ${use.to}`;
    merged.set(key, { ...use, typesOnly: use.typesOnly && (merged.get(key)?.typesOnly ?? true) });
  }
  return [...merged].sort(([one], [other]) => (one < other ? -1 : 1)).map(([, use]) => use);
}

const ours: Readonly<Record<string, string>> = {
  index: "index.ts<br/>what a stack imports",
  resources: "resources/<br/>what a stack declares",
  cli: "cli/<br/>the command",
  plugin: "plugin/<br/>the hooks for other languages",
  lifecycle: "lifecycle/<br/>the lifecycle",
  graph: "graph/<br/>Microsoft Graph over HTTP",
  auth: "auth/<br/>sign-in",
  config: "config/<br/>the settings",
  qr: "qr/<br/>QR codes and sheets",
};

function nodeOf(part: string): string {
  const label = ours[part];
  return label === undefined ? `${idOf(part)}(["${part}"])` : `${idOf(part)}["${label}"]`;
}

function idOf(part: string): string {
  return part.replaceAll(/\W/g, "_");
}
