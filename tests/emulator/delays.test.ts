import assert from "node:assert/strict";
import { afw, readToken, scenes, thirtyDays } from "./harness";

describe("the emulator's switches", () => {
  const start = scenes();

  it("readLag in reads: so many GETs by id show the earlier token, a list none of them", async () => {
    const { emulator, call } = await start({ behaviour: { readLag: { reads: 2 } } });
    const { id } = emulator.addProfile("androidForWork");
    const earlier = emulator.issueToken(id, 60).value;
    await call("POST", `${afw}/${id}/createToken`, thirtyDays);
    await call("GET", afw);

    const read = async () => (await readToken(call, `${afw}/${id}`)).tokenValue;
    const issued = emulator.tokens(id)[1]?.value;
    assert.deepEqual([await read(), await read(), await read()], [earlier, earlier, issued]);
    assert.equal(emulator.profile(id)?.tokenValue, issued);
  });

  it("readLag in milliseconds goes by the clock, lists included", async () => {
    const { emulator, call, clock } = await start({ behaviour: { readLag: { milliseconds: 3000 } } });
    const { id } = emulator.addProfile("androidForWork");
    await call("POST", `${afw}/${id}/createToken`, { tokenValidityInSeconds: 60 });
    const expirations = async () => {
      const { json } = await call("GET", `${afw}?$select=tokenExpirationDateTime`);
      return [(await readToken(call, `${afw}/${id}`)).tokenExpirationDateTime, json.value];
    };

    clock.advance(2999);
    const before = "0001-01-01T00:00:00Z";
    assert.deepEqual(await expirations(), [before, [{ tokenExpirationDateTime: before }]]);
    clock.advance(1);
    const after = "2026-03-01T10:01:00.2500000Z";
    assert.deepEqual(await expirations(), [after, [{ tokenExpirationDateTime: after }]]);
  });

  it("readLag: a second token waits its own turn", async () => {
    const { emulator, call } = await start({ behaviour: { readLag: { reads: 1 } } });
    const { id } = emulator.addProfile("androidForWork");
    const read = async () => (await readToken(call, `${afw}/${id}`)).tokenValue;
    await call("POST", `${afw}/${id}/createToken`, thirtyDays);
    const first = await read();
    await call("POST", `${afw}/${id}/createToken`, thirtyDays);
    const values = emulator.tokens(id).map(({ value }) => value);
    assert.deepEqual([first, await read(), await read()], [null, values[0], values[1]]);
  });

  it("readLag: what somebody else does meanwhile is not undone by the token that lagged", async () => {
    const { emulator, call } = await start({ behaviour: { readLag: { reads: 1 } } });
    const { id } = emulator.addProfile("androidForWork");
    await call("POST", `${afw}/${id}/createToken`, thirtyDays);
    const { value } = emulator.issueToken(id, 60);
    const read = async () => (await readToken(call, `${afw}/${id}`)).tokenValue;
    assert.deepEqual([await read(), await read()], [value, value]);
  });

  it("lateCopies: for a while every second GET by id shows the earlier token again", async () => {
    const { emulator, call, clock } = await start({ behaviour: { lateCopies: { milliseconds: 3000 } } });
    const { id } = emulator.addProfile("androidForWork");
    await call("POST", `${afw}/${id}/createToken`, thirtyDays);
    const read = async () => (await readToken(call, `${afw}/${id}`)).tokenValue;
    const issued = emulator.tokens(id)[0]?.value;
    assert.deepEqual([await read(), await read(), await read()], [issued, null, issued]);
    clock.advance(3000);
    assert.equal(await read(), issued);
  });

  it("lateCopies: a revocation is not shown by every copy either", async () => {
    const { emulator, call } = await start({ behaviour: { lateCopies: { milliseconds: 3000, every: 3 } } });
    const { id } = emulator.addProfile("androidForWork");
    const { value } = emulator.issueToken(id, 60);
    await call("POST", `${afw}/${id}/revokeToken`);
    const read = async () => (await readToken(call, `${afw}/${id}`)).tokenValue;
    assert.deepEqual([await read(), await read(), await read()], [null, null, value]);
  });

  it("lateCopy is what such a read shows, as long as there may be one", async () => {
    const { emulator, call, clock } = await start({ behaviour: { lateCopies: { milliseconds: 3000 } } });
    const { id } = emulator.addProfile("androidForWork");
    const late = () => emulator.lateCopy(id)?.tokenValue;
    assert.equal(late(), undefined);
    const { value } = emulator.issueToken(id, 60);
    assert.equal(late(), null);
    await call("POST", `${afw}/${id}/createToken`, thirtyDays);
    assert.equal(late(), value);
    await readToken(call, `${afw}/${id}`);
    assert.equal(late(), value);
    clock.advance(3000);
    assert.equal(late(), undefined);
  });
});
