import { parse } from "yaml";
import { settingNames, settingsTable } from "../../provider/src/config/settings";

/** What other programs in the pipelines read. */
const others = ["PULUMI_ACCESS_TOKEN", "PATH"];

/** An environment variable that a pipeline sets, with what it sets it to. */
export interface Variable {
  readonly name: string;
  readonly value: string;
}

/** Where pipelines set variables: `env`, GitLab's `variables` and `id_tokens`, Pulumi ESC's `environmentVariables`. */
const places = ["env", "variables", "id_tokens", "environmentVariables"];

/** All that a pipeline sets, in YAML or by `export` in a script. */
export function variablesOf(text: string): Variable[] {
  const found: Variable[] = [];
  const visit = (node: unknown): void => {
    if (typeof node !== "object" || node === null) return;
    for (const [name, value] of Object.entries(node) as [string, unknown][]) {
      // A list in Azure Pipelines' `variables` names groups and pipeline variables, which are no environment.
      if (places.includes(name) && typeof value === "object" && !Array.isArray(value)) {
        found.push(
          ...Object.entries(value ?? {})
            .filter(isSet)
            .map(([variable, given]) => ({
              name: variable,
              value: typeof given === "string" ? given : "issued",
            })),
        );
      } else visit(value);
    }
  };
  visit(parse(text));
  const exported = text.matchAll(/\bexport (\w+)="?([^"\s]*)"?/g);
  return [...found, ...[...exported].map(([, name = "", value = ""]) => ({ name, value }))];
}

/** Variables of a Pulumi program in YAML call functions, and are no environment. */
function isSet([, value]: [string, unknown]): boolean {
  return (
    typeof value !== "object" || value === null || !Object.keys(value).some((key) => key.startsWith("fn::"))
  );
}

/** The names among them that neither the provider nor another program reads. */
export function unreadNames(variables: readonly Variable[]): string[] {
  const read = new Set([...settingNames.flatMap((name) => settingsTable[name].variables), ...others]);
  return variables.map(({ name }) => name).filter((name) => !read.has(name));
}
