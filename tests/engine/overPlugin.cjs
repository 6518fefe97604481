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
  const withoutProvider = (props) =>
    props.__provider === undefined ? props : { ...props, __provider: undefined };

  const { registerResource, readResource } = resources;
  resources.registerResource = (
    resource,
    parent,
    type,
    name,
    custom,
    remote,
    dependency,
    props,
    opts,
    ...rest
  ) =>
    registerResource(
      ...[resource, parent, pluginTypeOf(type) ?? type, name, custom, remote, dependency],
      withoutProvider(props),
      pluginTypeOf(type) === undefined ? opts : { ...opts, aliases: [...(opts.aliases ?? []), { type }] },
      ...rest,
    );
  resources.readResource = (resource, parent, type, name, props, ...rest) =>
    readResource(resource, parent, pluginTypeOf(type) ?? type, name, withoutProvider(props), ...rest);
}
