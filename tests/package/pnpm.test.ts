import { describeOutside } from "./outside";

describeOutside({ manager: "pnpm", program: "node16" });
