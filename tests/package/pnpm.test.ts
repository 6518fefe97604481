import { describeOutside } from "./outside";

describeOutside("pnpm");
