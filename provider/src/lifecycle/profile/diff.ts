import type { DiffResult } from "@pulumi/pulumi/dynamic";
import { profilePath } from "../../graph/profile";
import { argumentsThat } from "../arguments";
import { isOtherTenant } from "../identity";
import { profileArguments } from "./arguments";
import { changeBody, isOtherGroup } from "./body";
import { isKnownValue } from "./rules";
import type { ProfileInputs, ProfileState } from "./state";

/**
 * The engine's answer to `diff`, decided offline from what is in state and what is declared.
 *
 * @param configuredTenantId `intune:tenantId`, the tenant of what names none
 */
export function profileDiff(
  olds: ProfileState,
  news: ProfileInputs,
  configuredTenantId?: string,
): DiffResult {
  if (olds.pendingCreation !== undefined) {
    // Only a replacement gets another id. Deleting first settles what became of the one that is pending.
    return { changes: true, replaces: ["profileId"], deleteBeforeReplace: true };
  }
  const held: ProfileInputs = { ...olds, adoptExisting: olds.adoptExisting ?? false };
  const isChanged = (name: keyof ProfileInputs) => held[name] !== news[name];
  const replaces = argumentsThat(profileArguments, "replace").filter((name) => {
    if (name === "tenantId") return isOtherTenant(olds, news, configuredTenantId);
    return isChanged(name) && (name === "profileType" || isTold(name, olds[name]));
  });
  const changes =
    replaces.length > 0 ||
    [...argumentsThat(profileArguments, "replace"), ...argumentsThat(profileArguments, "keep")].some(
      isChanged,
    ) ||
    isOtherGroup(olds, news) ||
    Object.keys(changeBody(olds, news)).length > 0;
  return { changes, replaces, deleteBeforeReplace: false };
}

/**
 * States of 0.1 may hold what a refresh saw in a form that Microsoft does not document: it does not tell what the profile
 * is, and is no reason to delete it.
 */
function isTold(name: "enrollmentMode" | "enrollmentTokenType", value: string | undefined): boolean {
  return value === undefined || isKnownValue(name, value);
}

/** What the person who reads the preview has to know besides; undefined where that is nothing. */
export function announcement(olds: ProfileState, { replaces = [] }: DiffResult): string | undefined {
  if (olds.pendingCreation !== undefined) {
    return (
      `An earlier run lost the answer to its request for the profile ${JSON.stringify(olds.displayName)}. ` +
      "This one first looks whether it was made, removes it if so, and makes it anew."
    );
  }
  const { enrolledDeviceCount: count, forceDestroy } = olds;
  if (replaces.length === 0 || count === 0 || forceDestroy) return undefined;
  return (
    `${profilePath(olds)} is to be replaced (${replaces.join(", ")}), and had ${count} enrolled devices when last read: ` +
    "deleting it will be refused. To have it deleted nonetheless, set forceDestroy in an `up` of its own first."
  );
}
