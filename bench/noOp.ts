/**
 * A resource that does nothing, made in the ordinary way: seven methods of one line each, which the SDK serialises
 * into the state of every resource.
 */
export const noOpProgram = `
const pulumi = require("@pulumi/pulumi");
const provider = {
  async configure(request) {},
  async check(olds, news) { return { inputs: news, failures: [] }; },
  async diff(id, olds, news) { return { changes: olds.tokenValidityInSeconds !== news.tokenValidityInSeconds }; },
  async create(inputs) { return { id: inputs.profileId, outs: inputs }; },
  async read(id, outs) { return { id, props: outs }; },
  async update(id, olds, news) { return { outs: news }; },
  async delete(id, outs) {},
};
class NoOp extends pulumi.dynamic.Resource {
  constructor(name, args) { super(provider, name, { ...args }); }
}
for (const [name, args] of Object.entries(require("./tokens.json"))) new NoOp(name, args);
`;

/** The same provider as text, as the SDK would write it, shorter only by its wrapping. */
export const noOpProviderText = `exports.handler = () => ({
  async configure(request) {},
  async check(olds, news) { return { inputs: news, failures: [] }; },
  async diff(id, olds, news) { return { changes: false }; },
  async create(inputs) { return { id: inputs.profileId, outs: inputs }; },
  async read(id, outs) { return { id, props: outs }; },
  async update(id, olds, news) { return { outs: news }; },
  async delete(id, outs) {},
});`;
