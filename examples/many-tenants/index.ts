import * as pulumi from "@pulumi/pulumi";
import { EnrollmentToken, secondsIn } from "pulumi-intune-enrollment";

interface Customer {
  readonly tenantId: string;
  readonly profileId: string;
}

// By customer, for example: {"contoso": {"tenantId": "contoso.onmicrosoft.com", "profileId": "…"}}
const customers = new pulumi.Config().requireObject<Record<string, Customer>>("customers");

// One app registration signs in to all tenants, once for each tenant. An administrator of each tenant has to consent to
// it. If a tenant has its own registration, set it in `intune:tenants`.
const tokens = Object.entries(customers).map(([customer, { tenantId, profileId }]) => ({
  customer,
  token: new EnrollmentToken(customer, {
    tenantId,
    profileId,
    tokenValidityInSeconds: secondsIn("P30D"),
    renewBeforeInSeconds: secondsIn("P7D"),
  }),
}));

export const validUntil = Object.fromEntries(
  tokens.map(({ customer, token }) => [customer, token.tokenExpirationDateTime]),
);
