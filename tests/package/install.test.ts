import assert from "node:assert/strict";
import { describeOutside } from "./outside";
import { faultsIn, programs, typedOnly, writeProgram } from "./programs";

describeOutside({
  manager: "npm",
  program: "nodenext",
  more: (folder) => {
    for (const [name, program] of Object.entries({ ...programs, ...typedOnly })) {
      it(`types a program: ${name}`, async () => {
        await writeProgram(program, folder());
        assert.deepEqual(faultsIn(folder()), []);
      });
    }
  },
});
