import assert from "node:assert/strict";
import { adviceFor, type SignInAttempt } from "../../provider/src/auth/aadsts";
import { signInError } from "../../provider/src/auth/signInError";
import { IntuneError } from "../../provider/src/errors";

const attempt: SignInAttempt = {
  kind: "clientSecret",
  scope: "https://graph.microsoft.com/.default",
  authorityHost: "https://login.microsoftonline.com",
  environment: "public",
  tenantId: "tenant-1",
  clientId: "client-1",
};
const assertion = { issuer: "https://issuer.example", subject: "job:main", audience: "api://exchange" };
const certificate = { thumbprint: "AB12", validTo: new Date("2027-01-31T10:00:00Z") };

interface Row {
  readonly code: number;
  readonly of?: Partial<SignInAttempt>;
  readonly advice: RegExp;
}

const rows: readonly Row[] = [
  {
    code: 700016,
    advice:
      /^Application client-1 is not known in tenant tenant-1: check intune:clientId.*\/tenant-1\/adminconsent\?client_id=client-1\.$/,
  },
  {
    code: 90002,
    advice:
      /^There is no tenant tenant-1 at https:\/\/login\.microsoftonline\.com: .*intune:environment \(public\)/,
  },
  { code: 900023, advice: /check intune:tenantId/ },
  { code: 7000215, advice: /not one of application client-1: set intune:clientSecret to the secret's Value/ },
  { code: 7000222, advice: /^The client secret has expired: make a new one for application client-1/ },
  {
    code: 700027,
    of: { certificate },
    advice: /\(thumbprint AB12, valid until 2027-01-31\): upload it to application client-1/,
  },
  { code: 1000502, of: { certificate }, advice: /check that it has not expired/ },
  {
    code: 70021,
    of: { assertion },
    advice: /issuer "https:\/\/issuer\.example", subject "job:main" and audience "api:\/\/exchange"/,
  },
  {
    code: 700211,
    of: { assertion },
    advice: /^Application client-1 has no federated credential .* issuer "https:/,
  },
  { code: 700212, of: { assertion }, advice: /audience "api:\/\/exchange"\.$/ },
  { code: 700213, of: { assertion }, advice: /subject "job:main"/ },
  { code: 700213, advice: /with exactly the issuer, subject and audience of the token\.$/ },
  { code: 700024, advice: /outside its time of validity: .*intune:oidcTokenFilePath.*clock\.$/ },
  {
    code: 65001,
    advice: /consent to DeviceManagementConfiguration\.ReadWrite\.All for application client-1/,
  },
  {
    code: 500011,
    advice: /^Tenant tenant-1 does not know the service https:\/\/graph\.microsoft\.com\/\.default/,
  },
  { code: 7000218, advice: /allow public client flows/ },
  { code: 50011, advice: /redirect URI http:\/\/localhost/ },
  { code: 7000112, advice: /^Application client-1 is disabled in tenant tenant-1/ },
  { code: 50034, advice: /The account is not one of tenant tenant-1/ },
  { code: 50126, advice: /name or password is wrong/ },
  { code: 53003, advice: /conditional access policy/ },
  { code: 700082, advice: /sign in again/ },
];

describe("what to do about an error of Microsoft Entra", () => {
  for (const { code, of, advice } of rows) {
    it(`AADSTS${code}${of === undefined ? "" : " with what was presented"}`, () => {
      assert.match(adviceFor(`AADSTS${code}: Something. Trace ID: x`, { ...attempt, ...of }) ?? "", advice);
    });
  }

  it("a number that is not known has no advice", () => {
    assert.equal(adviceFor("AADSTS999999: Something.", attempt), undefined);
  });

  it("a known number is found behind one that is not", () => {
    assert.match(adviceFor("AADSTS999999: x AADSTS7000222: y", attempt) ?? "", /has expired/);
  });

  it("a longer number is another number", () => {
    assert.equal(adviceFor("AADSTS7000222999: x", attempt), undefined);
  });
});

describe("a failed sign-in in words", () => {
  const secret = "secret-of-the-application";
  const jwt = "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJqb2IifQ.c2lnbmF0dXJl";

  it("keeps what Microsoft Entra said on one line, with the ids that support asks for", () => {
    const said =
      "invalid_client: AADSTS7000222: The keys are expired.\r\nTrace ID: t-1\r\nCorrelation ID: c-1";
    const { message, code } = signInError(new Error(said), attempt, []);
    assert.equal(code, "sign-in");
    assert.ok(
      message.startsWith(
        "Signing in to Microsoft Entra with a client secret for https://graph.microsoft.com/.default failed: " +
          "invalid_client: AADSTS7000222: The keys are expired. Trace ID: t-1 Correlation ID: c-1. The client secret has expired",
      ),
      message,
    );
  });

  it("holds no secret and no token, whoever put it there", () => {
    const { message } = signInError(new Error(`refused ${secret} and ${jwt}`), attempt, [secret, undefined]);
    assert.match(message, /refused \[secret\] and \[token\]\.$/);
  });

  it("adds what Microsoft Entra said, where the credential keeps it to itself, and not twice", () => {
    const heard = "AADSTS90002: Tenant not found.";
    const said = (error: string) => signInError(new Error(error), { ...attempt, heard }, []).message;
    assert.match(
      said("endpoints_resolution_error"),
      /error AADSTS90002: Tenant not found\. There is no tenant/,
    );
    assert.equal(said("AADSTS90002: Tenant not found.").split("AADSTS90002").length, 2);
  });

  it("says why there was no answer", () => {
    const { message } = signInError(new Error("no"), { ...attempt, failure: "ECONNREFUSED" }, []);
    assert.match(
      message,
      /No answer came \(ECONNREFUSED\): check the network.*https:\/\/login\.microsoftonline\.com/,
    );
  });

  it("does not run on", () => {
    assert.ok(signInError(new Error("x".repeat(100_000)), attempt, []).message.length < 2000);
  });

  it("leaves an error that explains itself as it is", () => {
    const own = new IntuneError("configuration", "The file is not there.");
    assert.equal(signInError(own, attempt, []), own);
  });

  it("says what to do where there is no number, by the kind of credential", () => {
    const said = (kind: SignInAttempt["kind"]) =>
      signInError(new Error("no"), { ...attempt, kind }, []).message;
    assert.match(said("azureCli"), /no\. Run `az login --tenant tenant-1` first/);
    assert.match(said("default"), /no\. Nothing says how to sign in/);
    assert.match(said("browser"), /with a browser for .* failed: no\.$/);
  });
});
