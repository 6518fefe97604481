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
  AndroidDeviceOwnerEnrollmentProfile as Profile,
  EnrollmentTimeDeviceMembershipTargetResult as GroupResult,
} from "@microsoft/microsoft-graph-types-beta";
import { respond } from "./index";
import { onProfile, scenes } from "./harness";

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

    const { id = assert.fail() } = (await client.api(set).post({
      "@odata.type": "#microsoft.graph.androidDeviceOwnerEnrollmentProfile",
      displayName: "Kiosks",
      enrollmentMode: "corporateOwnedDedicatedDevice",
      tokenExpirationDateTime: new Date(clock.at.getTime() + 86_400_000).toISOString(),
    })) as Profile;
    const path = `${set}/${id}`;
    const read = () =>
      client
        .api(path)
        .select(["id", "tokenValue", "tokenExpirationDateTime", "qrCodeContent"])
        .get() as Promise<Profile>;
    const first = await read();
    assert.match(first.tokenValue ?? "", /^[A-Z]{20}$/);

    const names: unknown[] = [];
    let next: string | undefined = set;
    while (next !== undefined) {
      const page = (await client.api(next).get()) as { value: Profile[]; "@odata.nextLink"?: string };
      names.push(...page.value.map(({ displayName }) => displayName));
      // The client takes whole addresses of https only.
      next = page["@odata.nextLink"]?.replace(`${emulator.url}/beta`, "");
    }
    assert.deepEqual(names, ["A", "B", "Kiosks"]);
    const filtered = (await client.api(set).filter("displayName eq 'Kiosks'").get()) as { value: Profile[] };
    assert.deepEqual(
      filtered.value.map((profile) => profile.id),
      [id],
    );

    assert.equal(await client.api(`${path}/createToken`).post({ tokenValidityInSeconds: 3600 }), undefined);
    const second = await read();
    assert.notEqual(second.tokenValue, first.tokenValue);
    assert.equal(Date.parse(second.tokenExpirationDateTime ?? ""), clock.at.getTime() + 3_600_000);
    assert.ok(second.qrCodeContent?.includes(second.tokenValue ?? assert.fail()));

    const changed = (await client.api(path).patch({ description: "Lobby" })) as Profile;
    assert.equal(changed.description, "Lobby");

    const target = { targetType: "staticSecurityGroup", targetId: groupId };
    const grouped = (await client
      .api(`${path}/setEnrollmentTimeDeviceMembershipTarget`)
      .post({ enrollmentTimeDeviceMembershipTargets: [target] })) as GroupResult;
    assert.equal(grouped.validationSucceeded, true);
    const retrieved = (await client
      .api(`${path}/retrieveEnrollmentTimeDeviceMembershipTarget`)
      .post({})) as GroupResult;
    assert.equal(retrieved.enrollmentTimeDeviceMembershipTargetValidationStatuses?.[0]?.targetId, groupId);
    await client.api(`${path}/clearEnrollmentTimeDeviceMembershipTarget`).post({});
    assert.equal(emulator.group(id), undefined);

    await client.api(`${path}/revokeToken`).post({});
    assert.equal((await read()).tokenValue, null);
    await client.api(path).delete();
    await assert.rejects(client.api(path).get(), { statusCode: 404, code: "ResourceNotFound" });
  });

  it("tells the client's own error what Graph's envelope holds", async () => {
    const { emulator, id } = onProfile(await start());
    await assert.rejects(clientOf(emulator.url).api(`${set}/${id}/createToken`).post({}), (error: object) => {
      assert.partialDeepStrictEqual({ ...error }, { statusCode: 400, code: "ModelValidationFailure" });
      const { requestId, date } = error as { requestId: string; date: Date };
      assert.match(requestId, /^[0-9a-f-]{36}$/);
      assert.ok(date instanceof Date);
      return true;
    });
  });

  it("sends a POST again whose token was issued: ours goes through no such client", async () => {
    const { emulator, id, states } = onProfile(await start());
    emulator.fault({ action: "createToken" }, respond(503, { commit: "after", retryAfter: 0 }));
    await clientOf(emulator.url).api(`${set}/${id}/createToken`).post({ tokenValidityInSeconds: 60 });
    assert.equal(states().length, 2);
  });
});
