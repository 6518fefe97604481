/* global process */
/**
 * Loaded by a program before anything else: its resources register under the plugin's types, and without the text that
 * names the module of a dynamic resource.
 */
const resources = require(require.resolve("@pulumi/pulumi/runtime/resource", { paths: [process.cwd()] }));

for (const name of ["registerResource", "readResource"]) {
  const original = resources[name];
  resources[name] = (resource, parent, type, ...rest) => {
    const dynamic = /^pulumi-nodejs:dynamic\/intune:(\w+)$/.exec(type);
    if (dynamic === null) return original(resource, parent, type, ...rest);
    const given = rest.map((argument) => {
      if (argument?.__provider === undefined) return argument;
      return { ...argument, __provider: undefined };
    });
    return original(resource, parent, `intune:index:${dynamic[1]}`, ...given);
  };
}
