import { minVersion } from "semver";
import { engines, peerDependencies } from "../../provider/package.json";
import { describeOutside, itTypes } from "./outside";
import { programs, typedOnly } from "./programs";

describeOutside({ manager: "pnpm", program: "node16" });
describeOutside({ manager: "yarn", program: "commonjs" });

const { node16, commonjs, JavaScript } = programs;
const { olderCompiler } = typedOnly;
describeOutside({
  manager: "npm",
  program: "JavaScript",
  node: oldestOf(engines.node),
  more: itTypes({ node16, commonjs, JavaScript, "commonjs, resolved as older compilers do": olderCompiler }),
});

// Pulumi's SDK in the oldest release that the package says it works with, and in whichever is the newest today.
const sdk = peerDependencies["@pulumi/pulumi"];
// The oldest does not know TypeScript 6.
const older = { "@pulumi/pulumi": oldestOf(sdk), typescript: "^5.9.3" };
describeOutside({ manager: "npm", program: "node16", versions: older });
describeOutside({ manager: "npm", program: "node16", versions: { "@pulumi/pulumi": sdk } });

function oldestOf(range: string): string {
  const oldest = minVersion(range)?.version;
  if (oldest === undefined)
    throw new Error(`provider/package.json names a range without a version: ${range}`);
  return oldest;
}
