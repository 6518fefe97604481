/** What the other sides of a comparison run. */

/**
 * A provider that does nothing, made in the ordinary way: seven methods of one line each, which the SDK serialises into
 * the state of every resource.
 */
const noOpProvider = `{
  async configure(request) {},
  async check(olds, news) { return { inputs: news, failures: [] }; },
  async diff(id, olds, news) { return { changes: olds.tokenValidityInSeconds !== news.tokenValidityInSeconds }; },
  async create(inputs) { return { id: inputs.profileId, outs: inputs }; },
  async read(id, outs) { return { id, props: outs }; },
  async update(id, olds, news) { return { outs: news }; },
  async delete(id, outs) {},
}`;

export const noOpProgram = `
const pulumi = require("@pulumi/pulumi");
const provider = ${noOpProvider};
class NoOp extends pulumi.dynamic.Resource {
  constructor(name, args) { super(provider, name, { ...args }); }
}
for (const [name, args] of Object.entries(require("./tokens.json"))) new NoOp(name, args);
`;

/** The same provider as the SDK would write it, shorter only by its wrapping. */
export const noOpProviderText = `exports.handler = () => (${noOpProvider});`;

/**
 * A token as people issue and revoke it today: a script with curl for each, over the same requests as ours. It takes
 * `issue` or `revoke`, and from the environment ENDPOINT, BEARER and PROFILE; `issue` prints the profile as JSON.
 */
export const script = `#!/bin/sh
set -eu
profile="$ENDPOINT/v1.0/deviceManagement/androidForWorkEnrollmentProfiles/$PROFILE"
ask() { curl --silent --show-error --fail --header "Authorization: Bearer $BEARER" "$@"; }
post() { ask --header "Content-Type: application/json" --data "$2" "$profile/$1"; }
ask --output /dev/null "$profile"
case "$1" in
  issue) post createToken '{"tokenValidityInSeconds":864000}' >/dev/null; ask "$profile" ;;
  revoke) post revokeToken '{}' ;;
esac
`;

/** A dynamic resource for each token, in the ordinary way, that runs the script beside it. */
export const scriptProgram = `
const pulumi = require("@pulumi/pulumi");
const config = new pulumi.Config("intune");
const folder = __dirname;
const provider = {
  async create(inputs) {
    const { tokenValue, qrCodeContent } = JSON.parse(await run("issue", inputs));
    return { id: inputs.profileId, outs: { ...inputs, tokenValue, qrCodeContent } };
  },
  async delete(id, outs) { await run("revoke", outs); },
};
async function run(what, { endpoint, bearer, profileId }) {
  const env = { ...process.env, ENDPOINT: endpoint, BEARER: bearer, PROFILE: profileId };
  const execFile = require("util").promisify(require("child_process").execFile);
  return (await execFile("sh", [require("path").join(folder, "token.sh"), what], { env })).stdout;
}
class Token extends pulumi.dynamic.Resource {
  constructor(name, args) {
    super(provider, name, { tokenValue: undefined, qrCodeContent: undefined, ...args },
      { additionalSecretOutputs: ["tokenValue", "qrCodeContent"] });
  }
}
const endpoint = config.require("graphEndpoint");
const bearer = config.requireSecret("accessToken");
for (const [name, args] of Object.entries(require("./tokens.json"))) {
  new Token(name, { ...args, endpoint, bearer });
}
`;

/** The same script from terraform_data, which needs no provider besides the program itself. */
export const terraformConfiguration = `
variable "endpoint" { type = string }
variable "profiles" { type = set(string) }
resource "terraform_data" "token" {
  for_each = var.profiles
  input    = { PROFILE = each.key, ENDPOINT = var.endpoint, BEARER = "bearer-of-the-benchmark" }
  provisioner "local-exec" {
    command     = "sh token.sh issue > \${each.key}.json"
    environment = self.input
    quiet       = true
  }
  provisioner "local-exec" {
    when        = destroy
    command     = "sh token.sh revoke"
    environment = self.input
    quiet       = true
  }
}
`;
