export type { AccessTokenRequest } from "./accessTokens";
export { clientCertificate, loopbackTls, proxiedDomain, type TestCertificate } from "./certificates";
export {
  app,
  audiences,
  clientId,
  domainA,
  readWrite,
  tenantA,
  tenantB,
  type App,
  type Cloud,
} from "./directory";
export { startIssuer, type Issuer, startManagedIdentity, type ManagedIdentityEndpoints } from "./issuers";
export { type Proxy, type ProxyOptions, startProxy } from "./proxy";
export { serve, type ServiceAnswer, type ServiceRequest } from "./serve";
export { refreshToken, startEntra, type Entra, type SignIn } from "./server";
export { installBrowser, installTools, type Tools } from "./tools";
