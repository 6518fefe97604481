import { credentialKinds } from "./credentialKinds";
import { accessToken, boolean, oneOf, requestUrl, text } from "./values";

/**
 * The settings that say who signs in, and how. They are named as the azuread provider names them, so that a team's
 * `ARM_*` environment serves both.
 *
 * Source: the azuread provider's documentation, "Argument Reference".
 */
export const signInParsers = {
  /** Pins the kind of credential, by the names of `credentialKinds`. Default: chosen from what else is set. */
  credential: oneOf(...credentialKinds),
  /** Application (client) id of the app registration or user-assigned identity. */
  clientId: text,
  /** Path of a file that holds the client id. */
  clientIdFilePath: text,
  /** Secret. A client secret of the app registration. */
  clientSecret: text,
  /** Path of a file that holds the client secret. */
  clientSecretFilePath: text,
  /** Secret. The certificate itself, with its private key: PEM text, or PKCS#12 in base64. */
  clientCertificate: text,
  /** Path of a PEM or PKCS#12 file with certificate and private key. */
  clientCertificatePath: text,
  /** Secret. Password of the certificate's private key. */
  clientCertificatePassword: text,
  /** Sign in by OIDC federation. Default: true where an OIDC token is given, otherwise false. */
  useOidc: boolean,
  /** Secret. An OIDC token to exchange (federated credential). */
  oidcToken: text,
  /** Path of a file that holds the OIDC token; it is read afresh for each exchange. */
  oidcTokenFilePath: text,
  /** Where GitHub (or a compatible service) or Azure Pipelines issues OIDC tokens. */
  oidcRequestUrl: requestUrl,
  /** Secret. The access token for `oidcRequestUrl`. */
  oidcRequestToken: text,
  /** Azure Pipelines: id of the service connection to sign in as. */
  adoPipelineServiceConnectionId: text,
  /** Sign in as the workload identity of a Kubernetes pod. Default: true where its token file is given; `false` rules it out. */
  useAksWorkloadIdentity: boolean,
  /** Path of the service account token that Kubernetes keeps fresh; its webhook sets AZURE_FEDERATED_TOKEN_FILE. */
  federatedTokenFile: text,
  /** Sign in with the machine's managed identity. Default false. */
  useMsi: boolean,
  /** Sign in with the Azure CLI's account. Default false; `false` said aloud also rules out the default chain. */
  useCli: boolean,
  /** Secret. An access token for Microsoft Graph, used as it is; it cannot be renewed. */
  accessToken: accessToken,
} as const;

/** What is never shown. `intune:tenants` holds the same, and is secret as a whole. */
export const secretSettings = [
  "clientSecret",
  "clientCertificate",
  "clientCertificatePassword",
  "oidcToken",
  "oidcRequestToken",
  "accessToken",
] as const satisfies readonly (keyof typeof signInParsers)[];
