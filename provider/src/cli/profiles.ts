import { type ListedProfile, noExpiration, profileTypes } from "../graph/profile";
import { printable } from "../printable";
import { type Command, printJson, sessionFor, settingsFor, tenantOf } from "./command";

/** Anybody may have written a name, so it must not take the space of the other asJson. */
const longestName = 40;

export const profiles: Command = {
  summary: "list the enrollment profiles, without their tokens",
  help: `Lists the enrollment profiles of both kinds, without their tokens.

Example:
  npx pulumi-intune-enrollment profiles --json

Options:`,
  options: {},
  run: async (given, terminal) => {
    const settings = await settingsFor(given, terminal);
    const connection = sessionFor(settings, terminal).connection(tenantOf(given, settings));
    const lists = await Promise.all(profileTypes.map((type) => connection.profiles.list(type)));
    const all = lists.flatMap((list) => list.profiles);
    if (given.json === true) {
      printJson(terminal, all.map(asJson));
    } else {
      terminal.print(
        table(
          ["ID", "KIND", "MODE", "NAME", "DEVICES", "TOKEN EXPIRES"],
          all.map((profile) => [
            profile.profileId,
            profile.profileType,
            printable(profile.enrollmentMode, []) ?? "-",
            printable(profile.displayName, [], longestName) ?? "-",
            String(profile.enrolledDeviceCount ?? "-"),
            expiry(profile),
          ]),
        ),
      );
    }
    return 0;
  },
};

function asJson(profile: ListedProfile): Readonly<Record<string, unknown>> {
  return {
    profileId: profile.profileId,
    profileType: profile.profileType,
    enrollmentMode: profile.enrollmentMode ?? null,
    displayName: profile.displayName,
    enrolledDeviceCount: profile.enrolledDeviceCount ?? null,
    tokenExpirationDateTime: profile.tokenExpirationDateTime ?? null,
  };
}

function expiry({ tokenExpirationDateTime }: ListedProfile): string {
  return tokenExpirationDateTime === noExpiration ? "never" : (tokenExpirationDateTime ?? "-");
}

function table(heads: readonly string[], rows: readonly (readonly string[])[]): string {
  const lines = [heads, ...rows];
  const widths = heads.map((_, column) => Math.max(...lines.map((line) => (line[column] ?? "").length)));
  return lines
    .map((line) =>
      line
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}
