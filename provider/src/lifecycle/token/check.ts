import type { CheckFailure } from "@pulumi/pulumi/dynamic";
import { profileTypes } from "../../graph/profile";
import { boolean, integer, oneOf, type Properties, type Rule, tenantId, textRecord } from "../../rules";
import { checkArguments, profileId } from "../rules";
import { isUnknown } from "../unknown";

/** Graph's Int32. */
const largestValidity = 2_147_483_647;
/** The validity up to which Microsoft documents androidForWork tokens: 90 days. */
const documentedValidity = 7_776_000;

const defaults = {
  profileType: "androidForWork",
  renewBeforeInSeconds: 0,
  adoptExisting: false,
  revokeOnDelete: true,
  whenReplaced: "adopt",
  storeToken: true,
};

const rules: Readonly<Record<string, Rule>> = {
  profileId,
  tokenValidityInSeconds: integer(() => [1, largestValidity]),
  profileType: oneOf(...profileTypes),
  renewBeforeInSeconds: integer(
    ({ tokenValidityInSeconds: validity }) => [0, (isValidity(validity) ? validity : largestValidity) - 1],
    " (less than tokenValidityInSeconds)",
  ),
  rotateWhenChanged: textRecord,
  adoptExisting: boolean,
  revokeOnDelete: boolean,
  whenReplaced: oneOf("adopt", "reissue"),
  storeToken: boolean,
  tenantId,
};

/**
 * Checks the arguments of an EnrollmentToken, all of them at once, and applies the defaults.
 *
 * @param olds the inputs of the last `up`; a warning is not repeated while its cause stays the same
 */
export function checkToken(
  olds: Properties,
  news: Properties,
): { readonly inputs: Properties; readonly failures: CheckFailure[]; readonly warnings: readonly string[] } {
  const { inputs, failures } = checkArguments(
    news,
    rules,
    ["profileId", "tokenValidityInSeconds"],
    defaults,
    ["rotateWhenChanged"],
  );
  return { inputs, failures, warnings: failures.length > 0 ? [] : warn(olds, inputs) };
}

function warn(olds: Properties, inputs: Properties): string[] {
  if (!isBeyondDocumented(inputs)) return [];
  const { tokenValidityInSeconds: validity, profileId: id } = inputs;
  if (isBeyondDocumented(olds) && olds.tokenValidityInSeconds === validity) return [];
  return [
    `tokenValidityInSeconds ${String(validity)}${isUnknown(id) ? "" : ` on profile ${String(id)}`} is more than the ` +
      `90 days (${documentedValidity}) that Microsoft documents for androidForWork: Graph may refuse or shorten it.`,
  ];
}

function isBeyondDocumented({ tokenValidityInSeconds: validity, profileType }: Properties): boolean {
  return profileType === "androidForWork" && isValidity(validity) && validity > documentedValidity;
}

function isValidity(value: unknown): value is number {
  return typeof value === "number" && Number.isInteger(value) && value >= 1 && value <= largestValidity;
}
