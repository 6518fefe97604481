import { membersOf, objectOf, type JsonMember } from "./jsonMembers";
import { QrCodeError } from "./QrCodeError";

/** What Graph's `qrCodeContent` holds, and in which of its two forms. */
export interface QrContent {
  /** Profiles with Google services hold plain JSON, AOSP profiles base64 of JSON. */
  readonly form: "json" | "base64";
  readonly members: readonly JsonMember[];
}

/**
 * Reads Graph's `qrCodeContent`, plain JSON or base64 of JSON.
 *
 * @throws {QrCodeError} `unreadable-content`; no message holds the content, which holds the token.
 */
export function readContent(qrCodeContent: string): QrContent {
  const plain = membersOf(qrCodeContent);
  if (plain) return { form: "json", members: plain };
  const decoded = membersOf(decodeBase64(qrCodeContent) ?? "");
  if (decoded) return { form: "base64", members: decoded };
  throw new QrCodeError(
    "unreadable-content",
    qrCodeContent === ""
      ? "qrCodeContent is empty: the profile has no token, or it was read from a list, which Graph answers without it."
      : `qrCodeContent (${qrCodeContent.length} characters) is neither a JSON object nor base64 of one.`,
  );
}

/** The content in the form it was read in. */
export function writeContent({ form, members }: QrContent): string {
  const json = objectOf(members);
  return form === "json" ? json : Buffer.from(json, "utf8").toString("base64");
}

function decodeBase64(text: string): string | undefined {
  // Buffer skips what is not base64; Graph's content is wholly base64 or something else.
  if (!/^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(text)) return undefined;
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(Buffer.from(text, "base64"));
  } catch {
    return undefined;
  }
}
