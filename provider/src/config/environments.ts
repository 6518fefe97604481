/** The national clouds by the names that `intune:environment` takes. */
export type EnvironmentName = "public" | "usgovernment" | "dod" | "china";

interface Environment {
  /** Microsoft Graph's root in this cloud, without a version. */
  readonly graphEndpoint: string;
  /** Microsoft Entra's authority for this cloud. */
  readonly authorityHost: string;
}

/**
 * Graph roots and authorities of each cloud. Access tokens are not interchangeable between clouds.
 * Source: https://learn.microsoft.com/graph/deployments
 */
export const environments: Readonly<Record<EnvironmentName, Environment>> = {
  public: {
    graphEndpoint: "https://graph.microsoft.com",
    authorityHost: "https://login.microsoftonline.com",
  },
  usgovernment: {
    graphEndpoint: "https://graph.microsoft.us",
    authorityHost: "https://login.microsoftonline.us",
  },
  dod: {
    graphEndpoint: "https://dod-graph.microsoft.us",
    authorityHost: "https://login.microsoftonline.us",
  },
  china: {
    graphEndpoint: "https://microsoftgraph.chinacloudapi.cn",
    authorityHost: "https://login.chinacloudapi.cn",
  },
};
