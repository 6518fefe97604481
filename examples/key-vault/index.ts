import * as pulumi from "@pulumi/pulumi";
import { EnrollmentToken, getEnrollmentTokenOutput, secondsIn } from "pulumi-intune-enrollment";
import { putSecret } from "./putSecret";

const config = new pulumi.Config();

// The token is issued, renewed and revoked as ever, and is in no state file: only its digest is.
const token = new EnrollmentToken("kiosk", {
  profileId: config.require("profileId"),
  tokenValidityInSeconds: secondsIn("P30D"),
  renewBeforeInSeconds: secondsIn("P7D"),
  storeToken: false,
});

// Read where it is needed, after it was issued, and handed over by the program itself: a resource that took the value
// as an argument would put it into state after all.
// By its expiry the token is told from the one before a rotation, which Graph may go on showing for a while; and a first
// preview, which does not know the expiry yet, looks for nothing.
const { profileId, tokenExpirationDateTime: validUntil } = token;
const current = getEnrollmentTokenOutput({ profileId, tokenExpirationDateTime: validUntil });
const vault = { url: config.require("vaultUrl"), bearer: config.requireSecret("vaultBearer") };

export const handedOver = pulumi
  .all([current, vault.bearer, token.generation])
  .apply(async ([{ tokenValue, tokenExpirationDateTime }, bearer, generation]) => {
    if (pulumi.runtime.isDryRun()) return "at the next up";
    await putSecret(vault.url, bearer, "intune-enrollment-token", tokenValue, tokenExpirationDateTime);
    return `generation ${generation}`;
  });
