import { describeOutside } from "./outside";

describeOutside({ manager: "yarn", program: "commonjs" });
