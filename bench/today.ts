import type { Figure } from "./figures";
import { inRounds, ratio } from "./rounds";
import { script, scriptProgram } from "./scripts";
import { PulumiSide, type Side } from "./side";
import { findTerraform, TerraformSide } from "./terraformSide";

/** Not refresh: the scripts do not look at what they made. */
const compared = ["up", "no-change up", "destroy"] as const;

/** The ways that people have to issue tokens today, with the same tokens beside ours. */
export async function today(count: number, rounds: number): Promise<readonly Figure[]> {
  const terraform = await findTerraform();
  const [ours = [], ...theirs] = await inRounds(rounds, async (): Promise<readonly Side[]> => [
    await PulumiSide.start(count, `${count} tokens`),
    await PulumiSide.start(count, "a dynamic resource with a script each", scriptProgram, {
      "token.sh": script,
    }),
    ...(terraform === undefined
      ? []
      : [await TerraformSide.start(count, "terraform_data with the script each", terraform)]),
  ]);
  const section = `${count} tokens, against today's ways`;
  const ways = ["a dynamic resource that runs a script with curl", "terraform_data with the same script"];
  return ways.flatMap((way, index): readonly Figure[] => {
    const their = theirs[index];
    if (their === undefined) {
      const what = `against ${way}: there is neither tofu nor terraform on PATH`;
      return [{ section, what, value: null, unit: "×" }];
    }
    return compared.map((operation) => {
      const what = `${operation}, against ${way}`;
      return { section, what, value: ratio(ours, their, operation), unit: "×" };
    });
  });
}
