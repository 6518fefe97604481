import { describeOutside } from "./outside";

describeOutside("yarn");
