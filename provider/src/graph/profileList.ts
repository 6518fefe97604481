import { dateTime } from "./dateTime";
import { profileIdFault } from "./profileId";
import type { ProfileReference, ProfileType } from "./profile";

/** A profile as lists show it. */
export interface ListedProfile extends ProfileReference {
  readonly displayName: string;
  /** ISO 8601; empty where Graph does not tell. */
  readonly createdDateTime: string;
}

export const listedProperties = ["id", "displayName", "createdDateTime"] as const;

interface Page {
  readonly profiles: readonly ListedProfile[];
  /** The address of the next page; absent on the last. */
  readonly nextLink?: string;
}

/** Reads one page of a list. Returns the fault, in words that follow "the answer", where it is not one. */
export function parseProfileList(profileType: ProfileType, body: unknown): Page | { readonly fault: string } {
  if (typeof body !== "object" || body === null) return { fault: "is not an object" };
  const { value, "@odata.nextLink": nextLink } = body as Readonly<Record<string, unknown>>;
  if (!Array.isArray(value)) return { fault: "has no list" };
  const profiles: ListedProfile[] = [];
  for (const item of value as unknown[]) {
    if (typeof item !== "object" || item === null) return { fault: "lists something other than profiles" };
    const { id, displayName, createdDateTime } = item as Readonly<Record<string, unknown>>;
    if (typeof id !== "string" || profileIdFault(id) !== undefined) {
      return { fault: "lists a profile without an id" };
    }
    profiles.push({
      profileType,
      profileId: id,
      displayName: text(displayName),
      createdDateTime: dateTime(text(createdDateTime)) ?? "",
    });
  }
  return { profiles, ...(typeof nextLink === "string" && nextLink !== "" ? { nextLink } : {}) };
}

function text(value: unknown): string {
  return typeof value === "string" ? value : "";
}
