import { parseArgs, type ParseArgsOptionsConfig } from "node:util";
import { secretSettings, settingsTable } from "../config/settings";
import { IntuneError } from "../errors";
import { printable } from "../printable";
import { type Command, type Given, unknownName, UsageError, version } from "./command";
import { doctor } from "./doctor";
import { probe } from "./probe/probe";
import { profiles } from "./profiles";
import { type ExitStatus, type Terminal, unlessInterrupted } from "./terminal";

const commands: Readonly<Record<string, Command>> = { doctor, profiles, probe };

const commonOptions = {
  stack: { type: "string" },
  tenant: { type: "string" },
  json: { type: "boolean" },
  help: { type: "boolean", short: "h" },
} as const satisfies ParseArgsOptionsConfig;

const name = "pulumi-intune-enrollment";

const commonHelp = `  --stack <name>    take the settings from this stack of the Pulumi project in this folder
                    (default: from the environment, as ARM_* and AZURE_* variables)
  --tenant <id>     another tenant than that of the settings: an id or a domain name
  --json            print one JSON document
  --help            show this text`;

const overview = `Usage: npx ${name} <command> [options]

Commands:
${Object.entries(commands)
  .map(([command, { summary }]) => `  ${command.padEnd(10)}${summary}`)
  .join("\n")}

Options of every command:
${commonHelp}
  --version         show the version

Example:
  npx ${name} doctor --stack prod

Exit status: 0 success, 1 something was found or failed, 2 wrong usage, 130 interrupted.`;

/** Runs one command line and returns the exit status for the process. Never throws. */
export async function run(args: readonly string[], terminal: Terminal): Promise<ExitStatus> {
  try {
    return await dispatch(args, terminal);
  } catch (error) {
    if (error instanceof UsageError) {
      terminal.notify(`${error.message} See \`npx ${name} --help\`.`);
      return 2;
    }
    if (terminal.interrupted.aborted) {
      terminal.notify("Interrupted.");
      return 130;
    }
    terminal.notify(messageOf(error, terminal));
    return 1;
  }
}

async function dispatch(args: readonly string[], terminal: Terminal): Promise<ExitStatus> {
  const first = args[0];
  if (first === undefined) {
    throw new UsageError(`Name a command: ${Object.keys(commands).join(", ")}.`);
  }
  if (first === "--help" || first === "-h") {
    terminal.print(overview);
    return 0;
  }
  if (first === "--version") {
    terminal.print(version);
    return 0;
  }
  if (first.startsWith("-")) throw new UsageError(`Name the command before its options.`);
  const command = Object.hasOwn(commands, first) ? commands[first] : undefined;
  if (command === undefined) {
    throw unknownName("command", first, Object.keys(commands));
  }
  const given = parse(args.slice(1), { ...commonOptions, ...command.options });
  if (given.help === true) {
    terminal.print(`Usage: npx ${name} ${first} [options]\n\n${command.help}\n${commonHelp}`);
    return 0;
  }
  const running = command.run(given, terminal);
  return command.cleansUp === true ? running : unlessInterrupted(running, terminal.interrupted);
}

function parse(args: readonly string[], options: ParseArgsOptionsConfig): Given {
  const { tokens } = parseArgs({ args: [...args], options, strict: false, tokens: true });
  for (const token of tokens) {
    if (token.kind === "option" && !Object.hasOwn(options, token.name)) {
      const names = Object.keys(options).map((option) => `--${option}`);
      throw unknownName("option", token.rawName, names);
    }
  }
  try {
    return parseArgs({ args: [...args], options }).values;
  } catch (error) {
    // The other faults are a missing value and a value too many. Node.js describes each in one sentence.
    throw new UsageError(`${(error as Error).message.split(/[.\n]/)[0] ?? ""}.`);
  }
}

/** The message of an unexpected error may quote anything, so secrets are removed from it. */
function messageOf(error: unknown, { environment }: Terminal): string {
  if (error instanceof IntuneError) return error.message;
  const secrets = secretSettings
    .flatMap((name) => settingsTable[name].variables)
    .map((variable) => environment[variable] ?? "");
  return printable(error instanceof Error ? error.message : String(error), secrets) ?? "It failed.";
}
