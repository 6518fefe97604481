// The house's arrow, resources, plugin and cli → lifecycle → graph, auth → config: a folder of the package may import what its row names,
// by whatever kind of import, and nothing else. Part of `npm run lint`.
const layers = {
  resources: ["lifecycle", "qr", "config"],
  plugin: ["lifecycle", "qr", "config"],
  cli: ["lifecycle", "graph", "auth", "config"],
  lifecycle: ["graph", "auth", "config"],
  auth: ["config"],
  graph: [],
  qr: [],
  config: [],
};

const source = "^provider/src/";
/** What any folder may use; it uses no folder. */
const shared = `${source}[^/]+[.]ts$`;

/** @type {import("dependency-cruiser").IConfiguration} */
export default {
  forbidden: [
    ...Object.entries(layers).map(([folder, allowed]) => ({
      name: `${folder}-against-the-arrow`,
      severity: "error",
      from: { path: `${source}${folder}/` },
      to: { path: source, pathNot: [shared, `${source}(${[folder, ...allowed].join("|")})/`] },
    })),
    {
      name: "shared-module-uses-a-folder",
      severity: "error",
      from: { path: shared, pathNot: `${source}index[.]ts$` },
      to: { path: `${source}[^/]+/` },
    },
    {
      name: "package-uses-the-repository-around-it",
      severity: "error",
      from: { path: source },
      to: { path: "^(tests|tools|examples|bench)/" },
    },
    { name: "circle", severity: "error", from: {}, to: { circular: true } },
  ],
  options: {
    tsConfig: { fileName: "tsconfig.json" },
    // Imports of types alone count as well.
    tsPreCompilationDeps: true,
    doNotFollow: { path: "node_modules" },
    exclude: { path: "/dist/" },
  },
};
