export { clientCertificate, type TestCertificate } from "./clientCertificate";
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
export { startIssuer, type Issuer } from "./issuer";
export { startManagedIdentity, type ManagedIdentityEndpoints } from "./managedIdentity";
export { refreshToken, startEntra, type Entra, type SignIn } from "./server";
export { installBrowser, installTools, type Tools } from "./tools";
export { type Proxy, startProxy } from "./proxy";
export { loopbackTls, proxiedDomain } from "./trust";
