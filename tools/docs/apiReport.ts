import { join, relative } from "node:path";
import ts from "typescript";
import { repository } from "../repository";

const dist = join(repository, "provider/dist");

/**
 * The public types of the built package in one text, without comments: everything that index.ts exports, and what
 * those declarations name besides. It is committed, so that a change of the contract shows in review.
 */
export function reportApi(): string {
  const index = join(dist, "index.d.ts");
  const program = ts.createProgram([index], {
    module: ts.ModuleKind.NodeNext,
    target: ts.ScriptTarget.ES2023,
    skipLibCheck: true,
  });
  const checker = program.getTypeChecker();
  const file = program.getSourceFile(index);
  const module = file && checker.getSymbolAtLocation(file);
  if (module === undefined) throw new Error("The package is not built: npm run build.");
  const exported = new Map(
    checker.getExportsOfModule(module).map((symbol) => [resolved(checker, symbol), symbol.name]),
  );
  const others = namedBy(checker, [...exported.keys()]);
  return [
    "# Public types\n\nWritten by `npm run docs` from the built package. A change here is a change of the contract.",
    section(
      "Exported",
      [...exported].map(([symbol, name]) => [name, symbol]),
    ),
    section(
      "Named by the above, not exported",
      others.map((symbol) => [symbol.name, symbol]),
    ),
  ].join("\n\n");
}

/** What declarations refer to, and what that refers to, as far as it is the package's own. */
function namedBy(checker: ts.TypeChecker, exported: readonly ts.Symbol[]): ts.Symbol[] {
  const seen = new Set(exported);
  const queue = [...exported];
  for (let symbol = queue.shift(); symbol !== undefined; symbol = queue.shift()) {
    for (const declaration of ownDeclarations(symbol)) {
      const visit = (node: ts.Node): void => {
        const target = ts.isIdentifier(node) ? checker.getSymbolAtLocation(node) : undefined;
        const named = target && resolved(checker, target);
        if (named !== undefined && !seen.has(named) && ownDeclarations(named).length > 0) {
          seen.add(named);
          queue.push(named);
        }
        ts.forEachChild(node, visit);
      };
      visit(declaration);
    }
  }
  return [...seen].slice(exported.length);
}

function resolved(checker: ts.TypeChecker, symbol: ts.Symbol): ts.Symbol {
  return symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
}

/** The symbol's top-level statements in the package; none for what is declared elsewhere, or within another. */
function ownDeclarations(symbol: ts.Symbol): ts.Node[] {
  return (symbol.declarations ?? [])
    .filter((declaration) => !relative(dist, declaration.getSourceFile().fileName).startsWith(".."))
    .map((declaration) => (ts.isVariableDeclaration(declaration) ? declaration.parent.parent : declaration))
    .filter((declaration) => ts.isSourceFile(declaration.parent));
}

function section(title: string, symbols: readonly (readonly [string, ts.Symbol])[]): string {
  const blocks = [...symbols]
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([name, symbol]) => `### ${name}\n\n${ownDeclarations(symbol).map(block).join("\n\n")}`);
  return [`## ${title}`, ...blocks].join("\n\n");
}

const printer = ts.createPrinter({ removeComments: true });

function block(declaration: ts.Node): string {
  const file = declaration.getSourceFile();
  const text = printer.printNode(ts.EmitHint.Unspecified, declaration, file);
  return `\`\`\`ts\n${text}\n\`\`\``;
}
