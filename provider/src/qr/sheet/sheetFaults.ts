import { contentOptionFaults } from "../faults/contentOptionFaults";
import { timeZoneFaults } from "../faults/timeZoneFaults";
import type { EnrollmentSheetOptions, EnrollmentSheetToken } from "./EnrollmentSheet";
import { languages } from "./languages";
import { isDateTimeOffset } from "./validity";

const longestTitle = 60;
const longestInstructions = 300;
const mostInstructionLines = 4;

/** One sentence for each option that cannot be used. */
export function sheetFaults(token: EnrollmentSheetToken, options: EnrollmentSheetOptions): string[] {
  const { title, instructions = "", locale = "en", timeZone = "UTC" } = options;
  return [
    ...(isDateTimeOffset(token.tokenExpirationDateTime)
      ? []
      : ['tokenExpirationDateTime must be a date and time like "2026-01-31T12:00:00Z".']),
    ...(title.trim() === "" ? ["title must not be empty."] : lengthFaults("title", title, longestTitle)),
    ...lengthFaults("instructions", instructions, longestInstructions),
    ...(instructions.split("\n").length > mostInstructionLines
      ? [`instructions must have at most ${mostInstructionLines} lines, so that the sheet fits on one page.`]
      : []),
    ...(Object.hasOwn(languages, locale)
      ? []
      : [`locale must be one of: ${Object.keys(languages).join(", ")}.`]),
    ...timeZoneFaults("timeZone", timeZone),
    // The sheet has a locale and a time zone of its own.
    ...contentOptionFaults(options.device ?? {}).map((fault) => `device.${fault}`),
  ];
}

function lengthFaults(option: string, text: string, most: number): string[] {
  return text.length > most
    ? [`${option} has ${text.length} characters; at most ${most} fit, so that the sheet prints on one page.`]
    : [];
}
