import * as pulumi from "@pulumi/pulumi";
import { EnrollmentToken, secondsIn } from "pulumi-intune-enrollment";
import { putSecret } from "./putSecret";

const config = new pulumi.Config();

// The token is issued, renewed and revoked as usual. State holds only its digest.
const token = new EnrollmentToken("kiosk", {
  profileId: config.require("profileId"),
  tokenValidityInSeconds: secondsIn("P30D"),
  renewBeforeInSeconds: secondsIn("P7D"),
  storeToken: false,
});

// The program itself hands over the token, because a resource with the value as an argument would put it into state.
const vault = { url: config.require("vaultUrl"), bearer: config.requireSecret("vaultBearer") };

export const handedOver = pulumi
  .all([token.current(), vault.bearer, token.generation])
  .apply(async ([{ tokenValue, tokenExpirationDateTime }, bearer, generation]) => {
    if (pulumi.runtime.isDryRun()) return "at the next up";
    await putSecret(vault.url, bearer, "intune-enrollment-token", tokenValue, tokenExpirationDateTime);
    return `generation ${generation}`;
  });
