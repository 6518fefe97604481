import { app, testChoices } from "./choices";

const configured = { ...app, clientSecret: "the-secret" };
const own = (settings: object) => ({ ...configured, tenants: JSON.stringify({ "tenant-2": settings }) });

describe("choosing a credential for a tenant with an entry of its own", () => {
  testChoices([
    {
      name: "an entry that says nothing",
      config: own({}),
      tenantId: "tenant-2",
      error:
        /^intune:tenants\["tenant-2"\] does not say how to sign in: give it what one way needs, or pin one with intune:tenants\["tenant-2"\]\.credential\.$/,
    },
    {
      name: "an entry of empty texts",
      config: own({ clientId: "", clientSecret: "" }),
      tenantId: "tenant-2",
      error: /^intune:tenants\["tenant-2"\] does not say how to sign in/,
    },
    {
      name: "an entry that says nothing, in a job of GitHub Actions",
      config: own({}),
      environment: { ACTIONS_ID_TOKEN_REQUEST_URL: "https://pipelines.example/token" },
      tenantId: "tenant-2",
      error: /^intune:tenants\["tenant-2"\] does not say how to sign in/,
    },
    {
      name: "an entry that asks for the default chain",
      config: own({ credential: "default" }),
      tenantId: "tenant-2",
      plan: { kind: "default", tenantId: "tenant-2" },
    },
    {
      name: "a tenant without an entry",
      config: own({}),
      tenantId: "tenant-3",
      plan: { kind: "clientSecret", tenantId: "tenant-3" },
    },
  ]);
});
