import assert from "node:assert/strict";
import type { Behaviour } from "../emulator";
import { respond } from "../emulator";
import type { ProfileArgs, ProfileStack } from "./harness";
import { accessTokenOf, dedicated, stacks } from "./stacks";

const { startProfileStack, upProfileStack } = stacks();

const kiosks = "11111111-aaaa-4333-8444-555555555555";
const lobby = "22222222-aaaa-4333-8444-555555555555";
const grouped: ProfileArgs = { ...dedicated, enrollmentTimeGroupId: kiosks };

/** The actions on the group since the last call, as their verbs. */
function asked({ emulator }: ProfileStack): string[] {
  const verbs = emulator.requests
    .all()
    .filter(({ action }) => action?.endsWith("MembershipTarget"))
    .map(({ method, action }) => `${method} ${action?.replace("EnrollmentTimeDeviceMembershipTarget", "")}`);
  emulator.requests.clear();
  return verbs;
}

const groupOf = ({ emulator, profileId }: ProfileStack) => emulator.group(profileId);

describe("the group that a profile's devices join while they enroll", () => {
  it("is set after the profile is made, and changed and removed in place", async () => {
    const stack = await startProfileStack();
    await stack.up(grouped);
    assert.deepEqual(asked(stack), ["POST set"]);
    assert.equal(groupOf(stack), kiosks);
    assert.equal((await stack.up(grouped)).did, "nothing");
    assert.equal((await stack.up({ ...grouped, enrollmentTimeGroupId: lobby })).did, "update");
    assert.equal(groupOf(stack), lobby);
    assert.deepEqual(asked(stack), ["POST set"]);
    assert.equal((await stack.up(dedicated)).did, "update");
    assert.equal(groupOf(stack), undefined);
    assert.deepEqual(asked(stack), ["POST clear"]);
    assert.equal(stack.state?.enrollmentTimeGroupId, undefined);
  });

  it("costs no request if it is neither declared nor in state", async () => {
    const stack = await upProfileStack(dedicated);
    stack.emulator.setGroup(stack.profileId, lobby);
    await stack.up({ ...dedicated, description: "x" });
    await stack.refresh();
    assert.deepEqual(asked(stack), []);
    assert.equal((await stack.up({ ...dedicated, description: "x" })).did, "nothing");
  });

  const readings: readonly [string, Partial<Behaviour>, string[], string[]][] = [
    ["by POST", {}, ["POST retrieve"], ["POST retrieve"]],
    [
      "by GET if the tenant refuses the POST, and only so from then on",
      { groupRetrievedBy: "GET" },
      ["POST retrieve", "GET retrieve"],
      ["GET retrieve"],
    ],
    ["by POST if both are accepted", { groupRetrievedBy: "either" }, ["POST retrieve"], ["POST retrieve"]],
    ["if the answer comes in value", { groupInValue: true }, ["POST retrieve"], ["POST retrieve"]],
  ];
  for (const [how, behaviour, first, second] of readings) {
    it(`is read on refresh ${how}, and up corrects the drift`, async () => {
      const stack = await upProfileStack(grouped, { behaviour });
      asked(stack);
      await stack.refresh();
      assert.deepEqual(asked(stack), first);
      assert.equal((await stack.up(grouped)).did, "nothing");
      stack.emulator.setGroup(stack.profileId, lobby);
      await stack.refresh();
      assert.deepEqual(asked(stack), second);
      assert.equal(stack.state?.enrollmentTimeGroupId, lobby);
      assert.equal(stack.inputs?.enrollmentTimeGroupId, lobby);
      assert.equal((await stack.up(grouped)).did, "update");
      assert.equal(groupOf(stack), kiosks);
      stack.emulator.setGroup(stack.profileId, undefined);
      await stack.refresh();
      assert.equal(stack.state.enrollmentTimeGroupId, undefined);
      await stack.up(grouped);
      assert.equal(groupOf(stack), kiosks);
    });
  }

  it("is the same in capital letters", async () => {
    const stack = await upProfileStack(grouped);
    stack.emulator.setGroup(stack.profileId, kiosks.toUpperCase());
    await stack.refresh();
    assert.equal((await stack.up(grouped)).did, "nothing");
    assert.equal(
      (await stack.up({ ...grouped, enrollmentTimeGroupId: kiosks.toUpperCase() })).did,
      "nothing",
    );
  });

  it("is kept through a replacement", async () => {
    const stack = await upProfileStack(grouped);
    await stack.up({ ...grouped, enrollmentMode: "corporateOwnedFullyManaged" });
    assert.equal(groupOf(stack), kiosks);
  });

  it("is cleared first if the tenant does not accept another in its place", async () => {
    const stack = await upProfileStack(grouped, { behaviour: { groupChange: "after clear" } });
    asked(stack);
    await stack.up({ ...grouped, enrollmentTimeGroupId: lobby });
    assert.deepEqual(asked(stack), ["POST set", "POST retrieve", "POST clear", "POST set"]);
    assert.equal(groupOf(stack), lobby);
  });

  const reasons = [
    ["securityGroupNotFound", /there is no such group in the tenant/],
    ["notSecurityGroup", /it is not a security group/],
    ["notStaticSecurityGroup", /members are found by a rule/],
    ["firstPartyAppNotAnOwner", /Intune does not own it.*f1346770-5b25-470b-88bd-d5744ab7952c/],
    ["securityGroupNotInCallerScope", /not in scope of your role/],
  ] as const;
  for (const [groupError, said] of reasons) {
    it(`${groupError}: the profile stays in state, and the next up sets its group`, async () => {
      const stack = await startProfileStack({ behaviour: { groupError } });
      const { error } = await stack.up(grouped);
      assert.match(
        error?.message ?? "",
        new RegExp(`^Could not change enrollmentTimeGroupId of .*${kiosks}`),
      );
      assert.match(error?.message ?? "", said);
      assert.match(error?.message ?? "", /owned by the service principal .* scope groups .* permission/);
      const { id } = stack;
      assert.ok(stack.profile);
      assert.equal((await stack.up(grouped)).did, "update", "refused again");
      stack.emulator.behaviour.groupError = null;
      assert.equal((await stack.up(grouped)).did, "update");
      assert.equal(groupOf(stack), kiosks);
      assert.equal(stack.id, id);
      assert.equal(stack.emulator.requests.count({ method: "POST", action: null }), 1, "no second profile");
    });
  }

  it("that is refused holds up no other change, and the earlier one stays", async () => {
    const stack = await upProfileStack(grouped);
    stack.emulator.behaviour.groupError = "notSecurityGroup";
    await stack.upFails(/not a security group/, {
      ...grouped,
      enrollmentTimeGroupId: lobby,
      description: "x",
    });
    assert.equal(stack.profile?.description, "x");
    assert.equal(stack.state?.enrollmentTimeGroupId, kiosks);
    assert.equal((await stack.up({ ...grouped, description: "x" })).did, "nothing");
  });

  it("that is refused after the earlier one was cleared leaves none in state", async () => {
    const stack = await upProfileStack(grouped, { behaviour: { groupChange: "after clear" } });
    stack.emulator.fault(
      { action: "setEnrollmentTimeDeviceMembershipTarget", nth: 2 },
      respond(200, { body: { validationSucceeded: false } }),
    );
    await stack.upFails(/Intune does not say why/, { ...grouped, enrollmentTimeGroupId: lobby });
    assert.equal(stack.state?.enrollmentTimeGroupId, undefined);
  });

  it("an unknown reason is quoted", async () => {
    const stack = await startProfileStack();
    const enrollmentTimeDeviceMembershipTargetValidationStatuses = [
      { targetId: kiosks, targetValidationErrorCode: "groupIsBlue" },
    ];
    const body = { validationSucceeded: false, enrollmentTimeDeviceMembershipTargetValidationStatuses };
    stack.emulator.fault({ action: "setEnrollmentTimeDeviceMembershipTarget" }, respond(200, { body }));
    await stack.upFails(/join: groupIsBlue\./, grouped);
  });

  it("a bare 500 to an application says how to sign in as a person", async () => {
    const stack = await startProfileStack({
      config: { accessToken: accessTokenOf({ roles: ["DeviceManagementConfiguration.ReadWrite.All"] }) },
    });
    await stack.upFails(/answered 500.*some tenants answer like this to an application/, grouped);
    assert.ok(stack.profile);
    assert.equal(stack.emulator.requests.count({ method: "POST", action: null }), 1);
    stack.emulator.behaviour.appOnlyFails = "never";
    await stack.up(grouped);
    assert.equal(groupOf(stack), kiosks);
  });

  it("is set again after a lost answer", async () => {
    const stack = await startProfileStack();
    stack.emulator.fault(
      { action: "setEnrollmentTimeDeviceMembershipTarget" },
      respond(503, { commit: "after" }),
    );
    assert.equal((await stack.up(grouped)).error, undefined);
    assert.equal(groupOf(stack), kiosks);
  });
});
