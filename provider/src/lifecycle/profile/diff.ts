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
 * @param configuredTenantId `intune:tenantId`, the tenant of resources that do not set tenantId
 */
export function profileDiff(
  olds: ProfileState,
  news: ProfileInputs,
  configuredTenantId?: string,
): DiffResult {
  if (olds.pendingCreation !== undefined) {
    // Only a replacement gets another id. Deleting first finds out whether the pending one exists.
    return { changes: true, replaces: ["profileId"], deleteBeforeReplace: true };
  }
  const held: ProfileInputs = { ...olds, adoptExisting: olds.adoptExisting ?? false };
  const isChanged = (name: keyof ProfileInputs) => held[name] !== news[name];
  const replaces = argumentsThat(profileArguments, "replace").filter((name) => {
    if (name === "tenantId") return isOtherTenant(olds, news, configuredTenantId);
    return isChanged(name) && (name === "profileType" || isMeaningful(name, olds[name]));
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
 * States of 0.1 may hold a value that Microsoft does not document. It does not say what the profile is, and is no
 * reason to replace it.
 */
function isMeaningful(name: "enrollmentMode" | "enrollmentTokenType", value: string | undefined): boolean {
  return value === undefined || isKnownValue(name, value);
}

/** The notice for the preview. Undefined if there is none. */
export function announcement(olds: ProfileState, { replaces = [] }: DiffResult): string | undefined {
  if (olds.pendingCreation !== undefined) {
    return (
      `An earlier run requested the profile ${JSON.stringify(olds.displayName)}, and the answer was lost. ` +
      "This run looks for the profile, deletes it if it exists, and creates it again."
    );
  }
  const { enrolledDeviceCount: count, forceDestroy } = olds;
  if (replaces.length === 0 || count === 0 || forceDestroy) return undefined;
  return (
    `${profilePath(olds)} will be replaced (${replaces.join(", ")}). It had ${count} enrolled devices when it was last read, ` +
    "so that deleting it will fail. To delete it anyway, first set forceDestroy: true alone and run `pulumi up`."
  );
}
