import assert from "node:assert/strict";
import { unknownValue } from "../../provider/src/lifecycle/engine";
import { EnrollmentProfileProvider } from "../../provider/src/lifecycle/profile/provider";
import { Session } from "../../provider/src/lifecycle/session";
import { EnrollmentTokenProvider } from "../../provider/src/lifecycle/token/provider";
import { readSettings } from "../../provider/src/config/settings";
import { TestClock } from "../lifecycle/harness";

const tenantB = "bbbbbbbb-2222-4222-8222-222222222222";
const app = {
  tenantId: "aaaaaaaa-1111-4111-8111-111111111111",
  clientId: "client-1",
  clientSecret: "the-secret",
};
const own = (settings: object) => ({ tenants: JSON.stringify({ [tenantB]: settings }) });

/** What a preview finds wrong with a resource in this tenant, or in the configured one. */
async function faultsOf(
  kind: "token" | "profile",
  config: Readonly<Record<string, string>>,
  tenantId?: string,
): Promise<readonly string[]> {
  const settings = readSettings((name) => config[name], {});
  const session = new Session({ settings, clock: new TestClock(), notify: () => undefined });
  const Provider = kind === "token" ? EnrollmentTokenProvider : EnrollmentProfileProvider;
  const provider = new Provider(
    () => session,
    () => undefined,
  );
  const args = kind === "token" ? { profileId: "p", tokenValidityInSeconds: 60 } : { displayName: "Kiosk" };
  const { failures = [] } = await provider.check(
    {},
    { ...args, ...(tenantId !== undefined && { tenantId }) },
  );
  return failures.map(({ reason }) => reason);
}

const rows: readonly [
  name: string,
  config: Readonly<Record<string, string>>,
  tenantId: string | undefined,
  fault: RegExp | undefined,
][] = [
  ["a whole set", app, undefined, undefined],
  ["a whole set, in the resource's own tenant", app, tenantB, undefined],
  [
    "a set for the resource's own tenant without a secret",
    { ...app, ...own({ clientId: "client-2" }) },
    tenantB.toUpperCase(),
    /^intune:tenants\["bbbbbbbb-.*"\]\.clientId is set, but there is no credential for that application: set intune:tenants\["bbbbbbbb-[-0-9a-f]*"\]\.clientSecret or/,
  ],
  [
    "a set for the resource's own tenant without an application",
    { ...app, ...own({ clientSecret: "the-secret" }) },
    tenantB,
    /^Signing in with a client secret, because intune:tenants\["bbbbbbbb-.*"\]\.clientSecret is set, also needs intune:tenants\["bbbbbbbb-[-0-9a-f]*"\]\.clientId\.$/,
  ],
  [
    "a set for the resource's own tenant whose file is not there",
    own({ clientId: "client-2", clientSecretFilePath: "/no/such/file" }),
    tenantB,
    /^The file \/no\/such\/file, which intune:tenants\["bbbbbbbb-.*"\]\.clientSecretFilePath names, cannot be read \(ENOENT\)/,
  ],
  [
    "half a set for a tenant that is not this resource's",
    { ...app, ...own({ clientId: "client-2" }) },
    undefined,
    undefined,
  ],
  [
    "half a set that the resource's own tenant does not need",
    { clientId: "client-1", ...own({ clientId: "client-2", clientSecret: "the-secret" }) },
    tenantB,
    undefined,
  ],
  [
    "no tenant, neither configured nor the resource's own",
    { clientId: "client-1", clientSecret: "the-secret" },
    undefined,
    /also needs intune:tenantId/,
  ],
  [
    "a tenant that the resource names and nobody else",
    { clientId: "client-1", clientSecret: "the-secret" },
    tenantB,
    undefined,
  ],
  ["half a set for a tenant that is not known yet", { clientId: "client-1" }, unknownValue, undefined],
];

describe("a preview finds", () => {
  for (const kind of ["token", "profile"] as const) {
    for (const [name, config, tenantId, expected] of rows) {
      it(`${name}, for a ${kind}: ${expected === undefined ? "nothing wrong" : "an error"}`, async () => {
        const faults = await faultsOf(kind, config, tenantId);
        assert.equal(faults.length, expected === undefined ? 0 : 1, faults.join());
        if (expected !== undefined) assert.match(String(faults[0]), expected);
        assert.doesNotMatch(faults.join(), /the-secret/);
      });
    }
  }
});
