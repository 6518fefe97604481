import assert from "node:assert/strict";
import {
  Client,
  type Context,
  HTTPMessageHandler,
  type Middleware,
  RetryHandler,
  RetryHandlerOptions,
} from "@microsoft/microsoft-graph-client";
import type {
  AndroidDeviceOwnerEnrollmentProfile,
  EnrollmentTimeDeviceMembershipTargetResult,
} from "@microsoft/microsoft-graph-types-beta";
import { respond } from "./index";
import { scenes } from "./harness";

/** Signs requests in. The client's own handler does so for https only. */
class SignIn implements Middleware {
  constructor(private readonly next: Middleware) {}

  execute(context: Context): Promise<void> {
    const headers = new Headers(context.options?.headers);
    headers.set("Authorization", "Bearer any");
    context.options = { ...context.options, headers };
    return this.next.execute(context);
  }
}

/** Microsoft's own client, as its documentation builds one of parts: sign-in, retries, HTTP. */
function clientOf(graphEndpoint: string): Client {
  const http = new HTTPMessageHandler();
  const retry = new RetryHandler(new RetryHandlerOptions(0, 2));
  retry.setNext(http);
  return Client.initWithMiddleware({
    middleware: new SignIn(retry),
    baseUrl: graphEndpoint,
    defaultVersion: "beta",
  });
}

const set = "/deviceManagement/androidDeviceOwnerEnrollmentProfiles";
const groupId = "11111111-2222-4333-8444-555555555555";

describe("the emulator, spoken to by Microsoft's own client", () => {
  const start = scenes();

  it("takes a profile through its whole life", async () => {
    const { emulator, clock } = await start({ pageSize: 2 });
    for (const displayName of ["A", "B"]) emulator.addProfile("androidDeviceOwner", { displayName });
    const client = clientOf(emulator.url);

    const created = (await client.api(set).post({
      "@odata.type": "#microsoft.graph.androidDeviceOwnerEnrollmentProfile",
      displayName: "Kiosks",
      enrollmentMode: "corporateOwnedDedicatedDevice",
      tokenExpirationDateTime: new Date(clock.at.getTime() + 86_400_000).toISOString(),
    })) as AndroidDeviceOwnerEnrollmentProfile;
    const { id = assert.fail() } = created;
    const path = `${set}/${id}`;
    const read = () =>
      client
        .api(path)
        .select(["id", "tokenValue", "tokenExpirationDateTime", "qrCodeContent"])
        .get() as Promise<AndroidDeviceOwnerEnrollmentProfile>;
    const first = await read();
    assert.match(first.tokenValue ?? "", /^[A-Z]{20}$/);

    const pages: (string | null | undefined)[] = [];
    let next: string | undefined = set;
    while (next !== undefined) {
      const page = (await client.api(next).get()) as {
        value: AndroidDeviceOwnerEnrollmentProfile[];
        "@odata.nextLink"?: string;
      };
      pages.push(...page.value.map(({ displayName }) => displayName));
      // The client takes whole addresses of https only.
      next = page["@odata.nextLink"]?.replace(`${emulator.url}/beta`, "");
    }
    assert.deepEqual(pages, ["A", "B", "Kiosks"]);
    const filtered = (await client.api(set).filter("displayName eq 'Kiosks'").get()) as {
      value: { id: string }[];
    };
    assert.deepEqual(
      filtered.value.map((profile) => profile.id),
      [id],
    );

    assert.equal(await client.api(`${path}/createToken`).post({ tokenValidityInSeconds: 3600 }), undefined);
    const second = await read();
    assert.notEqual(second.tokenValue, first.tokenValue);
    assert.equal(Date.parse(second.tokenExpirationDateTime ?? ""), clock.at.getTime() + 3_600_000);
    assert.ok(second.qrCodeContent?.includes(second.tokenValue ?? assert.fail()));

    const changed = (await client
      .api(path)
      .patch({ description: "Lobby" })) as AndroidDeviceOwnerEnrollmentProfile;
    assert.equal(changed.description, "Lobby");

    const target = { targetType: "staticSecurityGroup", targetId: groupId };
    const grouped = (await client.api(`${path}/setEnrollmentTimeDeviceMembershipTarget`).post({
      enrollmentTimeDeviceMembershipTargets: [target],
    })) as EnrollmentTimeDeviceMembershipTargetResult;
    assert.equal(grouped.validationSucceeded, true);
    const retrieved = (await client
      .api(`${path}/retrieveEnrollmentTimeDeviceMembershipTarget`)
      .post({})) as EnrollmentTimeDeviceMembershipTargetResult;
    assert.equal(retrieved.enrollmentTimeDeviceMembershipTargetValidationStatuses?.[0]?.targetId, groupId);
    await client.api(`${path}/clearEnrollmentTimeDeviceMembershipTarget`).post({});
    assert.equal(emulator.group(id), undefined);

    await client.api(`${path}/revokeToken`).post({});
    assert.equal((await read()).tokenValue, null);
    await client.api(path).delete();
    await assert.rejects(client.api(path).get(), { statusCode: 404, code: "ResourceNotFound" });
  });

  it("tells the client's own error what Graph's envelope holds", async () => {
    const { emulator } = await start();
    const { id } = emulator.addProfile("androidDeviceOwner");
    await assert.rejects(clientOf(emulator.url).api(`${set}/${id}/createToken`).post({}), (error: object) => {
      const { statusCode, code, requestId, date } = error as {
        statusCode: number;
        code: string;
        requestId: string;
        date: Date;
      };
      assert.deepEqual([statusCode, code], [400, "ModelValidationFailure"]);
      assert.match(requestId, /^[0-9a-f-]{36}$/);
      assert.ok(date instanceof Date);
      return true;
    });
  });

  it("sends a POST again whose token was issued: ours goes through no such client", async () => {
    const { emulator } = await start();
    const { id } = emulator.addProfile("androidDeviceOwner");
    emulator.fault({ action: "createToken" }, respond(503, { commit: "after", retryAfter: 0 }));
    await clientOf(emulator.url).api(`${set}/${id}/createToken`).post({ tokenValidityInSeconds: 60 });
    assert.equal(emulator.tokens(id).length, 2);
  });
});
