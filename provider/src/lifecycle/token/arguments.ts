import type { CheckFailure } from "@pulumi/pulumi/dynamic";
import { profileTypes, type ProfileType } from "../../graph/profile";
import { boolean, integer, oneOf, type Properties, tenantId, textRecord } from "../../rules";
import { type ArgumentTable, argumentsAmong, checkArguments } from "../arguments";
import { profileId } from "../identity";
import { isUnknown } from "../engine";

export type WhenReplaced = "adopt" | "reissue";

/** The arguments as state has them: checked, and with defaults. */
export interface TokenInputs {
  readonly profileId: string;
  readonly profileType: ProfileType;
  readonly tokenValidityInSeconds: number;
  readonly renewBeforeInSeconds: number;
  readonly rotateWhenChanged?: Readonly<Record<string, string>>;
  readonly adoptExisting: boolean;
  readonly revokeOnDelete: boolean;
  readonly whenReplaced: WhenReplaced;
  readonly storeToken: boolean;
  readonly tenantId?: string;
}

/** Graph's Int32. */
export const largestValidity = 2_147_483_647;
/** The longest validity that Microsoft documents for androidForWork: 90 days. */
export const documentedValidity = 7_776_000;
/** A shorter validity was probably meant in another unit. */
const shortestUsualValidity = 3600;

/**
 * All arguments of an EnrollmentToken. A change of an argument replaces the resource, issues a new token in place, or
 * is only kept in state. If you add an argument, say what its absence means in states of earlier releases.
 */
export const tokenArguments = {
  profileId: { rule: profileId, required: true, change: "replace" },
  profileType: { rule: oneOf(...profileTypes), default: "androidForWork", change: "replace" },
  tokenValidityInSeconds: { rule: integer(() => [1, largestValidity]), required: true, change: "reissue" },
  renewBeforeInSeconds: {
    rule: integer(
      ({ tokenValidityInSeconds: validity }) => [0, (isValidity(validity) ? validity : largestValidity) - 1],
      " (less than tokenValidityInSeconds)",
    ),
    default: 0,
    change: "keep",
  },
  rotateWhenChanged: { rule: textRecord, secret: "maybe", change: "reissue" },
  adoptExisting: { rule: boolean, default: false, change: "keep" },
  revokeOnDelete: { rule: boolean, default: true, change: "keep" },
  whenReplaced: { rule: oneOf("adopt", "reissue"), default: "adopt", change: "keep" },
  storeToken: { rule: boolean, default: true, change: "keep" },
  // Another name for the same tenant is only kept in state.
  tenantId: { rule: tenantId, change: "replace" },
} as const satisfies ArgumentTable<TokenInputs, "replace" | "reissue" | "keep">;

/** The arguments among a resource's properties. */
export function inputsOf(properties: TokenInputs): TokenInputs {
  return argumentsAmong(tokenArguments, properties);
}

/**
 * Checks all arguments of an EnrollmentToken at once, and applies the defaults.
 *
 * @param olds the inputs of the last `up`. A warning is not repeated while its cause stays the same
 */
export function checkToken(
  olds: Properties,
  news: Properties,
): { readonly inputs: Properties; readonly failures: CheckFailure[]; readonly warnings: readonly string[] } {
  const { inputs, failures } = checkArguments(tokenArguments, news);
  return { inputs, failures, warnings: failures.length > 0 ? [] : warningsOf(olds, inputs) };
}

function warningsOf(olds: Properties, inputs: Properties): string[] {
  const { tokenValidityInSeconds: validity, profileId: id } = inputs;
  const subject = `tokenValidityInSeconds ${String(validity)}${isUnknown(id) ? "" : ` on profile ${String(id)}`}`;
  const isNew = (isCause: (arguments_: Properties) => boolean) =>
    isCause(inputs) && !(isCause(olds) && olds.tokenValidityInSeconds === validity);
  return [
    ...(isNew(isBeyondDocumented)
      ? [
          `${subject} is more than the 90 days (${documentedValidity}) that Microsoft documents for androidForWork: ` +
            "Graph may refuse or shorten it.",
        ]
      : []),
    ...(isNew(isShort)
      ? [`${subject} is only ${duration(Number(validity))}: the unit is seconds, not days. See secondsIn.`]
      : []),
  ];
}

function isBeyondDocumented({ tokenValidityInSeconds: validity, profileType }: Properties): boolean {
  return profileType === "androidForWork" && isValidity(validity) && validity > documentedValidity;
}

function isShort({ tokenValidityInSeconds: validity }: Properties): boolean {
  return isValidity(validity) && validity < shortestUsualValidity;
}

function isValidity(value: unknown): value is number {
  return typeof value === "number" && Number.isInteger(value) && value >= 1 && value <= largestValidity;
}

/** For people, for less than an hour. */
function duration(seconds: number): string {
  const minutes = Math.floor(seconds / 60);
  const rest = seconds % 60;
  return [...(minutes > 0 ? [`${minutes} min`] : []), ...(rest > 0 ? [`${rest} s`] : [])].join(" ");
}
