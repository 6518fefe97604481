/**
 * A newcomer's tour: the life of a token, with a real `pulumi up`, against an emulated Microsoft Graph.
 */
import { startEmulator, summary } from "../tests/emulator";
import { Project } from "../tests/engine/project";
import type { Stored } from "../tests/engine/stored";

async function main(): Promise<void> {
  say(
    "Microsoft Graph is emulated on this machine, with one enrollment profile. The Pulumi project is examples/kiosk.",
  );
  say("v1.0 of Graph is asked first. Today it answers 400 for these profiles, and then beta is asked.");
  const graph = await startEmulator();
  const { id: profileId } = graph.addProfile("androidForWork", { displayName: "Lobby kiosks" });
  const project = await Project.start({ service: graph, example: "examples/kiosk", config: { profileId } });
  const chapter = async (title: string, run: () => Promise<unknown>) => {
    say(`\n── ${title}`);
    graph.requests.clear();
    await run();
    const lines = graph.requests.all().map((request) => `     ${briefly(summary(request), profileId)}`);
    say(lines.length === 0 ? "   Graph saw no request." : `   Graph saw:\n${lines.join("\n")}`);
  };
  try {
    await chapter("pulumi up: the token is issued once, and read back", async () => {
      await project.up();
      showOutputs(await project.outputs());
    });
    await chapter("pulumi up again: nothing changed, so nothing is asked", () => project.up());
    await chapter("a new quarter: the token is rotated in place", async () => {
      await project.config({ quarter: "Q2" });
      await project.up();
    });
    await chapter("pulumi destroy: the token is revoked", () => project.destroy());
    const states = graph.tokens().map(({ state }, index) => `token ${index + 1} is ${state}`);
    say(`\n${states.length} tokens were issued: ${states.join(", ")}.`);
    say("Next, a real tenant: docs/get-started.md. The emulator to play with: npm run emulator.");
  } finally {
    await project.end();
  }
}

/** Without what is the same in each request: the profile's id, and the list of its fields that are asked for. */
function briefly(request: string, profileId: string): string {
  return request.replace(profileId, "{profileId}").replace(/\?\S+/, "");
}

function showOutputs({ outputs, secrets }: Stored): void {
  for (const [name, value] of Object.entries(outputs)) {
    if (name === "qrCode") continue;
    say(
      `   ${name.padEnd(24)} ${String(value)}${secrets.includes(name) ? "   (a secret: encrypted in state, shown here because it is not real)" : ""}`,
    );
  }
  say(`\n   The QR code that a device scans:\n\n${String(outputs.qrCode)}\n`);
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
