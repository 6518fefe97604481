/**
 * The plugin's Pulumi schema, from which SDKs in other languages are generated and by which YAML programs are checked:
 * from the TypeScript types and doc comments that programs see, the tables of arguments, and the settings.
 *
 * Source: https://www.pulumi.com/docs/iac/guides/building-extending/packages/schema/
 */
import { join } from "node:path";
import type { Setting } from "../../provider/src/config/parse";
import { settingsTable } from "../../provider/src/config/settings";
import { boolean, seconds } from "../../provider/src/config/values";
import { type Argument } from "../../provider/src/lifecycle/arguments";
import { profileArguments } from "../../provider/src/lifecycle/profile/arguments";
import { tokenArguments } from "../../provider/src/lifecycle/token/arguments";
import { repository } from "../repository";
import { type PropertySpec, SchemaTypes } from "./schemaTypes";

interface ObjectSpec {
  readonly properties: Readonly<Record<string, PropertySpec>>;
  readonly required: readonly string[];
}

const source = join(repository, "provider/src");

export function writeSchema(): string {
  const types = new SchemaTypes(join(source, "index.ts"));
  const schema = {
    name: "intune",
    displayName: "Microsoft Intune enrollment",
    description: "Microsoft Intune enrollment profiles and tokens for Android devices",
    keywords: [
      "pulumi",
      "intune",
      "android",
      "enrollment",
      "microsoft-graph",
      "category/infrastructure",
      "kind/native",
    ],
    license: "Apache-2.0",
    config: { variables: settings() },
    provider: {
      description: "The tenant to work in, and how to sign in to it. A stack can have several.",
      inputProperties: settings(),
    },
    resources: {
      "intune:index:EnrollmentToken": resource(types, "EnrollmentToken", tokenArguments, derived),
      "intune:index:EnrollmentProfile": resource(types, "EnrollmentProfile", profileArguments, []),
    },
    functions: functions(types),
    types: types.named,
    language: languages,
  };
  return JSON.stringify(schema, null, 2);
}

/** What generators of SDKs have to know besides. */
const languages = {
  nodejs: { respectSchemaVersion: true },
  python: { respectSchemaVersion: true, pyproject: { enabled: true } },
  go: { importBasePath: "example.com/pulumi-intune-enrollment/sdk/go/intune", respectSchemaVersion: true },
  csharp: { respectSchemaVersion: true },
};

/**
 * Every setting may come from the environment, and the provider reads it there. The schema names the variables in words
 * only: an SDK that read them would write them, and with them how this machine signs in, into the stack's state.
 */
function settings(): Readonly<Record<string, PropertySpec>> {
  return Object.fromEntries(
    Object.entries<Setting<unknown>>(settingsTable).map(
      ([name, { type, doc, variables, byDefault, secret }]) => {
        const preset = byDefault === "" ? "" : ` Default: ${byDefault}.`;
        const from = variables.length === 0 ? "" : ` From the environment: \`${variables.join("`, `")}\`.`;
        // A link that leads somewhere in the repository's documents leads nowhere in an SDK's.
        const description = doc.replaceAll(/\[([^\]]+)\]\([^)]*\)/g, "docs/$1") + preset + from;
        const kind = type === boolean ? "boolean" : type === seconds ? "number" : "string";
        return [name, { type: kind, description, ...(secret && { secret }) }];
      },
    ),
  );
}

/** Properties of the TypeScript class that it makes of outputs. */
const derived = ["rotationDueDateTime", "qrCodeImage"];

function resource(
  types: SchemaTypes,
  name: string,
  table: Readonly<Record<string, Argument<string>>>,
  without: readonly string[],
): object {
  const inputs = types.object(`${name}Args`);
  const inputProperties = mapped(inputs.properties, (property, argument) => {
    const { default: preset, change, secret } = table[argument] ?? {};
    return {
      ...property,
      ...(preset !== undefined && typeof preset !== "function" && { default: preset }),
      ...(secret === "always" && { secret: true }),
      ...(change === "replace" && { replaceOnChanges: true }),
    };
  });
  const outputs = types.object(name, without);
  const properties = mapped(outputs.properties, (property, output) => {
    const argument = inputs.properties[output];
    const isSecretOutput =
      argument === undefined ? isSaidSecret(property) : table[output]?.secret === "always";
    return {
      ...property,
      ...(argument && { description: argument.description }),
      ...(isSecretOutput && { secret: true }),
    };
  });
  return {
    description: outputs.description,
    inputProperties,
    requiredInputs: inputs.required,
    properties,
    required: outputs.required,
  };
}

function isSaidSecret({ description = "" }: PropertySpec): boolean {
  return description.startsWith("Secret.");
}

function functions(types: SchemaTypes): object {
  const token = types.object("GetEnrollmentTokenResult");
  const content = { properties: pick(token.properties, ["qrCodeContent"]), required: ["qrCodeContent"] };
  const form = types.property(
    "QrCodeForm",
    "qrCodeForm",
    "How it is drawn: `svg`, `png` (base64), or `terminal` (text).",
  );
  const drawing = { properties: { form }, required: ["form"] };
  const result: ObjectSpec = {
    properties: { result: { type: "string", description: "Secret.", secret: true } },
    required: ["result"],
  };
  const lookUp = (name: string, inputs: ObjectSpec, outputs: ObjectSpec) => ({
    description: types.functionDescription(name),
    inputs,
    outputs,
  });
  const handOut = (name: string, ...inputs: readonly ObjectSpec[]) => ({
    description: types.functionDescription(name),
    inputs: inputs.reduce(both),
    outputs: result,
  });
  const profiles = types.listOf("GetEnrollmentProfileResult");
  return {
    "intune:index:getEnrollmentProfile": lookUp(
      "getEnrollmentProfile",
      types.object("GetEnrollmentProfileArgs"),
      types.object("GetEnrollmentProfileResult"),
    ),
    "intune:index:listEnrollmentProfiles": lookUp(
      "listEnrollmentProfiles",
      types.object("ListEnrollmentProfilesArgs"),
      {
        properties: { profiles },
        required: ["profiles"],
      },
    ),
    "intune:index:getEnrollmentToken": lookUp("getEnrollmentToken", types.object("GetEnrollmentTokenArgs"), {
      ...token,
      properties: mapped(token.properties, (property) => ({ ...property, secret: true })),
    }),
    "intune:index:qrCode": handOut(
      "enrollmentQrCode",
      content,
      drawing,
      types.object("QrContentOptions"),
      types.object("QrCodeOptions"),
    ),
    "intune:index:enrollmentSheet": handOut("enrollmentSheet", token, types.object("EnrollmentSheetOptions")),
    "intune:index:zeroTouchConfiguration": handOut(
      "zeroTouchConfiguration",
      content,
      types.object("ZeroTouchOptions"),
    ),
    "intune:index:knoxConfiguration": handOut("knoxConfiguration", content),
    "intune:index:aospConfiguration": handOut("aospConfiguration", content, types.object("QrContentOptions")),
  };
}

function both(one: ObjectSpec, other: ObjectSpec): ObjectSpec {
  return {
    properties: { ...one.properties, ...other.properties },
    required: [...one.required, ...other.required],
  };
}

function mapped(
  properties: Readonly<Record<string, PropertySpec>>,
  change: (property: PropertySpec, name: string) => PropertySpec,
): Readonly<Record<string, PropertySpec>> {
  return Object.fromEntries(
    Object.entries(properties).map(([name, property]) => [name, change(property, name)]),
  );
}

function pick(
  properties: Readonly<Record<string, PropertySpec>>,
  names: readonly string[],
): Readonly<Record<string, PropertySpec>> {
  return Object.fromEntries(Object.entries(properties).filter(([name]) => names.includes(name)));
}
