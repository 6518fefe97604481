import assert from "node:assert/strict";
import { unknownValue } from "../../provider/src/lifecycle/engine";
import { EnrollmentProfileProvider } from "../../provider/src/lifecycle/profile/provider";
import { EnrollmentTokenProvider } from "../../provider/src/lifecycle/token/provider";
import { IntuneError } from "../../provider/src/errors";
import { tenantA, tenantB } from "../entra";
import { Run, TestClock } from "../lifecycle/harness";
import type { Texts } from "./harness";

/** An access token that expired in 2001. */
const expiredToken = `e30.${Buffer.from('{"exp":1000000000}').toString("base64url")}.x`;
const app = { tenantId: tenantA, clientId: "client-1", clientSecret: "the-secret" };
const own = (settings: object) => ({ tenants: JSON.stringify({ [tenantB]: settings }) });

/** What a preview finds wrong with a resource in this tenant, or in the configured one. */
async function faultsOf(
  kind: "token" | "profile",
  config: Texts,
  tenantId?: string,
): Promise<readonly string[]> {
  const run = new Run(config, new TestClock());
  const provider = kind === "token" ? run.tokens() : run.profiles();
  const args = kind === "token" ? { profileId: "p", tokenValidityInSeconds: 60 } : { displayName: "Kiosk" };
  const { failures = [] } = await provider.check(
    {},
    { ...args, ...(tenantId !== undefined && { tenantId }) },
  );
  return failures.map(({ reason }) => reason);
}

const ofOwn = String.raw`intune:tenants\["bbbbbbbb-[-0-9a-f]*"\]`;
const halfSet = { clientId: "client-1", clientSecret: "the-secret" };
/** The configuration, the resource's own tenant, and what is wrong, if anything. */
const cases: Readonly<
  Record<string, readonly [config: Texts, tenantId?: string | undefined, fault?: RegExp]>
> = {
  "a whole set": [app],
  "a whole set, in the resource's own tenant": [app, tenantB],
  "a set for the resource's own tenant without a secret": [
    { ...app, ...own({ clientId: "client-2" }) },
    tenantB.toUpperCase(),
    new RegExp(
      `^${ofOwn}\\.clientId is set, but there is no credential for that application: set ${ofOwn}\\.clientSecret or`,
    ),
  ],
  "a set for the resource's own tenant without an application": [
    { ...app, ...own({ clientSecret: "the-secret" }) },
    tenantB,
    new RegExp(
      `^Signing in with a client secret, because ${ofOwn}\\.clientSecret is set, also needs ${ofOwn}\\.clientId\\.$`,
    ),
  ],
  "a set for the resource's own tenant whose file does not exist": [
    own({ clientId: "client-2", clientSecretFilePath: "/no/such/file" }),
    tenantB,
    new RegExp(
      `^The file /no/such/file, which ${ofOwn}\\.clientSecretFilePath names, cannot be read \\(ENOENT\\)`,
    ),
  ],
  "half a set for a tenant that is not this resource's": [{ ...app, ...own({ clientId: "client-2" }) }],
  "half a set that the resource's own tenant does not need": [
    { clientId: "client-1", ...own({ clientId: "client-2", clientSecret: "the-secret" }) },
    tenantB,
  ],
  "no tenant, neither configured nor the resource's own": [halfSet, undefined, /also needs intune:tenantId/],
  "a tenant that only the resource names": [halfSet, tenantB],
  "half a set for a tenant that is not known yet": [{ clientId: "client-1" }, unknownValue],
};

describe("a preview finds", () => {
  for (const kind of ["token", "profile"] as const) {
    for (const [name, [config, tenantId, fault]] of Object.entries(cases)) {
      it(`${name}, for a ${kind}: ${fault === undefined ? "nothing wrong" : "an error"}`, async () => {
        const faults = await faultsOf(kind, config, tenantId);
        assert.equal(faults.length, fault === undefined ? 0 : 1, faults.join());
        if (fault !== undefined) assert.match(String(faults[0]), fault);
        assert.doesNotMatch(faults.join(), /the-secret/);
      });
    }
  }
});

/** What a preview says of a configuration that it takes, for two resources. */
async function saidOf(config: Texts, keys: readonly string[] = []): Promise<string[]> {
  const run = new Run(config, new TestClock(), { keys });
  const provider = run.tokens();
  for (const profileId of ["p", "q"]) {
    const { failures } = await provider.check({}, { profileId, tokenValidityInSeconds: 86_400 });
    assert.deepEqual(failures, []);
  }
  return run.notices;
}

describe("a preview says, once", () => {
  it("that DefaultAzureCredential is tried if nothing is configured, and what to set otherwise", async () => {
    assert.deepEqual(await saidOf({}), [
      "Nothing says how to sign in, so the provider tries DefaultAzureCredential. To choose a way, set intune:tenantId, " +
        "intune:clientId and intune:clientSecret, or what another way needs (docs/sign-in.md).",
    ]);
  });

  it("that the settings of other providers are not read, if there are some and no own ones", async () => {
    const keys = ["azuread:clientId", "azuread:tenantId", "azure-native:clientId", "aws:region"];
    assert.match(
      (await saidOf({}, keys)).join(),
      / The provider does not read the stack's azuread:, azure-native: settings: set the same values as intune: settings\.$/,
    );
    assert.deepEqual(await saidOf(app, keys), []);
  });

  it("that a client secret which is a GUID is the secret's id, and does not repeat it", async () => {
    const clientSecret = "01234567-89ab-4cde-8f01-23456789abcd";
    const [warning = "", ...others] = await saidOf({ ...app, clientSecret });
    assert.match(
      warning,
      /^intune:clientSecret looks like the id of a client secret \(a GUID\), not like its value\./,
    );
    assert.ok(!warning.includes(clientSecret));
    assert.deepEqual(others, []);
  });

  it("nothing of what is in order, or pinned", async () => {
    assert.deepEqual(await saidOf(app), []);
    assert.deepEqual(await saidOf({ credential: "default" }), []);
  });
});

describe("a refresh or a destroy that cannot sign in", () => {
  const hint =
    /`pulumi refresh` and `pulumi destroy` sign in with the configuration of the last `pulumi up`: .* --run-program\.$/;
  const usable = () => new Run({ accessToken: expiredToken }, new TestClock()).session;
  const unusable = () => {
    throw new IntuneError("configuration", "The provider's configuration cannot be used.");
  };
  const token = {
    profileId: "p",
    profileType: "androidForWork",
    tokenOrigin: "issued",
    tokenStatus: "active",
    tokenValue: "the-token",
    tokenExpirationDateTime: "2099-01-01T00:00:00Z",
    tokenIssuedDateTime: "2026-01-01T00:00:00Z",
    revokeOnDelete: true,
  };
  const profile = { profileId: "p", profileType: "androidForWork", displayName: "Kiosk" };

  for (const [name, session] of [
    ["an access token that has expired", usable],
    ["a configuration that cannot be used", unusable],
  ] as const) {
    for (const hook of ["read", "delete"] as const) {
      it(`says of ${name} in ${hook} which configuration it uses, and names --run-program`, async () => {
        const says = (error: Error) => hint.test(error.message);
        const ignore = () => undefined;
        const tokens = new EnrollmentTokenProvider(session, ignore);
        const profiles = new EnrollmentProfileProvider(session, ignore);
        await assert.rejects(async () => tokens[hook]("id", token as never), says);
        await assert.rejects(async () => profiles[hook]("id", profile as never), says);
      });
    }
  }

  it("and an up that cannot does not", async () => {
    const provider = new EnrollmentTokenProvider(usable, () => undefined);
    const news = { ...token, tokenValidityInSeconds: 86_400, __provider: "text" };
    await assert.rejects(provider.create(news as never), (error: Error) => !hint.test(error.message));
  });
});
