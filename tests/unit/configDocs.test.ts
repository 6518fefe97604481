import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { settingNames, settingsTable, type SettingName } from "../../provider/src/config/settings";
import { credentialKinds, signInSettings } from "../../provider/src/config/signIn";

const page = readFileSync(join(__dirname, "../../docs/sign-in.md"), "utf8");
const environmentVariables = (name: SettingName): readonly string[] => settingsTable[name].variables;
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
    const names = [...Object.keys(signInSettings), ...credentialKinds];
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
