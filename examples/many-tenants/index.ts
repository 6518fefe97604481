import * as pulumi from "@pulumi/pulumi";
import { EnrollmentToken, secondsIn } from "pulumi-intune-enrollment";

interface Customer {
  readonly tenantId: string;
  readonly profileId: string;
}

// By customer, for example: {"contoso": {"tenantId": "contoso.onmicrosoft.com", "profileId": "…"}}
const customers = new pulumi.Config().requireObject<Record<string, Customer>>("customers");

// One app registration, consented to in each tenant, signs in to each of them: once, however many tokens there are.
// Tenants with a registration of their own have it in `intune:tenants`.
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
