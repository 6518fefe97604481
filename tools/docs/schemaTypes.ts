/** TypeScript's types and doc comments in the words of a Pulumi schema. */
import ts from "typescript";

/** A type in a schema: a plain one, or one that is named in it. */
export interface TypeSpec {
  readonly type?: "string" | "boolean" | "integer" | "number" | "array" | "object";
  readonly $ref?: string;
  readonly items?: TypeSpec;
  readonly additionalProperties?: TypeSpec;
}

export interface PropertySpec extends TypeSpec {
  readonly description?: string;
  readonly default?: string | number | boolean;
  readonly secret?: true;
  readonly replaceOnChanges?: true;
}

interface NamedType {
  readonly type: "string" | "object";
  readonly description?: string;
  readonly enum?: readonly { readonly value: string }[];
  readonly properties?: Readonly<Record<string, PropertySpec>>;
  readonly required?: readonly string[];
}

interface DescribedObject {
  readonly description: string;
  readonly properties: Readonly<Record<string, PropertySpec>>;
  readonly required: readonly string[];
}

/** What wraps the types of properties in Pulumi programs, which a schema leaves to each language. */
const wrappers = ["Input", "Output", "OutputInstance"];

export class SchemaTypes {
  /** The enums and objects that properties refer to, by their tokens. */
  readonly named: Record<string, NamedType> = {};
  private readonly checker: ts.TypeChecker;
  private readonly exported: ReadonlyMap<string, ts.Symbol>;

  /** @param file exports what is asked for by name */
  constructor(file: string) {
    const program = ts.createProgram([file], {
      module: ts.ModuleKind.NodeNext,
      target: ts.ScriptTarget.ES2023,
      strict: true,
      skipLibCheck: true,
    });
    this.checker = program.getTypeChecker();
    const source = program.getSourceFile(file);
    const module = source && this.checker.getSymbolAtLocation(source);
    if (module === undefined) throw new Error(`${file} exports nothing.`);
    this.exported = new Map(
      this.checker.getExportsOfModule(module).map((symbol) => [symbol.name, this.resolved(symbol)]),
    );
  }

  /** The properties of an interface, a type, or a class's own. */
  object(name: string, without: readonly string[] = []): DescribedObject {
    const symbol = this.find(name);
    const own = (property: ts.Symbol) =>
      !(symbol.flags & ts.SymbolFlags.Class) || (property as { parent?: ts.Symbol }).parent === symbol;
    const isValue = ({ flags }: ts.Symbol) =>
      (flags & (ts.SymbolFlags.Property | ts.SymbolFlags.Accessor)) !== 0;
    const type = this.checker.getDeclaredTypeOfSymbol(symbol);
    const properties = type
      .getProperties()
      .filter((property) => own(property) && isValue(property) && !without.includes(property.name));
    return { description: this.description(symbol), ...this.specsOf(properties) };
  }

  /** A property of a type that has a name of its own. */
  property(typeName: string, name: string, description: string): PropertySpec {
    const type = this.checker.getDeclaredTypeOfSymbol(this.find(typeName));
    return { ...this.specOf(type, name), description };
  }

  listOf(name: string): PropertySpec {
    return {
      type: "array",
      items: this.objectType(this.checker.getDeclaredTypeOfSymbol(this.find(name)), name),
    };
  }

  functionDescription(name: string): string {
    return this.description(this.find(name));
  }

  private find(name: string): ts.Symbol {
    const symbol = this.exported.get(name);
    if (symbol === undefined) throw new Error(`The package exports no ${name}.`);
    return symbol;
  }

  private resolved(symbol: ts.Symbol): ts.Symbol {
    return symbol.flags & ts.SymbolFlags.Alias ? this.checker.getAliasedSymbol(symbol) : symbol;
  }

  private specsOf(symbols: readonly ts.Symbol[]): Pick<DescribedObject, "properties" | "required"> {
    const specs = symbols.map((symbol) => {
      const type = this.declaredType(symbol);
      const isOptional = (symbol.flags & ts.SymbolFlags.Optional) !== 0 || this.allowsNone(type);
      const spec = { ...this.specOf(type, symbol.name), description: this.description(symbol) };
      return { name: symbol.name, isOptional, spec };
    });
    return {
      properties: Object.fromEntries(specs.map(({ name, spec }) => [name, spec])),
      required: specs.filter(({ isOptional }) => !isOptional).map(({ name }) => name),
    };
  }

  /** As it is written: an optional property's type has lost the names of its parts. */
  private declaredType(symbol: ts.Symbol): ts.Type {
    const [declaration] = symbol.declarations ?? [];
    const isWritten =
      declaration && (ts.isPropertySignature(declaration) || ts.isPropertyDeclaration(declaration));
    if (isWritten && declaration.type !== undefined)
      return this.checker.getTypeFromTypeNode(declaration.type);
    return this.checker.getTypeOfSymbol(symbol);
  }

  private unwrapped(type: ts.Type): ts.Type {
    const wrapper = type.aliasSymbol ?? (type.flags & ts.TypeFlags.Object ? type.symbol : undefined);
    if (!wrappers.includes(wrapper?.name ?? "")) return type;
    const [inner] = type.aliasTypeArguments ?? this.checker.getTypeArguments(type as ts.TypeReference);
    return inner === undefined ? type : this.unwrapped(inner);
  }

  private allowsNone(type: ts.Type): boolean {
    const inner = this.unwrapped(type);
    return inner.isUnion() && inner.types.some(({ flags }) => (flags & ts.TypeFlags.Undefined) !== 0);
  }

  /** @param name what the type is for, which names it where it has no name of its own */
  private specOf(wrapped: ts.Type, name: string): TypeSpec {
    const type = this.checker.getNonNullableType(this.unwrapped(wrapped));
    if (this.checker.isArrayType(type)) {
      const [item] = this.checker.getTypeArguments(type as ts.TypeReference);
      if (item !== undefined) return { type: "array", items: this.specOf(item, name) };
    }
    if (type.isUnion() && type.types.every((part) => part.isStringLiteral())) {
      return this.enumType(
        type.types.map((part) => part.value),
        name,
      );
    }
    if (type.flags & ts.TypeFlags.StringLike) return { type: "string" };
    if (type.flags & ts.TypeFlags.BooleanLike) return { type: "boolean" };
    if (type.flags & ts.TypeFlags.NumberLike) return { type: "integer" };
    if (type.isUnion()) return { $ref: "pulumi.json#/Any" };
    const [index] = this.checker.getIndexInfosOfType(type);
    if (index !== undefined) return { type: "object", additionalProperties: this.specOf(index.type, name) };
    if (type.flags & ts.TypeFlags.Object) return this.objectType(type, capitalised(name));
    throw new Error(`${name} is ${this.checker.typeToString(type)}, which no schema can say.`);
  }

  private enumType(values: readonly string[], name: string): TypeSpec {
    const sorted = values.toSorted();
    const token = `intune:index:${capitalised(name)}`;
    const same = Object.entries(this.named).find(
      ([, { enum: known }]) => known?.map(({ value }) => value).join() === sorted.join(),
    );
    if (same !== undefined) return { type: "string", $ref: `#/types/${same[0]}` };
    this.add(token, { type: "string", enum: sorted.map((value) => ({ value })) });
    return { type: "string", $ref: `#/types/${token}` };
  }

  private objectType(type: ts.Type, name: string): TypeSpec {
    const symbol = type.aliasSymbol ?? type.symbol;
    const token = `intune:index:${symbol.name === "__type" ? capitalised(name) : symbol.name}`;
    if (this.named[token] === undefined) {
      this.add(token, {
        type: "object",
        description: this.description(symbol),
        ...this.specsOf(type.getProperties()),
      });
    }
    return { type: "object", $ref: `#/types/${token}` };
  }

  private add(token: string, type: NamedType): void {
    if (this.named[token] !== undefined) throw new Error(`Two types are called ${token}.`);
    this.named[token] = type;
  }

  /** The comment, as Markdown for any language: a link is the name that it leads to, and a program in TypeScript is left out. */
  private description(symbol: ts.Symbol): string {
    return ts
      .displayPartsToString(symbol.getDocumentationComment(this.checker))
      .replaceAll(/```[\s\S]*?```/g, "")
      .replaceAll(/\{@link (?:[\w.]+\.)?(\w+)[^}]*\}/g, "`$1`")
      .trim();
  }
}

function capitalised(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1);
}
