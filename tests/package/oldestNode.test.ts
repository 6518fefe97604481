import { minVersion } from "semver";
import manifest from "../../provider/package.json";
import { describeOutside } from "./outside";

const oldest = minVersion(manifest.engines.node)?.version;
if (oldest === undefined) throw new Error("provider/package.json names no version of Node.js.");

describeOutside({ manager: "npm", program: "JavaScript", node: oldest });
