import type { SettledTokenState, TokenInputs } from "../../provider/src/lifecycle/token/state";

/** Good arguments: those that have to be given, and all that can be. */
export const good = { profileId: "4f8e2a61-0000-4000-8000-6b54a1c2d3e4", tokenValidityInSeconds: 3600 };
export const everything = {
  ...good,
  profileType: "androidDeviceOwner",
  renewBeforeInSeconds: 60,
  rotateWhenChanged: { quarter: "Q1" },
  adoptExisting: true,
  revokeOnDelete: false,
  whenReplaced: "reissue",
  storeToken: false,
  tenantId: "contoso.onmicrosoft.com",
};

/** Arguments with their defaults, and a token of them that is half an hour old. */
export const inputs: TokenInputs = {
  profileId: "p1",
  profileType: "androidForWork",
  tokenValidityInSeconds: 3600,
  renewBeforeInSeconds: 0,
  adoptExisting: false,
  revokeOnDelete: true,
  whenReplaced: "adopt",
  storeToken: true,
};
export const state: SettledTokenState = {
  ...inputs,
  tokenValue: "ABCDEFGHIJKLMNOPQRST",
  qrCodeContent: "{}",
  tokenExpirationDateTime: "2026-01-15T12:30:00Z",
  tokenIssuedDateTime: "2026-01-15T11:30:00Z",
  tokenStatus: "active",
  generation: 1,
  profileDisplayName: "Kiosk",
  apiVersion: "v1.0",
};

interface Failure {
  readonly property: string;
  readonly reason: string;
}

/** The argument that a failure is about. If its value may be secret, only the failure's text names it. */
export function argumentOf({ property, reason }: Failure): string {
  if (property !== "") return property;
  const unheardOf = /^("(?:[^"\\]|\\.)*") is not an argument/.exec(reason)?.[1];
  return unheardOf === undefined ? (reason.split(" ")[0] ?? "") : (JSON.parse(unheardOf) as string);
}

/** What is wrong, in words that follow the argument's name. */
export function reasonOf({ property, reason }: Failure): string {
  return property === "" ? reason.replace(/^("(?:[^"\\]|\\.)*"|\S+) /, "") : reason;
}
