import { type Setting } from "../../provider/src/config/parse";
import { settingsTable } from "../../provider/src/config/settings";

/** docs/configuration.md, made from the table of settings. */
export function writeConfiguration(): string {
  const settings: readonly (readonly [string, Setting<unknown>])[] = Object.entries(settingsTable);
  const types = new Map(settings.map(([, { type }]) => [type.name, type.meaning]));
  return `# Configuration

Written by \`npm run docs\` from the table of settings in \`provider/src/config/settings.ts\`.

Every setting is a key in the namespace \`intune:\`. The first value found counts: \`pulumi config\`, then the variables from
left to right. White space around a value is removed, and an empty value counts as not given. A key that is not a setting
fails the preview.

\`\`\`sh
pulumi config set intune:tenantId contoso.onmicrosoft.com
pulumi config set --secret intune:clientSecret # asks for it
\`\`\`

Give secret settings with \`--secret\` or in the environment. No message of the provider repeats them, and a warning says
if one is in the stack's configuration in plain text. [sign-in.md](sign-in.md) lists the settings for each way to sign in.

| setting | what it is | type | default | environment variables |
| --- | --- | --- | --- | --- |
${settings.map(row).join("\n")}

## Types

| type | accepted values |
| --- | --- |
${[...types].map(([name, meaning]) => `| ${name} | ${cell(meaning)} |`).join("\n")}

A setting that cannot be read fails the preview. The message names every faulty setting and its source.

## Variables of Node.js and @azure/identity

| variable | what it does |
| --- | --- |
| \`HTTPS_PROXY\`, \`NO_PROXY\` | See [below](#proxies). |
| \`NODE_EXTRA_CA_CERTS\` | A file with certificate authorities to trust, in addition to those of Node.js. |
| \`NODE_TLS_REJECT_UNAUTHORIZED\` | With \`0\`, the provider refuses to sign in: certificates are always verified. |
| \`AZURE_LOG_LEVEL\` | \`info\` shows what @azure/identity does. |
| \`AZURE_TOKEN_CREDENTIALS\` | Narrows the chain of \`DefaultAzureCredential\`. |

## Variables of other tools

Only the variables listed above are read. They are the ones that the azuread provider and \`@azure/identity\` read for the
same purpose, and \`ARM_\` names for the settings that only this package has. Other variables that begin with \`AZURE_\`, such
as \`AZURE_API_VERSION\` or \`AZURE_ENVIRONMENT\`, belong to other tools and change nothing.

## Proxies

Requests to Graph and for signing in go through the proxy that \`HTTPS_PROXY\` (or \`ALL_PROXY\`) names, by \`CONNECT\`, unless
\`NO_PROXY\` names their host. The names may be in upper or lower case. The proxy is an \`http:\` or \`https:\` address, which may
hold a user name and a password. In \`NO_PROXY\`, \`example.com\` means exactly this host; \`.example.com\` and \`*.example.com\`
mean all hosts below it. Requests to the machine itself, such as a managed identity's, go directly.

## When a change takes effect

\`pulumi up\` and \`pulumi preview\` use the present configuration. \`pulumi refresh\` and \`pulumi destroy\` use the configuration
of the last \`up\`, unless they run the program (\`--run-program\`). Environment variables are always read from the environment
of the command.
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
