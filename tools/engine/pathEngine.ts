import { realpath } from "node:fs/promises";
import { dirname } from "node:path";
import { findExecutable, missingFrom, type Executables } from "./executables";
import type { FoundEngine } from "./types";
import { ENGINE_VERSION, isNewEnough, versionIn } from "./version";

/** Why an engine found on PATH cannot be used; undefined where it can. */
export function objectionTo(found: {
  readonly command: string;
  readonly answer: string;
  readonly missing: readonly string[];
}): string | undefined {
  const version = versionIn(found.answer);
  if (version === undefined) {
    return `${found.command} answered "${found.answer}" to \`pulumi version\`, which is no version.`;
  }
  if (!isNewEnough(version)) {
    return `${found.command} is version ${version}; ${ENGINE_VERSION} or a newer version 3 is needed.`;
  }
  if (found.missing.length > 0) {
    return `${found.command} has no ${found.missing.join(" and no ")} beside it, nor is there one on PATH.`;
  }
  return undefined;
}

/** The engine that a shell would run, if it will do. One further down PATH is not looked for. */
export async function pathEngine(from: {
  readonly folders: readonly string[];
  readonly names: Executables;
  readonly askVersion: (command: string) => Promise<string>;
}): Promise<FoundEngine> {
  const { folders, names } = from;
  const command = await findExecutable(names.engine, folders);
  if (command === undefined) throw new Error(`There is no \`pulumi\` on PATH.`);

  const answer = await from.askVersion(command);
  // A package manager often links `pulumi` alone into PATH; its companions lie beside the file the link points at.
  const beside = [dirname(command), dirname(await realpath(command))];
  const missing = await missingFrom([...beside, ...folders], [names.languageHost, names.launcher]);
  const objection = objectionTo({ command, answer, missing });
  if (objection !== undefined) throw new Error(objection);

  return { binDirectory: dirname(command), command, version: versionIn(answer) ?? answer, source: "path" };
}
