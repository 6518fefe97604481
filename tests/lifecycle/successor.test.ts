import assert from "node:assert/strict";
import { inputsOf, type TokenState } from "../../provider/src/lifecycle/token/state";
import { reset, respond } from "../emulator";
import type { Stack } from "./harness";
import { startStack, stopStacks, upStack } from "./stacks";

afterEach(stopStacks);

/** What a run does that declares the resource under another name: creates the one, then deletes the other. */
async function rename(stack: Stack, args: Parameters<Stack["up"]>[0]): Promise<TokenState> {
  const old = stack.state;
  assert.ok(old);
  stack.state = undefined;
  const { state } = await stack.up(args);
  await stack.provider.delete("", old);
  return state;
}

describe("a resource that another one replaces in the same run", () => {
  it("leaves the token that its successor adopted", async () => {
    const stack = await startStack();
    const { state: before } = await stack.up();
    const state = await rename(stack, { adoptExisting: true });
    assert.equal(state.tokenValue, before.tokenValue);
    assert.equal(stack.emulator.tokens()[0]?.state, "active");
    assert.match(stack.said, /another resource of this stack has taken its place/);
  });

  it("also if only one of them names the tenant", async () => {
    const stack = await upStack({}, { config: { tenantId: "contoso.example" } });
    await rename(stack, { adoptExisting: true, tenantId: "Contoso.Example" });
    assert.equal(stack.emulator.tokens()[0]?.state, "active");
  });

  it("leaves its successor's token, though a late copy shows its own", async () => {
    const stack = await upStack();
    stack.emulator.fault({ method: "GET", nth: 3 }, stack.copyOfNow());
    const { tokenValue } = await rename(stack, {});
    const { value, state } = stack.emulator.tokens().at(-1) ?? assert.fail("none was issued");
    assert.deepEqual({ value, state }, { value: tokenValue, state: "active" });
    stack.emulator.clearFaults();
  });

  it("leaves the token that its successor adopted in an interrupted run", async () => {
    const stack = await startStack();
    const { state: predecessor } = await stack.up();
    stack.state = undefined;
    await stack.up({ adoptExisting: true });
    assert.equal((await stack.up({ adoptExisting: true })).did, "nothing");
    await stack.provider.delete("", predecessor);
    assert.equal(stack.emulator.tokens()[0]?.state, "active");
  });

  it("revokes its own token if its successor could not be made", async () => {
    const stack = await startStack();
    const { state: predecessor } = await stack.up();
    stack.state = undefined;
    stack.emulator.fault({ action: "createToken" }, respond(403));
    await assert.rejects(stack.up(), { code: "forbidden" });
    await stack.provider.delete("", predecessor);
    assert.equal(stack.emulator.tokens()[0]?.state, "revoked");
  });

  it("stays in state while its successor's token does not show yet", async () => {
    const stack = await startStack();
    const { state: predecessor } = await stack.up();
    stack.state = undefined;
    stack.emulator.behaviour.readLag = { milliseconds: 60_000 };
    assert.ok((await stack.up()).error);
    await assert.rejects(stack.provider.delete("", predecessor), { code: "outcome-unknown" });
    assert.equal(stack.requests().includes("revokeToken"), false);
    stack.clock.advance(60);
    assert.equal((await stack.up()).error, undefined);
    await stack.provider.delete("", predecessor);
    assert.equal(stack.requests().includes("revokeToken"), false);
  });

  it("leaves its successor's adopted token if an update of that one fails", async () => {
    const stack = await startStack();
    const { state: predecessor } = await stack.up();
    stack.state = undefined;
    await stack.up({ adoptExisting: true });
    stack.emulator.fault({ action: "createToken" }, respond(403));
    const args = { adoptExisting: true, rotateWhenChanged: { turn: "2" } };
    await assert.rejects(stack.up(args), { code: "forbidden" });
    await stack.provider.delete("", predecessor);
    assert.equal(stack.emulator.tokens()[0]?.state, "active");
  });

  it("stays in state while its successor is pending and cannot be updated", async () => {
    const stack = await startStack();
    const { state: predecessor } = await stack.up();
    stack.state = undefined;
    stack.emulator.behaviour.readLag = { milliseconds: 60_000 };
    assert.ok((await stack.up()).error);
    stack.emulator.fault({ method: "GET" }, respond(403));
    await assert.rejects(stack.up(), { code: "forbidden" });
    await assert.rejects(stack.provider.delete("", predecessor), { code: "outcome-unknown" });
  });

  it("loses no token if its successor's requests are lost and all is destroyed", async () => {
    const stack = await startStack();
    const { state: predecessor } = await stack.up();
    stack.state = undefined;
    stack.emulator.fault({ action: "createToken", times: 3 }, reset({ commit: "before" }));
    assert.ok((await stack.up()).error);
    await assert.rejects(stack.provider.delete("", predecessor));
    await stack.destroy();
    await stack.provider.delete("", predecessor);
    assert.deepEqual(
      stack.emulator.tokens().map(({ state }) => state),
      ["revoked"],
    );
  });

  it("revokes its own token after a refresh in the same run", async () => {
    const stack = await startStack();
    const { state } = await stack.up();
    stack.provider = stack.newProcess();
    await stack.refresh();
    assert.equal((await stack.provider.diff("", state, inputsOf(state))).changes, false);
    await stack.provider.delete("", state);
    assert.equal(stack.emulator.tokens()[0]?.state, "revoked");
  });
});
