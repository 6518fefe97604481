import { describeOutside, itTypes } from "./outside";
import { programs, typedOnly } from "./programs";

describeOutside({
  manager: "npm",
  program: "nodenext",
  more: itTypes({ nodenext: programs.nodenext, "nodenext, as an ES module": typedOnly.esModule }),
});
