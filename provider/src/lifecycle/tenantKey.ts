/**
 * The same text for the same tenant, however a resource names it: not at all, where it is the configured one, or in
 * other letters. A tenant's id and its domain names are not known to be the same before somebody signs in.
 */
export function tenantKey(tenantId: string | undefined, configured: string | undefined): string {
  return (tenantId ?? configured ?? "").toLowerCase();
}

interface InTenant {
  readonly tenantId?: string;
}

/** True where a resource is declared in another tenant than the one it is in. */
export function isOtherTenant(olds: InTenant, news: InTenant, configured: string | undefined): boolean {
  return tenantKey(olds.tenantId, configured) !== tenantKey(news.tenantId, configured);
}
