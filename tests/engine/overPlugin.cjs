/* global process */
/**
 * Loaded by every Node.js process of a test before anything else, and of use in a program: its resources register under
 * the plugin's types, with an alias of the dynamic one, and without the text that names the module of a dynamic resource.
 */
const { join } = require("node:path");

const isProgram = process.argv[1]?.includes(join("@pulumi", "pulumi", "cmd", "run", "")) ?? false;
if (isProgram) {
  const resources = require(require.resolve("@pulumi/pulumi/runtime/resource", { paths: [process.cwd()] }));

  const pluginTypeOf = (type) => {
    const dynamic = /^pulumi-nodejs:dynamic\/intune:(\w+)$/.exec(type);
    return dynamic === null ? undefined : `intune:index:${dynamic[1]}`;
  };

  const { registerResource, readResource } = resources;
  resources.registerResource = (resource, parent, type, ...given) => {
    const pluginType = pluginTypeOf(type);
    if (pluginType === undefined) return registerResource(resource, parent, type, ...given);
    const [name, custom, remote, dependency, props, opts, ...rest] = given;
    return registerResource(
      ...[resource, parent, pluginType, name, custom, remote, dependency],
      { ...props, __provider: undefined },
      { ...opts, aliases: [...(opts.aliases ?? []), { type }] },
      ...rest,
    );
  };
  resources.readResource = (resource, parent, type, name, props, ...rest) => {
    const pluginType = pluginTypeOf(type);
    if (pluginType === undefined) return readResource(resource, parent, type, name, props, ...rest);
    return readResource(resource, parent, pluginType, name, { ...props, __provider: undefined }, ...rest);
  };
}
