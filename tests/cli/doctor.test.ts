import assert from "node:assert/strict";
import { application, endScenes, type Scene, type SceneOptions, secret, startScene } from "../auth/harness";
import { clientId, domainA, tenantA, tenantB } from "../entra";
import { asEnvironment, assertHoldsNone, command, documentOf, type Outcome } from "./harness";

interface Finding {
  readonly check: string;
  readonly status: string;
  readonly message: string;
  readonly [fact: string]: unknown;
}

describe("npx pulumi-intune-enrollment", function () {
  this.timeout(30_000);
  afterEach(endScenes);

  const start = ({ app, config, ...options }: SceneOptions = {}): Promise<Scene> =>
    startScene({
      ...options,
      app: { ...application.app, ...app },
      config: { ...application.config, ...config },
    });

  async function doctor(scene: Scene, line = ""): Promise<Outcome & { readonly findings: Finding[] }> {
    const outcome = await command(`doctor --json ${line}`, asEnvironment(scene.config));
    assertHoldsNone(outcome, [secret]);
    return { ...outcome, findings: documentOf(outcome).findings as Finding[] };
  }

  const problems = (findings: readonly Finding[]) => findings.filter(({ status }) => status === "problem");

  describe("doctor", () => {
    it("only reads, and shows the credential and why, its claims, the version and the profiles", async () => {
      const scene = await start();
      scene.graph.behaviour.servedInV1 = false;
      scene.graph.addProfile("androidForWork");
      scene.graph.addProfile("androidDeviceOwner");
      scene.graph.addProfile("androidDeviceOwner");
      const { status, findings } = await doctor(scene);
      assert.deepEqual(problems(findings), []);
      assert.equal(status, 0);
      const facts = Object.assign({}, ...findings) as Finding;
      assert.equal(facts.credential, "clientSecret");
      assert.equal(facts.why, "ARM_CLIENT_SECRET is set");
      assert.deepEqual([facts.kind, facts.applicationId, facts.tenantId], ["app", clientId, tenantA]);
      assert.deepEqual(facts.permissions, ["DeviceManagementConfiguration.ReadWrite.All"]);
      assert.equal(facts.apiVersion, "beta");
      assert.deepEqual(facts.counts, { androidForWork: 1, androidDeviceOwner: 2 });
      assert.ok(
        scene.graph.requests.all().every(({ method }) => method === "GET"),
        "it only reads",
      );
    });

    const faults: Readonly<
      Record<string, readonly [check: string, message: RegExp, SceneOptions, ((scene: Scene) => void)?]>
    > = {
      "a setting that cannot be read": [
        "settings",
        /ARM_ENVIRONMENT is "mars", expected/,
        { config: { environment: "mars" } },
      ],
      "a sign-in that is given by half": [
        "sign-in",
        /also needs intune:clientId/,
        { config: { clientId: "" } },
      ],
      "a wrong secret": [
        "access token",
        /AADSTS7000215.*intune:clientSecret/,
        { app: { secrets: ["another"] } },
      ],
      "a missing permission": [
        "permissions",
        /DeviceManagementConfiguration\.ReadWrite\.All is missing: grant it as application permission/,
        { app: { permissions: ["Device.Read.All"] } },
      ],
      "a tenant without a licence": [
        "profiles",
        /has no active Intune licence/,
        {},
        ({ graph }) => (graph.behaviour.licensed = false),
      ],
      "a pinned version without profiles": [
        "profiles",
        /unset intune:apiVersion, or set it to beta/,
        { config: { apiVersion: "v1.0" } },
        ({ graph }) => (graph.behaviour.servedInV1 = false),
      ],
    };
    for (const [name, [check, message, options, arrange]] of Object.entries(faults)) {
      it(`finds ${name}, and says what to do`, async () => {
        const scene = await start(options);
        arrange?.(scene);
        const { status, findings } = await doctor(scene);
        assert.equal(status, 1);
        const [problem] = problems(findings);
        assert.equal(problem?.check, check);
        assert.match(problem.message, message);
      });
    }

    it("notes a clock that is far from Graph's", async () => {
      const scene = await start();
      const at = new Date(Date.now() + 600_000);
      const clock = { now: () => at, sleep: () => Promise.resolve(), every: () => () => undefined };
      const outcome = await command("doctor", asEnvironment(scene.config), { clock });
      assert.match(outcome.stdout, /^note +clock +This machine's clock is (59|60)\d s ahead of/m);
      assert.match(outcome.stdout, /No problem was found\.$/);
    });

    it("checks the tenant that is named, and lists those with a sign-in of their own", async () => {
      const own = { [tenantB]: { clientId, clientSecret: secret } };
      const scene = await start({ config: { tenants: JSON.stringify(own) } });
      const { findings } = await doctor(scene);
      assert.deepEqual(findings.find(({ check }) => check === "tenants")?.tenants, [tenantB]);
      const other = await doctor(scene, `--tenant ${tenantB}`);
      assert.equal(other.findings.find(({ check }) => check === "access token")?.tenantId, tenantB);
      assert.equal((await doctor(scene, `--tenant ${domainA}`)).status, 0);
    });
  });

  describe("profiles", () => {
    it("lists both kinds, without tokens", async () => {
      const scene = await start();
      const { graph } = scene;
      const kiosk = graph.addProfile("androidForWork", { displayName: "Kiosk\u001b[31m" });
      const phones = graph.addProfile("androidDeviceOwner", {
        displayName: "Phones",
        enrollmentMode: "corporateOwnedFullyManaged",
        enrolledDeviceCount: 3,
      });
      graph.issueToken(phones.id, 3600);
      const secrets = graph.tokens().flatMap(({ value, qrCodeContent }) => [value, qrCodeContent, secret]);

      const table = await command("profiles", asEnvironment(scene.config));
      assertHoldsNone(table, secrets);
      assert.equal(table.status, 0);
      assert.deepEqual(
        table.stdout.split("\n").map((line) => line.split(/ {2,}/)),
        [
          ["ID", "KIND", "MODE", "NAME", "DEVICES", "TOKEN EXPIRES"],
          [kiosk.id, "androidForWork", "-", "Kiosk [31m", "0", "-"],
          [phones.id, "androidDeviceOwner", "corporateOwnedFullyManaged", "Phones", "3", "never"],
        ],
      );

      const json = await command("profiles --json", asEnvironment(scene.config));
      assertHoldsNone(json, secrets);
      const [first, second, ...others] = JSON.parse(json.stdout) as Record<string, unknown>[];
      assert.deepEqual(first, {
        profileId: kiosk.id,
        profileType: "androidForWork",
        enrollmentMode: null,
        displayName: "Kiosk\u001b[31m",
        enrolledDeviceCount: 0,
        tokenExpirationDateTime: null,
      });
      assert.deepEqual(
        [second?.enrolledDeviceCount, second?.tokenExpirationDateTime],
        [3, "9999-12-31T23:59:59Z"],
      );
      assert.deepEqual(others, []);
    });

    it("fails with what to do, on stderr", async () => {
      const scene = await start({ app: { permissions: [] } });
      const { status, stdout, stderr } = await command("profiles --json", asEnvironment(scene.config));
      assert.deepEqual([status, stdout], [1, ""]);
      assert.match(stderr, /DeviceManagementConfiguration\.Read\.All is missing/);
    });
  });

  describe("a command line that is wrong", () => {
    const wrong: readonly [line: string, hint: RegExp][] = [
      ["", /^Name a command: doctor, profiles, probe\./],
      ["docter", /^There is no command "docter": did you mean "doctor"\?/],
      ["--json doctor", /^Name the command before its options\./],
      ["doctor --tenat x", /^There is no option "--tenat": did you mean "--tenant"\?/],
      ["doctor --yes", /^There is no option "--yes": expected one of --stack, --tenant, --json, --help\./],
      ["doctor --stack", /^Option '--stack <value>' argument missing\./],
      ["profiles kiosk", /^Unexpected argument 'kiosk'\./],
      ["probe", /^There is no terminal to confirm .*: give --yes\./],
      ["probe --yes --kind aospp", /^There is no kind "aospp": did you mean "aosp"\?/],
      ["probe --yes --tokens many", /^--tokens takes a number from 1 to 100, not "many"\./],
    ];
    for (const [line, hint] of wrong) {
      it(`"${line}": one line and status 2`, async () => {
        const { status, stdout, stderr } = await command(line);
        assert.deepEqual([status, stdout], [2, ""]);
        assert.match(stderr, hint);
        assert.equal(stderr.split("\n").length, 1);
      });
    }

    for (const name of ["doctor", "profiles", "probe"]) {
      it(`${name} --help has an example`, async () => {
        const { status, stdout } = await command(`${name} --help`);
        assert.equal(status, 0);
        assert.match(stdout, new RegExp(`Example:\\n  npx pulumi-intune-enrollment ${name} `));
      });
    }
  });
});
