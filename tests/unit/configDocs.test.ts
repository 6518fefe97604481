import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { credentialKinds } from "../../provider/src/config/credentialKinds";
import { environmentVariables } from "../../provider/src/config/environmentVariables";
import { readSettings, settingNames, type SettingName } from "../../provider/src/config/settings";
import { secretSettings, signInParsers } from "../../provider/src/config/signInSettings";

const read = (name: string) => readFileSync(join(__dirname, "../../docs", name), "utf8");
const page = read("sign-in.md");
const isSetting = (name: string): name is SettingName => settingNames.includes(name as SettingName);

describe("docs/sign-in.md", () => {
  it("names no setting that there is not", () => {
    const named = [...page.matchAll(/\bintune:(\w+)/g)].map(([, name = ""]) => name);
    assert.deepEqual(
      named.filter((name) => !isSetting(name)),
      [],
    );
  });

  it("names every setting for signing in, and every kind of credential", () => {
    const names = [...Object.keys(signInParsers), ...credentialKinds];
    assert.deepEqual(
      names.filter((name) => !new RegExp(`\\b${name}\\b`).test(page)),
      [],
    );
  });

  it("maps azuread's variables to the settings that read them", () => {
    const rows = [...page.matchAll(/^\| `\w+` +\|([^|]*)\| `intune:(\w+)`[^|`]*\|$/gm)];
    assert.equal(rows.length, 18);
    for (const [, cell = "", name = ""] of rows) {
      assert.ok(isSetting(name));
      const variables = [...cell.matchAll(/`(\w+)`/g)].map(([, variable = ""]) => variable);
      const known = environmentVariables(name);
      assert.deepEqual(
        variables.filter((variable) => !known.includes(variable)),
        [],
        `intune:${name}`,
      );
      assert.notEqual(variables.length, 0);
    }
  });

  it("names no variable of azuread's that nothing reads, but for the two that are said to be replaced", () => {
    const known = new Set(settingNames.flatMap(environmentVariables));
    const named = [...page.matchAll(/\bARM_\w+/g)].map(([variable]) => variable);
    const unread = new Set(named.filter((variable) => !known.has(variable)));
    assert.deepEqual(unread, new Set(["ARM_METADATA_HOSTNAME", "ARM_MSI_ENDPOINT"]));
  });
});

/** Texts that are read under each type, and texts that are not. */
const types: Readonly<
  Record<string, { readonly taken: readonly string[]; readonly refused: readonly string[] }>
> = {
  text: { taken: ["x", "true", "1"], refused: [] },
  path: { taken: ["x", "/x/y"], refused: [] },
  boolean: { taken: ["true", "false", "1", "0"], refused: ["x", "2"] },
  seconds: { taken: ["1", "0.5", "86400"], refused: ["0", "86401", "x"] },
  URL: { taken: ["https://x.example/y"], refused: ["x", "http://x.example"] },
  "Graph root": {
    taken: ["https://x.example", "http://127.0.0.1:1"],
    refused: ["http://x.example", "https://x.example/beta"],
  },
  "access token": { taken: ["a.b-c_d~e+f/g="], refused: ["a b"] },
  kind: { taken: credentialKinds, refused: ["x"] },
  cloud: { taken: [], refused: ["x"] },
  version: { taken: [], refused: ["x"] },
  JSON: { taken: ['{"<tenant>": {"clientId": "…"}}'], refused: ["x", "[]"] },
};

describe("docs/configuration.md", () => {
  const configuration = read("configuration.md");
  const rows = [...configuration.matchAll(/^\| `(\w+)` +\|(.*)\|$/gm)].map(([, name = "", cells = ""]) => {
    const [variables = "", type = "", byDefault = "", secret = ""] = cells
      .split("|")
      .map((cell) => cell.trim());
    return { name, variables, type, byDefault, secret };
  });
  const settings = rows.filter(({ name }) => isSetting(name));

  /** Whether a setting takes a text. */
  function takes(name: string, text: string): boolean {
    try {
      readSettings((asked) => (asked === name ? text : undefined), {});
      return true;
    } catch {
      return false;
    }
  }

  it("lists every setting, in the code's order", () => {
    assert.deepEqual(
      settings.map(({ name }) => name),
      settingNames,
    );
  });

  for (const { name, variables, type } of settings) {
    it(`has ${name}'s variables in order, and its type`, () => {
      assert.equal(
        variables,
        environmentVariables(name)
          .map((variable) => `\`${variable}\``)
          .join(", "),
      );
      const { taken, refused } = types[type] ?? assert.fail(`there is no type ${type}`);
      const meaning = new RegExp(`^\\| ${type} +\\|(.*)\\|$`, "m").exec(configuration)?.[1] ?? "";
      assert.notEqual(meaning, "", `what ${type} means is said`);
      // What a type's row lists besides the texts above.
      const listed = ["kind", "cloud", "version"].includes(type)
        ? [...meaning.matchAll(/`([^`]+)`/g)].map(([, text = ""]) => text)
        : [];
      for (const text of [...taken, ...listed]) assert.ok(takes(name, text), `${name} takes ${text}`);
      for (const text of refused) assert.ok(!takes(name, text), `${name} does not take ${text}`);
    });
  }

  it("marks what is secret, and nothing else", () => {
    const marked = settings.filter(({ secret }) => secret === "secret").map(({ name }) => name);
    assert.deepEqual(marked.sort(), [...secretSettings, "tenants"].sort());
    assert.deepEqual(
      settings.filter(({ secret }) => !["", "secret"].includes(secret)),
      [],
    );
  });

  it("has the defaults", () => {
    const defaults = Object.entries(readSettings(() => undefined, {}))
      .filter(([name]) => isSetting(name))
      .map(([name, value]) => [
        name,
        ["graphEndpoint", "authorityHost"].includes(name)
          ? "the environment's"
          : String(value as string | number),
      ]);
    const documented = settings.filter(({ name }) => defaults.some(([known]) => known === name));
    assert.deepEqual(
      documented.map(({ name, byDefault }) => [name, byDefault]),
      defaults,
    );
  });
});
