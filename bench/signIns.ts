import { endScenes, startScene } from "../tests/auth/harness";
import type { Figure } from "./figures";

const secret = "secret-of-the-benchmark";

/** A run's sign-ins at Microsoft Entra, with an application's secret, in a process of its own as the engine has it. */
export async function signIns(count: number): Promise<readonly Figure[]> {
  try {
    const scene = await startScene({ app: { secrets: [secret] }, config: { clientSecret: secret } });
    await scene.issueInOwnProcess({}, count);
    const section = `${count} tokens`;
    return [
      {
        section,
        what: "sign-ins per run",
        value: scene.entra.signIns.length,
        unit: "sign-ins",
        goal: { exactly: 1 },
      },
      {
        section,
        what: "tokens issued by them",
        value: scene.issued,
        unit: "resources",
        goal: { exactly: count },
      },
    ];
  } finally {
    await endScenes();
  }
}
