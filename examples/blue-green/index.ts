import * as pulumi from "@pulumi/pulumi";
import { EnrollmentToken, getEnrollmentProfileOutput, secondsIn } from "pulumi-intune-enrollment";

// A new token may end the previous one, and replacing a printed QR code takes days. So two profiles take turns: each
// turn rotates the older of the two tokens, and the one handed out before stays valid for another turn.
const config = new pulumi.Config();
const turn = config.requireNumber("turn");

const turnLength = secondsIn("P30D");

function tokenFor(color: string, turns: number): EnrollmentToken {
  const profile = getEnrollmentProfileOutput({ displayName: config.require(`${color}Profile`) });
  return new EnrollmentToken(color, {
    profileId: profile.profileId,
    // Two turns, and a week in case the pipeline is late.
    tokenValidityInSeconds: 2 * turnLength + secondsIn("P1W"),
    rotateWhenChanged: { turns: String(turns) },
  });
}

// Blue rotates in odd turns, green in even ones.
const blue = tokenFor("blue", Math.ceil(turn / 2));
const green = tokenFor("green", Math.floor(turn / 2));
const current = turn % 2 === 1 ? blue : green;

export const handOut = current.profileDisplayName;
export const validUntil = current.tokenExpirationDateTime;
export const nextTurnDueDateTime = current.tokenIssuedDateTime.apply((issued) =>
  new Date(Date.parse(issued) + turnLength * 1000).toISOString(),
);
export const qrCode = current.qrCode("svg");
