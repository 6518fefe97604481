import { minVersion } from "semver";
import { peerDependencies } from "../../provider/package.json";
import { describeOutside } from "./outside";

// Pulumi's SDK in the oldest release that the package says it works with, and in whichever is the newest today.
const range = peerDependencies["@pulumi/pulumi"];
const oldest = minVersion(range)?.version;
if (oldest === undefined) throw new Error("provider/package.json names no version of Pulumi's SDK.");

// The oldest does not know TypeScript 6.
const older = { "@pulumi/pulumi": oldest, typescript: "^5.9.3" };
describeOutside({ manager: "npm", program: "node16", versions: older });
describeOutside({ manager: "npm", program: "node16", versions: { "@pulumi/pulumi": range } });
