import assert from "node:assert/strict";
import { identityFor } from "../../provider/src/auth/identity";
import type { CredentialPlan } from "../../provider/src/auth/plan";
import { planCredential } from "../../provider/src/auth/planCredential";
import { readSettings } from "../../provider/src/config/settings";
import { IntuneError } from "../../provider/src/errors";

/** What is set, and what follows from it. */
export interface Row {
  readonly name: string;
  readonly config?: Readonly<Record<string, string>>;
  readonly environment?: Readonly<Record<string, string>>;
  /** The resource's own tenantId. */
  readonly tenantId?: string;
  /** The plan, where there is one; parts are enough. */
  readonly plan?: Partial<CredentialPlan> & Pick<CredentialPlan, "kind">;
  readonly why?: string;
  /** The error, where there is one. */
  readonly error?: RegExp;
}

export const app = { tenantId: "tenant-1", clientId: "client-1" };
export const armApp = { ARM_TENANT_ID: "tenant-1", ARM_CLIENT_ID: "client-1" };

/** A test for each row. */
export function testChoices(rows: readonly Row[]): void {
  for (const { name, config = {}, environment = {}, tenantId, plan, why, error } of rows) {
    it(`${name}: ${plan?.kind ?? "an error"}`, () => {
      const decide = () => {
        const settings = readSettings((setting) => config[setting], environment);
        return planCredential(identityFor(settings, tenantId ?? settings.tenantId));
      };
      if (error !== undefined) {
        assert.throws(decide, (thrown: unknown) => {
          assert.ok(thrown instanceof IntuneError);
          assert.equal(thrown.code, "configuration");
          assert.match(thrown.message, error);
          assert.doesNotMatch(thrown.message, /the-secret|the-token|the-bearer|request-bearer|system-bearer/);
          return true;
        });
        return;
      }
      const decided = decide();
      assert.partialDeepStrictEqual(decided.plan, plan);
      if (why !== undefined) assert.equal(decided.why, why);
    });
  }
}
