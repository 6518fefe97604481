import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { secretSettings, settingNames } from "../../provider/src/config/settings";
import { pluginFunctions } from "../../provider/src/plugin/functions";
import { pluginResources } from "../../provider/src/plugin/resources";
import { secretProperties } from "../../provider/src/plugin/wire";
import { repository } from "../../tools/repository";

interface Property {
  readonly type?: string;
  readonly $ref?: string;
  readonly description?: string;
  readonly default?: unknown;
  readonly secret?: boolean;
  readonly replaceOnChanges?: boolean;
}

type Properties = Readonly<Record<string, Property>>;

interface Schema {
  readonly config: { readonly variables: Properties };
  readonly provider: { readonly inputProperties: Properties };
  readonly resources: Readonly<
    Record<string, { inputProperties: Properties; requiredInputs: string[]; properties: Properties }>
  >;
  readonly functions: Readonly<Record<string, { inputs: { properties: Properties }; description: string }>>;
  readonly types: Readonly<Record<string, { properties?: Properties }>>;
}

describe("the schema of the plugin", () => {
  let schema: Schema;
  const notServed = () => {
    throw new Error("no session");
  };
  const resources = pluginResources(notServed, { partlyMade: (error) => error });

  before(async () => {
    schema = JSON.parse(await readFile(join(repository, "provider/schema.json"), "utf8")) as Schema;
  });

  it("has the resources and functions that the plugin serves", () => {
    assert.deepEqual(Object.keys(schema.resources).sort(), Object.keys(resources).sort());
    assert.deepEqual(Object.keys(schema.functions).sort(), Object.keys(pluginFunctions).sort());
  });

  for (const [type, { arguments: table }] of Object.entries(resources)) {
    it(`says of the arguments of ${type} what their table says`, () => {
      const { inputProperties, requiredInputs, properties } = schema.resources[type] ?? assert.fail();
      assert.deepEqual(Object.keys(inputProperties).sort(), Object.keys(table).sort());
      assert.deepEqual(
        requiredInputs.toSorted(),
        Object.keys(table)
          .filter((name) => table[name]?.required === true)
          .sort(),
      );
      for (const [name, { default: preset, secret, change }] of Object.entries(table)) {
        const input = inputProperties[name];
        assert.equal(input?.default, typeof preset === "function" ? undefined : preset, name);
        assert.equal(input?.secret === true, secret === "always", name);
        assert.equal(input?.replaceOnChanges === true, change === "replace", name);
        assert.ok(properties[name], `${name} is an output too`);
      }
      const secrets = Object.keys(properties).filter((name) => properties[name]?.secret);
      assert.deepEqual(
        secrets.sort(),
        secretProperties.filter((name) => Object.hasOwn(properties, name)).sort(),
      );
    });
  }

  it("has every setting, of the stack and as an argument of a provider", () => {
    const { variables } = schema.config;
    assert.deepEqual(Object.keys(variables), settingNames);
    assert.deepEqual(variables, schema.provider.inputProperties);
    const secrets = Object.keys(variables).filter((name) => variables[name]?.secret);
    assert.deepEqual(secrets.sort(), [...secretSettings].sort());
    assert.match(
      variables.clientId?.description ?? "",
      /From the environment: `ARM_CLIENT_ID`, `AZURE_CLIENT_ID`/,
    );
  });

  it("describes everything, for any language, and refers to what is there", () => {
    const described = Object.values(schema.resources).flatMap(({ inputProperties, properties }) => [
      ...Object.entries(inputProperties),
      ...Object.entries(properties),
    ]);
    for (const [name, { description = "" }] of described) {
      assert.notEqual(description, "", name);
      assert.doesNotMatch(description, /\{@link|```/, name);
    }
    for (const { description } of Object.values(schema.functions)) assert.notEqual(description, "");
    const references = JSON.stringify(schema).matchAll(/"\$ref":"#\/types\/([^"]+)"/g);
    for (const [, name = ""] of references) assert.ok(schema.types[name], name);
  });
});
