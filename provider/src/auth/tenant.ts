import { IntuneError } from "../errors";
import { routeTo } from "../proxy";
import { readAccessTokenClaims } from "./accessToken";
import { capitalised } from "./errors";
import type { Kind } from "./kinds";
import { getJson } from "./requests";

const guid = /[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}/i;

/** The tenant that access tokens have to be for, and where its name is looked up. */
export interface NamedTenant {
  /** An id or a domain name. */
  readonly tenantId: string;
  readonly authorityHost: string;
  readonly timeoutInSeconds: number;
}

/**
 * Checks that an access token is for the right tenant, before any request is sent with it. An access token holds the
 * tenant's id. If the configuration names the tenant by its domain, the id is looked up once.
 */
export class TenantCheck {
  private id: Promise<string | undefined> | undefined;

  constructor(
    private readonly tenant: NamedTenant,
    private readonly kind: Pick<Kind, "words" | "choosesTenant">,
  ) {}

  /**
   * @throws {IntuneError} `configuration` if the access token is for another tenant, `sign-in` if the tenant's id
   *   cannot be looked up
   */
  async accept(accessToken: string): Promise<void> {
    const own = readAccessTokenClaims(accessToken)?.tenantId?.toLowerCase();
    if (own === undefined) return;
    const { tenantId } = this.tenant;
    const id = isId(tenantId) ? tenantId.toLowerCase() : await this.lookUpOnce();
    if (id === undefined || id === own) return;
    throw new IntuneError(
      "configuration",
      `${capitalised(this.kind.words)} signs in to tenant ${own}, but the resource is in tenant ${tenantId} ` +
        `(its tenantId, or intune:tenantId): nothing was sent. Sign in to tenant ${tenantId}, or add a sign-in for it to intune:tenants.`,
    );
  }

  private async lookUpOnce(): Promise<string | undefined> {
    if (!this.kind.choosesTenant) return undefined;
    try {
      return await (this.id ??= lookUp(this.tenant));
    } catch (error) {
      this.id = undefined;
      throw error;
    }
  }
}

function isId(tenantId: string): boolean {
  return guid.exec(tenantId)?.[0] === tenantId;
}

/**
 * The id of a tenant, from its OpenID configuration; undefined for names that stand for any tenant, such as
 * `organizations`.
 *
 * Source: https://learn.microsoft.com/entra/identity-platform/v2-protocols-oidc#find-your-apps-openid-configuration-document-uri
 */
async function lookUp({
  tenantId,
  authorityHost,
  timeoutInSeconds,
}: NamedTenant): Promise<string | undefined> {
  const path = `${encodeURIComponent(tenantId)}/v2.0/.well-known/openid-configuration`;
  const answer = await getJson(`${authorityHost}/${path}`, timeoutInSeconds);
  if ("failure" in answer) {
    throw new IntuneError(
      "sign-in",
      `The id of tenant ${tenantId} could not be looked up at ${authorityHost} (${answer.failure}), so the provider cannot ` +
        "check that the access token is for this tenant: correct the name, or set intune:tenantId (or the resource's tenantId) to the id. " +
        `The request went ${routeTo(authorityHost)}.`,
    );
  }
  const { issuer } = (answer.body ?? {}) as { readonly issuer?: unknown };
  return typeof issuer === "string" ? guid.exec(issuer)?.[0].toLowerCase() : undefined;
}
