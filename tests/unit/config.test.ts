import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { clouds } from "../../provider/src/config/clouds";
import {
  readSettings,
  type SettingName,
  settingNames,
  settingsTable,
  type Settings,
} from "../../provider/src/config/settings";
import { credentialKinds, signInSettings } from "../../provider/src/config/signIn";
import { IntuneError } from "../../provider/src/errors";

type Texts = Readonly<Record<string, string>>;

const read = (config: Texts, environment: Texts = {}, keys: readonly string[] = []): Settings =>
  readSettings((name) => config[name], environment, keys);

function faultOf(config: Texts, environment: Texts = {}, keys: readonly string[] = []): string {
  let settings: Settings | undefined;
  try {
    settings = read(config, environment, keys);
  } catch (error) {
    assert.ok(error instanceof IntuneError);
    assert.equal(error.code, "configuration");
    return error.message;
  }
  assert.fail(`read: ${Object.keys(settings).join()}`);
}

describe("readSettings", () => {
  it("has defaults", () => {
    assert.deepEqual(read({}), {
      environment: "public",
      graphEndpoint: "https://graph.microsoft.com",
      authorityHost: "https://login.microsoftonline.com",
      requestTimeoutInSeconds: 30,
      oidcAudience: "api://AzureADTokenExchange",
      propagationTimeoutInSeconds: 60,
      longestWaitInSeconds: 600,
      sources: {},
      otherProviders: [],
    });
  });

  it("prefers the configuration to ARM_ and ARM_ to AZURE_, and says which", () => {
    const environment = { ARM_CLIENT_ID: "arm", AZURE_CLIENT_ID: "azure", AZURE_TENANT_ID: "azure" };
    const { clientId, tenantId, sources } = read({}, environment);
    assert.deepEqual([clientId, tenantId], ["arm", "azure"]);
    assert.deepEqual(sources, { tenantId: "AZURE_TENANT_ID", clientId: "ARM_CLIENT_ID" });
    assert.equal(read({ clientId: "config" }, environment).clientId, "config");
  });

  it("an empty text is not given", () => {
    assert.equal(read({ clientId: "" }, { AZURE_CLIENT_ID: "azure" }).clientId, "azure");
  });

  it("a text of white space alone is not given", () => {
    const environment = { ARM_CLIENT_SECRET: "\n", AZURE_CLIENT_SECRET: "azure" };
    const { clientSecret, clientId, sources } = read({ clientSecret: " ", clientId: "\t" }, environment);
    assert.deepEqual(
      [clientSecret, clientId, sources],
      ["azure", undefined, { clientSecret: "AZURE_CLIENT_SECRET" }],
    );
  });

  for (const [name, value] of [
    ["clientSecret", "secret"],
    ["accessToken", "a.b"],
    ["apiVersion", "beta"],
    ["credential", "oidc"],
    ["environment", "china"],
    ["useMsi", true],
    ["requestTimeoutInSeconds", 7],
    ["oidcRequestUrl", "https://pipelines.example/token"],
    ["authorityHost", "https://login.example"],
    ["graphEndpoint", "http://127.0.0.1:8080"],
  ] as const) {
    it(`white space around ${name} is not part of it`, () => {
      assert.equal(read({ [name]: ` ${value}\r\n` })[name], value);
    });
  }

  it("every setting has variables of its own", () => {
    const all = settingNames.flatMap((name) => settingsTable[name].variables);
    assert.equal(new Set(all).size, all.length);
  });

  it("reads only the AZURE_ variables that @azure/identity reads", () => {
    const azure = settingNames
      .flatMap((name) => settingsTable[name].variables)
      .filter((variable) => variable.startsWith("AZURE_"));
    assert.deepEqual(azure, [
      "AZURE_TENANT_ID",
      "AZURE_CLIENT_ID",
      "AZURE_CLIENT_SECRET",
      "AZURE_CLIENT_CERTIFICATE_PATH",
      "AZURE_CLIENT_CERTIFICATE_PASSWORD",
      "AZURE_FEDERATED_TOKEN_FILE",
      "AZURE_AUTHORITY_HOST",
    ]);
    const ofOthers = {
      AZURE_API_VERSION: "2024-10-21",
      AZURE_ENVIRONMENT: "Production",
      AZURE_USE_CLI: "yes",
    };
    assert.deepEqual(read({}, ofOthers), read({}));
  });

  for (const [key, meant] of [
    ["tenantID", "tenantId"],
    ["client_id", "clientId"],
    ["clientCertificatePasword", "clientCertificatePassword"],
  ] as const) {
    it(`a key intune:${key} is a fault that names intune:${meant}`, () => {
      const message = faultOf({}, {}, ["project:name", "intune:useCli", `intune:${key}`]);
      assert.equal(
        message,
        "The provider's configuration cannot be used: " +
          `intune:${key} is not a setting of this provider (did you mean intune:${meant}?).`,
      );
    });
  }

  it("a key that is like no setting is a fault that names the list", () => {
    assert.match(
      faultOf({}, {}, ["intune:xyz"]),
      /intune:xyz is not a setting .* \(docs\/configuration\.md lists/,
    );
  });

  it("in a project called intune its own keys are no faults", () => {
    const keys = ["intune:xyz", "azuread:clientId"];
    assert.deepEqual(readSettings(() => undefined, {}, keys, "intune").otherProviders, ["azuread"]);
  });

  it("the settings of other providers are no fault", () => {
    const { otherProviders } = read({}, {}, ["azuread:clientId", "azure-native:location", "aws:region"]);
    assert.deepEqual(otherProviders, ["azuread", "azure-native"]);
  });

  for (const tenantId of ["Contoso Ltd", "https://contoso.example", "contoso.example/", "-contoso"]) {
    it(`the tenant ${JSON.stringify(tenantId)} is refused as on a resource`, () => {
      assert.match(
        faultOf({ tenantId }),
        /intune:tenantId is malformed, expected a tenant's id or domain name/,
      );
      const tenants = JSON.stringify({ [tenantId]: { useCli: true } });
      assert.match(
        faultOf({ tenants }),
        /names a tenant that is malformed, expected a tenant's id or domain name/,
      );
    });
  }

  for (const placeholder of [
    "$(clientSecret)",
    "${CLIENT_SECRET}",
    "$CLIENT_SECRET",
    "${{ secrets.CLIENT_SECRET }}",
    "{{ client_secret }}",
    "%CLIENT_SECRET%",
    "<secret>",
  ]) {
    it(`a placeholder like ${placeholder} is refused, and not repeated`, () => {
      for (const name of [
        "tenantId",
        "clientSecret",
        "accessToken",
        "useMsi",
        "oidcRequestUrl",
        "graphEndpoint",
      ]) {
        const message = faultOf({ [name]: ` ${placeholder}\n` });
        assert.match(message, new RegExp(`intune:${name} holds a placeholder like .* instead of a value`));
        assert.ok(!message.includes(placeholder), message);
      }
      assert.match(
        faultOf({ tenants: JSON.stringify({ t: { clientId: placeholder } }) }),
        /\.clientId holds a placeholder/,
      );
      assert.equal(read({ clientCertificatePassword: placeholder }).clientCertificatePassword, placeholder);
    });
  }

  it("shows all faults at once, with their sources and what is allowed", () => {
    const message = faultOf({ apiVersion: "v2", requestTimeoutInSeconds: "0" }, { ARM_USE_MSI: "maybe" });
    assert.equal(
      message,
      'The provider\'s configuration cannot be used: ARM_USE_MSI is "maybe", expected true or false; ' +
        'intune:apiVersion is "v2", expected v1.0 or beta; ' +
        'intune:requestTimeoutInSeconds is "0", expected a number of seconds above 0 and at most 86400.',
    );
  });

  for (const [name, { oidcAudience }] of Object.entries(clouds)) {
    it(`OIDC tokens are for the audience ${oidcAudience} in the cloud ${name}`, () => {
      assert.equal(read({ environment: name }).oidcAudience, oidcAudience);
      assert.equal(read({ environment: name }, { ARM_OIDC_AUDIENCE: "api://own" }).oidcAudience, "api://own");
    });
  }

  const flags = { true: true, True: true, "1": true, false: false, "0": false };
  for (const [text, value] of Object.entries(flags)) {
    it(`${text} is ${value}`, () => {
      assert.equal(read({ useCli: text }).useCli, value);
    });
  }

  for (const [name, given, value] of [
    ["requestTimeoutInSeconds", "0.5", 0.5],
    ["requestTimeoutInSeconds", "86400", 86_400],
    ["requestTimeoutInSeconds", "86401", undefined],
    ["requestTimeoutInSeconds", "x", undefined],
    ["useCli", "2", undefined],
    ["credential", "x", undefined],
    ["environment", "x", undefined],
    ["apiVersion", "v1.0", "v1.0"],
    ["accessToken", "a.b-c_d~e+f/g=", "a.b-c_d~e+f/g="],
  ] as const) {
    it(`${name} ${given} is ${value === undefined ? "refused" : "accepted"}`, () => {
      if (value === undefined) assert.match(faultOf({ [name]: given }), new RegExp(`intune:${name} is "`));
      else assert.equal(read({ [name]: given })[name], value);
    });
  }

  it("an access token may end with a line break, and is not two words", () => {
    assert.equal(read({ accessToken: "a.b-c_d\n" }).accessToken, "a.b-c_d");
    assert.throws(
      () => read({ accessToken: "Bearer secret-of-mine" }),
      (error: Error) => {
        assert.match(error.message, /accessToken is not an access token/);
        assert.doesNotMatch(error.message, /secret-of-mine/);
        return true;
      },
    );
  });

  const endpoints: readonly [
    name: "graphEndpoint" | "authorityHost",
    value: string,
    expected: string | RegExp,
  ][] = [
    ["graphEndpoint", "https://graph.example", "https://graph.example"],
    ["graphEndpoint", "https://graph.example/root/", "https://graph.example/root"],
    ["graphEndpoint", "http://127.0.0.1:8080", "http://127.0.0.1:8080"],
    ["graphEndpoint", "http://localhost:8080/", "http://localhost:8080"],
    ["graphEndpoint", "http://[::1]:8080", "http://[::1]:8080"],
    ["graphEndpoint", "http://localhost:443", "http://localhost:443"],
    ["graphEndpoint", "http://localhost:80/root/", "http://localhost/root"],
    ["graphEndpoint", "http://user@localhost", /must not hold a user name or password/],
    ["graphEndpoint", "http://localhost/?key=value", /must not have a query or a fragment/],
    ["graphEndpoint", "http://graph.example", /the access token would be sent in clear text/],
    ["graphEndpoint", "http://127.0.0.1.example", /the access token would be sent in clear text/],
    [
      "graphEndpoint",
      "https://graph.example/v1.0",
      /without the version; pin the version with intune:apiVersion/,
    ],
    ["graphEndpoint", "https://graph.example/beta/", /without the version/],
    ["graphEndpoint", "https://user:password@graph.example", /must not hold a user name or password/],
    ["graphEndpoint", "https://graph.example/?key=value", /must not have a query or a fragment/],
    ["graphEndpoint", "graph.example", /is not an absolute URL/],
    ["graphEndpoint", "ftp://graph.example", /must be https:, not ftp:/],
    ["authorityHost", "https://login.example/", "https://login.example"],
    ["authorityHost", "http://127.0.0.1:8080", /must be https:, not http:/],
  ];
  for (const [name, value, expected] of endpoints) {
    it(`${name} ${value}: ${String(expected)}`, () => {
      if (typeof expected === "string") assert.equal(read({ [name]: value })[name], expected);
      else assert.match(faultOf({ [name]: value }), expected);
    });
  }

  it("a request for OIDC tokens may have a query, and must be https", () => {
    const oidcRequestUrl = "https://pipelines.example/token?api-version=2.0";
    assert.equal(read({ oidcRequestUrl }).oidcRequestUrl, oidcRequestUrl);
    assert.match(faultOf({ oidcRequestUrl: "http://pipelines.example" }), /in clear text/);
    assert.match(faultOf({ oidcRequestUrl: "pipelines.example" }), /is not an absolute URL/);
  });
});

describe("intune:tenants", () => {
  const tenants = (value: unknown) => ({ tenants: JSON.stringify(value) });

  it("gives a tenant a sign-in of its own, whatever the case of its id", () => {
    const own = read(tenants({ "AB-1": { clientId: "client", useOidc: true } })).tenants?.get("ab-1");
    assert.deepEqual(own, {
      values: { clientId: "client", useOidc: true },
      sources: {
        clientId: 'intune:tenants["AB-1"].clientId',
        useOidc: 'intune:tenants["AB-1"].useOidc',
      },
      place: 'intune:tenants["AB-1"]',
    });
  });

  it("ignores white space around its values", () => {
    const own = read(tenants({ t: { credential: "oidc\n", clientId: " ", clientSecret: " secret" } }));
    assert.deepEqual(own.tenants?.get("t")?.values, { credential: "oidc", clientSecret: "secret" });
  });

  const faulty: readonly [name: string, value: string, message: RegExp][] = [
    ["no JSON", "{secret", /intune:tenants is not a JSON object from tenant id to settings/],
    ["a list", '["secret"]', /is not a JSON object/],
    ["a text for settings", '{"t": "secret"}', /for t is not an object of settings/],
    [
      "an unknown setting",
      '{"t": {"password": "secret"}}',
      /has intune:tenants\["t"\]\.password, which is not a sign-in setting/,
    ],
    [
      "a setting of the run",
      '{"t": {"environment": "china"}}',
      /\.environment, which is not a sign-in setting/,
    ],
    [
      "a list for a text",
      '{"t": {"accessToken": ["secret"]}}',
      /intune:tenants\["t"\]\.accessToken is neither a text nor true or false/,
    ],
    [
      "an object for a text",
      '{"t": {"clientSecret": {"value": "secret"}}}',
      /\.clientSecret is neither a text/,
    ],
    ["null for a text", '{"t": {"clientId": null}}', /\.clientId is neither a text/],
    [
      "a faulty setting",
      '{"t": {"useMsi": "secret"}}',
      /intune:tenants\["t"\]\.useMsi is an unknown value, expected true or false\.$/,
    ],
    [
      "a secret in the wrong place",
      '{"t": {"credential": "secret"}}',
      /\.credential is an unknown value, expected accessToken or/,
    ],
    [
      "two entries of one tenant",
      '{"Contoso.example": {"clientSecret": "secret"}, "contoso.example": {"useCli": true}}',
      /has both intune:tenants\["Contoso\.example"\] and intune:tenants\["contoso\.example"\]: keep one of them/,
    ],
  ];
  for (const [name, value, expected] of faulty) {
    it(`${name} is a fault, and no value is shown`, () => {
      const message = faultOf({ tenants: value });
      assert.match(message, expected);
      assert.doesNotMatch(message, /secret/);
    });
  }
});

const page = readFileSync(join(__dirname, "../../docs/sign-in.md"), "utf8");
const isSetting = (name: string): name is SettingName => settingNames.includes(name as SettingName);

describe("docs/sign-in.md", () => {
  it("names no setting that does not exist", () => {
    const named = [...page.matchAll(/\bintune:(\w+)/g)].map(([, name = ""]) => name);
    assert.deepEqual(
      named.filter((name) => !isSetting(name)),
      [],
    );
  });

  it("names every setting for signing in, and every kind of credential", () => {
    const names = [...Object.keys(signInSettings), ...credentialKinds];
    assert.deepEqual(
      names.filter((name) => !new RegExp(`\\b${name}\\b`).test(page)),
      [],
    );
  });

  it("maps azuread's variables to the settings that read them", () => {
    const rows = [...page.matchAll(/^\| `\w+` +\|([^|]*)\| `intune:(\w+)`[^|`]*\|$/gm)];
    assert.equal(rows.length, 18);
    for (const [, cell = "", name = ""] of rows) {
      assert.ok(isSetting(name));
      const variables = [...cell.matchAll(/`(\w+)`/g)].map(([, variable = ""]) => variable);
      const known: readonly string[] = settingsTable[name].variables;
      assert.deepEqual(
        variables.filter((variable) => !known.includes(variable)),
        [],
        `intune:${name}`,
      );
      assert.notEqual(variables.length, 0);
    }
  });

  it("names no azuread variable that nothing reads, except the two replaced ones", () => {
    const known = new Set<string>(settingNames.flatMap((name) => settingsTable[name].variables));
    const named = [...page.matchAll(/\bARM_\w+/g)].map(([variable]) => variable);
    const unread = new Set(named.filter((variable) => !known.has(variable)));
    assert.deepEqual(unread, new Set(["ARM_METADATA_HOSTNAME", "ARM_MSI_ENDPOINT"]));
  });
});
