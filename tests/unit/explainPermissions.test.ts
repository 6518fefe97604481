import assert from "node:assert/strict";
import { type Caller, explainAnswer } from "../../provider/src/graph/explain";

const tenantId = "11111111-2222-4333-8444-555555555555";
const applicationId = "66666666-7777-4888-9999-000000000000";
const readWrite = "DeviceManagementConfiguration.ReadWrite.All";
const read = "DeviceManagementConfiguration.Read.All";
const app: Caller = { kind: "app", permissions: [readWrite], tenantId, applicationId };
const person: Caller = { kind: "delegated", permissions: ["openid", readWrite], tenantId, applicationId };

function explained(status: number, caller: Caller | undefined, write: boolean): string {
  const attempt = {
    what: write ? "issue a token on" : "read",
    target: "androidForWorkEnrollmentProfiles/p1",
    write,
    graphEndpoint: "https://graph.example",
  };
  return explainAnswer(attempt, status, { code: "Forbidden" }, caller).message;
}

const refused = (caller?: Caller, write = true): string => explained(403, caller, write);

describe("explainAnswer: permissions", () => {
  const missing: readonly [law: string, caller: Caller, write: boolean, needed: string, kind: string][] = [
    [
      "an application that may read may not write",
      { ...app, permissions: [read] },
      true,
      readWrite,
      "application",
    ],
    ["a person who may read may not write", { ...person, permissions: [read] }, true, readWrite, "delegated"],
    [
      "an application without permissions may not read",
      { ...app, permissions: [] },
      false,
      read,
      "application",
    ],
    ["a person with others may not read", { ...person, permissions: ["openid"] }, false, read, "delegated"],
    [
      "a permission of a similar name is another one",
      {
        ...app,
        permissions: ["DeviceManagementConfiguration.ReadWrite", "DeviceManagementApps.ReadWrite.All"],
      },
      true,
      readWrite,
      "application",
    ],
  ];
  for (const [law, caller, write, needed, kind] of missing) {
    it(`${law}: ${needed} is missing, as ${kind} permission`, () => {
      const message = refused(caller, write);
      assert.ok(message.includes(`${needed} is missing: grant it as ${kind} permission`), message);
      assert.match(message, /administrator's consent/);
    });
  }

  it("the permission to write is enough to read", () => {
    for (const caller of [app, person]) assert.doesNotMatch(refused(caller, false), /is missing/);
  });

  it("the permission to read is enough to read", () => {
    assert.doesNotMatch(refused({ ...app, permissions: [read] }, false), /is missing/);
  });

  it("an application that has it may be refused for being one", () => {
    assert.match(
      refused(app),
      /ReadWrite\.All is present.*app-only.*sign in as a person \(delegated\) instead/,
    );
  });

  it("a person who has it needs an Intune role", () => {
    assert.match(refused(person), /ReadWrite\.All is present.*Intune role.*work or school account/);
    assert.doesNotMatch(refused(person), /app-only/);
  });

  it("an opaque access token needs it, for all that can be said", () => {
    assert.match(refused(), /The access token needs DeviceManagementConfiguration\.ReadWrite\.All/);
    assert.match(
      refused(undefined, false),
      /The access token needs DeviceManagementConfiguration\.Read\.All/,
    );
  });

  it("who asked is said: kind, application, tenant and permissions", () => {
    const tail = `of application ${applicationId} in tenant ${tenantId} and carries`;
    assert.ok(refused(app).endsWith(` The access token is app-only ${tail} ${readWrite}.`));
    assert.ok(refused(person).endsWith(` The access token is delegated ${tail} openid, ${readWrite}.`));
    const unnamed: Caller = { kind: "app", permissions: [] };
    assert.ok(refused(unnamed).endsWith(" The access token is app-only and carries no permissions."));
  });

  it("the Azure CLI's own application cannot be granted a permission: another one is needed", () => {
    const cli: Caller = { ...person, applicationId: "04b07795-8ddb-461a-bbee-02f9e1bf7b46" };
    assert.match(refused({ ...cli, permissions: ["openid"] }), /Azure CLI.*registration of your own/);
    assert.doesNotMatch(refused({ ...cli, permissions: ["openid"] }), /grant it/);
    assert.doesNotMatch(refused(cli), /Azure CLI/);
  });

  it("a fresh access token that was refused too is told from one that was not to be had", () => {
    const attempt = { what: "read", target: "x", write: false, graphEndpoint: "https://graph.example" };
    const message = (renewed: boolean) => explainAnswer(attempt, 401, {}, undefined, renewed).message;
    assert.match(message(true), /so was a fresh one: sign in again/);
    assert.match(message(false), /no other to give: sign in again/);
  });

  it("who asked is said of a refused access token too, and nothing where it cannot be told", () => {
    const message = (caller?: Caller) => explained(401, caller, true);
    assert.match(message(person), /The access token is delegated/);
    assert.doesNotMatch(message(), /The access token is/);
  });
});
