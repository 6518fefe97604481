import { type Setting } from "../../provider/src/config/parse";
import { settingsTable } from "../../provider/src/config/settings";

/** docs/configuration.md, made from the table of settings. */
export function writeConfiguration(): string {
  const settings: readonly (readonly [string, Setting<unknown>])[] = Object.entries(settingsTable);
  const types = new Map(settings.map(([, { type }]) => [type.name, type.meaning]));
  return `# Configuration

Written by \`npm run docs\` from the table of settings in \`provider/src/config/settings.ts\`.

Every setting is a key in the namespace \`intune:\`. The first that is given counts: \`pulumi config\`, then the variables
from left to right. White space around a text is not part of it, and a text without anything else is not given. A key that
is no setting fails the preview.

\`\`\`sh
pulumi config set intune:tenantId contoso.onmicrosoft.com
pulumi config set --secret intune:clientSecret # asks for it
\`\`\`

What is marked secret belongs behind \`--secret\` or into the environment; no message of the provider repeats it, and one
that stands in the stack's configuration in plain text is warned about. Which settings go together for each way to sign in
is in [sign-in.md](sign-in.md).

| setting | what it is | type | default | environment variables |
| --- | --- | --- | --- | --- |
${settings.map(row).join("\n")}

## Types

| type | what is read |
| --- | --- |
${[...types].map(([name, meaning]) => `| ${name} | ${cell(meaning)} |`).join("\n")}

A setting that cannot be read fails the preview. The message names all that are at fault, and where each came from.

## Variables of Node.js and @azure/identity

| variable | what it does |
| --- | --- |
| \`HTTPS_PROXY\`, \`NO_PROXY\` | See [below](#proxies). |
| \`NODE_EXTRA_CA_CERTS\` | A file with certificate authorities to trust besides those that Node.js brings along. |
| \`NODE_TLS_REJECT_UNAUTHORIZED\` | \`0\` is refused if somebody is to sign in: certificates are always verified. |
| \`AZURE_LOG_LEVEL\` | \`info\` shows what @azure/identity does. |
| \`AZURE_TOKEN_CREDENTIALS\` | Narrows the chain of \`DefaultAzureCredential\`. |

## Variables of other tools

A variable is read only if it stands above: the ones that the azuread provider and \`@azure/identity\` read for the same
thing, and \`ARM_\` names for the settings that only this package has. Others that begin with \`AZURE_\`, such as
\`AZURE_API_VERSION\` or \`AZURE_ENVIRONMENT\`, belong to other tools and change nothing.

## Proxies

Requests to Graph and to whoever signs in go through the proxy that \`HTTPS_PROXY\` (or \`ALL_PROXY\`) names, by \`CONNECT\`,
unless \`NO_PROXY\` names their host; upper or lower case. The proxy is an \`http:\` or \`https:\` address, which may hold a user
name and password. In \`NO_PROXY\` a host name is meant exactly, and one that begins with a dot or \`*.\` with all below it.
Requests to the machine itself, such as a managed identity's, go directly.

## When a change takes effect

\`pulumi up\` and \`pulumi preview\` use the configuration as it is. \`pulumi refresh\` and \`pulumi destroy\` use that of the last
\`up\`, unless they run the program (\`--run-program\`). Environment variables are those of the command.
`;
}

function row([name, { type, doc, byDefault, variables, secret }]: readonly [
  string,
  Setting<unknown>,
]): string {
  const what = secret ? `Secret. ${doc}` : doc;
  const read = variables.map((variable) => `\`${variable}\``).join(", ");
  return `| \`${name}\` | ${cell(what)} | ${type.name} | ${cell(byDefault)} | ${read} |`;
}

/** A bar would end the cell. */
function cell(text: string): string {
  return text.replaceAll("|", "\\|");
}
