import assert from "node:assert/strict";
import { signInTo } from "../../provider/src/auth/signIn";
import { readSettings } from "../../provider/src/config/settings";
import { TestClock } from "../lifecycle/harness";

/** What is said of a sign-in under this configuration. */
function said(
  config: Readonly<Record<string, string>>,
  environment: Readonly<Record<string, string>> = {},
): string {
  const lines: string[] = [];
  const all: Readonly<Record<string, string>> = { tenantId: "t", ...config };
  const settings = readSettings((name) => all[name], environment);
  signInTo(settings, settings.tenantId, {
    clock: new TestClock(),
    notify: () => undefined,
    debug: (line) => lines.push(line),
  });
  return lines.join();
}

const clouds: readonly [names: readonly string[], scope: string, authority: string][] = [
  [
    ["public", "global", "AzureCloud"],
    "https://graph.microsoft.com/.default",
    "https://login.microsoftonline.com",
  ],
  [
    ["usgovernment", "usgovernmentl4", "AzureUSGovernment"],
    "https://graph.microsoft.us/.default",
    "https://login.microsoftonline.us",
  ],
  [["dod", "usgovernmentl5"], "https://dod-graph.microsoft.us/.default", "https://login.microsoftonline.us"],
  [
    ["china", "AzureChinaCloud"],
    "https://microsoftgraph.chinacloudapi.cn/.default",
    "https://login.chinacloudapi.cn",
  ],
];

describe("the cloud to sign in to", () => {
  for (const [names, scope, authority] of clouds) {
    for (const name of names) {
      it(`${name}: ${scope} from ${authority}`, () => {
        assert.ok(said({ environment: name }).endsWith(`${scope} from ${authority}.`));
        assert.ok(said({}, { ARM_ENVIRONMENT: name }).endsWith(`${scope} from ${authority}.`));
      });
    }
  }

  it("is the public one where nothing is said", () => {
    assert.ok(
      said({}).endsWith("https://graph.microsoft.com/.default from https://login.microsoftonline.com."),
    );
  });

  it("may be one that nobody else reaches", () => {
    const config = {
      environment: "usgovernment",
      graphEndpoint: "https://graph.example/",
      authorityHost: "https://login.example/",
    };
    assert.ok(said(config).endsWith("https://graph.example/.default from https://login.example."));
  });

  it("keeps its authority where only the Graph is another", () => {
    const config = { environment: "china", graphEndpoint: "https://graph.example" };
    assert.ok(said(config).endsWith("https://graph.example/.default from https://login.chinacloudapi.cn."));
  });
});
