import { chmod, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";

/** Stand-ins for the command-line tools that a person has signed in with. */
export interface Tools {
  /** The PATH under which they are found. */
  readonly path: string;
  /** The arguments of each call of a tool, in order. */
  readonly calls: (tool: "az" | "azd" | "pwsh") => Promise<string[]>;
}

/**
 * Puts a browser into a folder that opens a page, posts the form on it, and so signs in at once. Returns the PATH under
 * which Linux finds it.
 */
export async function installBrowser(folder: string): Promise<string> {
  const path = join(folder, "xdg-open");
  const program = `
    const { get } = require("node:https");
    const { json } = require("node:stream/consumers");
    get(process.argv[2], { rejectUnauthorized: false }, async (page) => {
      const { action, fields } = await json(page);
      await fetch(action, { method: "POST", body: new URLSearchParams(fields) });
    });
  `;
  await writeFile(join(folder, "browser.js"), program);
  await writeFile(path, `#!/bin/sh\nexec '${process.execPath}' '${folder}/browser.js' "$1"\n`);
  await chmod(path, 0o755);
  return `${folder}:${process.env.PATH ?? ""}`;
}

/** Puts `az`, `azd` and `pwsh` into a folder: each notes its arguments and prints the access token as the real one does. */
export async function installTools(folder: string, accessToken: string, expires: Date): Promise<Tools> {
  const seconds = Math.floor(expires.getTime() / 1000);
  const answers = {
    az: { accessToken: accessToken, expires_on: seconds, tokenType: "Bearer" },
    azd: { token: accessToken, expiresOn: expires.toISOString() },
    pwsh: { Token: accessToken, ExpiresOn: expires.toISOString() },
  };
  for (const [tool, answer] of Object.entries(answers)) {
    await writeFile(join(folder, `${tool}.json`), JSON.stringify(answer));
    const script = `#!/bin/sh\necho "$*" | head -1 >> '${folder}/${tool}.calls'\ncat '${folder}/${tool}.json'\n`;
    await writeFile(join(folder, tool), script);
    await chmod(join(folder, tool), 0o755);
  }
  return {
    path: `${folder}:${process.env.PATH ?? ""}`,
    calls: async (tool) => (await readFile(join(folder, `${tool}.calls`), "utf8")).trim().split("\n"),
  };
}
