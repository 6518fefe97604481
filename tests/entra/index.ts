export type { AccessTokenRequest } from "./accessTokens";
export { clientCertificate, loopbackTls, proxiedDomain } from "./certificates";
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
export { startIssuer, type Issuer, startManagedIdentity } from "./issuers";
export { type Proxy, type ProxyOptions, startProxy } from "./proxy";
export { serve, type ServiceAnswer, type ServiceRequest } from "./serve";
export { refreshToken, startEntra, type Entra } from "./server";
export { installBrowser, installTools, type Tools } from "./tools";
