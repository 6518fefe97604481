import type { CheckFailure } from "@pulumi/pulumi/dynamic";
import { profileTypes, type ProfileType } from "../../graph/profile";
import { boolean, integer, oneOf, type Properties, tenantId, textRecord } from "../../rules";
import { type ArgumentTable, argumentsAmong, checkArguments } from "../arguments";
import { profileId } from "../identity";
import { isUnknown } from "../engine";

export type WhenReplaced = "adopt" | "reissue";

/** The arguments as they stand in state: checked, and with defaults applied. */
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
const largestValidity = 2_147_483_647;
/** The validity up to which Microsoft documents androidForWork tokens: 90 days. */
const documentedValidity = 7_776_000;
/** What is less was probably meant in another unit. */
const shortestUsualValidity = 3600;

/**
 * All arguments of an EnrollmentToken. A change replaces the resource, issues the token anew in place, or is only kept.
 * Those who add one say what states of earlier releases mean, which do not have it.
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
  // Another name for the same tenant is only kept.
  tenantId: { rule: tenantId, change: "replace" },
} as const satisfies ArgumentTable<TokenInputs, "replace" | "reissue" | "keep">;

/** The arguments among a resource's properties, without anything else. */
export function inputsOf(properties: TokenInputs): TokenInputs {
  return argumentsAmong(tokenArguments, properties);
}

/**
 * Checks the arguments of an EnrollmentToken, all of them at once, and applies the defaults.
 *
 * @param olds the inputs of the last `up`; a warning is not repeated while its cause stays the same
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
  const where = `tokenValidityInSeconds ${String(validity)}${isUnknown(id) ? "" : ` on profile ${String(id)}`}`;
  const isNews = (isCause: (some: Properties) => boolean) =>
    isCause(inputs) && !(isCause(olds) && olds.tokenValidityInSeconds === validity);
  return [
    ...(isNews(isBeyondDocumented)
      ? [
          `${where} is more than the 90 days (${documentedValidity}) that Microsoft documents for androidForWork: ` +
            "Graph may refuse or shorten it.",
        ]
      : []),
    ...(isNews(isShort)
      ? [`${where} is only ${inWords(Number(validity))}: seconds are meant, not days; see secondsIn.`]
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

/** A time of less than an hour. */
function inWords(seconds: number): string {
  const minutes = Math.floor(seconds / 60);
  const rest = seconds % 60;
  return [...(minutes > 0 ? [`${minutes} min`] : []), ...(rest > 0 ? [`${rest} s`] : [])].join(" ");
}
