import eslint from "@eslint/js";
import tseslint from "typescript-eslint";

// The house's arrow: resources → provider → graph, auth. A folder may import what its row names and nothing else.
const layers = {
  resources: ["provider", "qr"],
  provider: ["graph", "auth"],
  graph: [],
  auth: [],
  qr: [],
};

const layerRules = Object.entries(layers).map(([folder, allowed]) => ({
  files: [`provider/src/${folder}/**/*.ts`],
  rules: {
    "no-restricted-imports": [
      "error",
      {
        patterns: Object.keys(layers)
          .filter((other) => other !== folder && !allowed.includes(other))
          .map((other) => ({
            group: [`**/${other}/**`],
            message: `${folder}/ must not import ${other}/: dependencies point resources → provider → graph, auth.`,
          })),
      },
    ],
  },
}));

export default tseslint.config(
  { ignores: ["**/dist/", "**/node_modules/"] },
  eslint.configs.recommended,
  {
    files: ["**/*.ts"],
    extends: [...tseslint.configs.strictTypeChecked, ...tseslint.configs.stylisticTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      "@typescript-eslint/consistent-type-imports": "error",
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
      "@typescript-eslint/switch-exhaustiveness-check": "error",
    },
  },
  ...layerRules,
  {
    // A Pulumi program declares a resource for its effect, and a chai-less mocha test asserts with node:assert.
    files: ["examples/**/*.ts", "tests/**/*.ts"],
    rules: { "no-new": "off", "@typescript-eslint/no-empty-function": "off" },
  },
);
