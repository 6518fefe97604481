import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { defaultBehaviour } from "./behaviour";
import { afw, deviceOwner, errorIn, onProfile, type ProfileScene, scenes, thirtyDays } from "./harness";
import type { Behaviour, NewProfile } from "./index";

const aosp = { enrollmentMode: "corporateOwnedAOSPUserlessDevice" };
const fullyManaged = { enrollmentMode: "corporateOwnedFullyManaged" };
const groupId = "11111111-2222-3333-4444-555555555555";
const setGroup = "setEnrollmentTimeDeviceMembershipTarget";
const retrieveGroup = "retrieveEnrollmentTimeDeviceMembershipTarget";
const clearGroup = "clearEnrollmentTimeDeviceMembershipTarget";
const group = {
  enrollmentTimeDeviceMembershipTargets: [{ targetType: "staticSecurityGroup", targetId: groupId }],
};
const page = readFileSync(join(__dirname, "../../docs/service.md"), "utf8");

describe("the emulator's switches", () => {
  const start = scenes();
  const tried = new Set<string>();

  /** Looks at the service, on a dedicated device's profile or another, with the switch turned to each setting. */
  function turning<Name extends keyof Behaviour>(
    name: Name,
    look: (scene: ProfileScene) => Promise<unknown>,
    profile: NewProfile<"androidDeviceOwner"> = {},
  ) {
    tried.add(name);
    const settings = {
      to(setting: Behaviour[Name], law: string, seen: unknown) {
        it(`${name} ${JSON.stringify(setting)}: ${law}`, async () => {
          const scene = onProfile(await start({ behaviour: { [name]: setting } }), profile);
          assert.deepEqual(await look(scene), seen);
        });
        return settings;
      },
    };
    return settings;
  }

  const statusesOf = async (replies: readonly Promise<{ status: number }>[]) =>
    (await Promise.all(replies)).map(({ status }) => status);

  turning("servedInV1", async ({ call, path }) => (await call("GET", path.replace("beta", "v1.0"))).status)
    .to(false, "v1.0 does not know the sets", 400)
    .to(true, "v1.0 does what beta does", 200);
  turning("licensed", async ({ call, path }) => (await call("GET", path)).status)
    .to(true, "the tenant is served", 200)
    .to(false, "every call is refused", 400);
  turning("lackingProperties", async (scene) => {
    const { call, path } = scene;
    const selected = await call("GET", `${path}?$select=id,deviceNameTemplate`);
    assert.match(errorIn(selected).message, /Could not find a property named 'deviceNameTemplate'/);
    const sent = await call("PATCH", path, { deviceNameTemplate: "x" });
    assert.match(errorIn(sent).message, /'deviceNameTemplate' does not exist/);
    return "deviceNameTemplate" in (await call("GET", path)).json;
  }).to(["deviceNameTemplate"], "in no answer, refused in $select and body", false);
  turning("entityInValue", async ({ call, path }) => typeof (await call("GET", path)).json.value)
    .to(false, "a GET by id returns the profile itself", "undefined")
    .to(true, "a GET by id has the profile in value", "object");
  for (const activityId of ["client-request-id", "request-id"] as const) {
    turning("activityId", async ({ call }) => {
      const reply = await call("GET", `${afw}/none`, undefined, { "client-request-id": "of-the-client" });
      return errorIn(reply).message.includes(`Activity ID: ${reply.headers.get(activityId)} -`);
    }).to(activityId, "wrapped errors name it", true);
  }

  const claims = Buffer.from(JSON.stringify({ roles: ["DeviceManagementConfiguration.ReadWrite.All"] }));
  const appOnly = { Authorization: `Bearer eyJhbGciOiJub25lIn0.${claims.toString("base64url")}.` };
  turning("appOnlyFails", ({ call, path, act }) =>
    statusesOf([
      call("POST", `${path}/createToken`, thirtyDays, appOnly),
      call("POST", `${path}/${clearGroup}`, undefined, appOnly),
      act(clearGroup),
    ]),
  )
    .to("group actions", "an application gets 500 from the actions on groups", [204, 500, 204])
    .to("writes", "an application gets 500 from every write", [500, 500, 204])
    .to("never", "an application is served as a person is", [204, 204, 204]);

  describe("of tokens", () => {
    const both = async (
      { emulator, ...scene }: ProfileScene,
      look: (scene: ProfileScene) => Promise<unknown>,
    ) =>
      Promise.all(
        [{}, aosp].map((properties) => {
          const profile = onProfile({ emulator, ...scene }, properties);
          emulator.issueToken(profile.id, 60);
          return look(profile);
        }),
      );
    turning("tokenFieldsWithoutSelect", (scene) =>
      both(scene, async ({ call, path, read }) => {
        const selected = await read();
        const { json } = await call("GET", path);
        assert.equal(json.tokenExpirationDateTime, "2026-03-01T10:01:00.2500000Z");
        return json.tokenValue === selected.tokenValue;
      }),
    )
      .to("GMS", "a plain GET shows the token, but of AOSP profiles", [true, false])
      .to(true, "a plain GET shows the token", [true, true])
      .to(false, "a plain GET shows no token", [false, false]);
    turning("tokensInListsWithSelect", (scene) =>
      both(scene, async ({ emulator, call, id }) => {
        const { value } = emulator.tokens(id)[0] ?? assert.fail();
        assert.ok(!(await call("GET", deviceOwner)).text.includes(value));
        return (await call("GET", `${deviceOwner}?$select=Id,TokenValue`)).text.includes(value);
      }),
    )
      .to(true, "a list shows selected tokens, but of AOSP profiles", [true, false])
      .to(false, "a list shows no tokens, though they are selected", [false, false]);
    turning("earlierToken", async ({ emulator, id, act, states }) => {
      emulator.issueToken(id, 60);
      await act("createToken", thirtyDays);
      return states();
    })
      .to("invalidated", "createToken ends the earlier token", ["replaced", "active"])
      .to("lives on", "createToken leaves the earlier token alone", ["active", "active"]);
    turning("revokes", async ({ emulator, id, act, states }) => {
      emulator.behaviour.earlierToken = "lives on";
      for (let count = 0; count < 2; count++) emulator.issueToken(id, 60);
      for (let count = 0; count < 2; count++) await act("revokeToken");
      return states();
    })
      .to("all", "revokeToken ends every token", ["revoked", "revoked"])
      .to("the latest", "revokeToken ends the latest token only", ["active", "revoked"]);

    const kept = { tokenValue: "kept", qrCodeContent: "kept", qrCodeImage: "kept" };
    const before = { qrCodeImage: null, tokenExpirationDateTime: "0001-01-01T00:00:00Z" };
    turning("afterRevoke", async ({ emulator, id, act, read, states, clock }) => {
      emulator.issueToken(id, 60);
      const earlier = await read();
      clock.advance(10_000);
      await act("revokeToken");
      assert.deepEqual(states(), ["revoked"]);
      const after = await read();
      delete after["@odata.context"];
      const isKept = (name: string) =>
        name !== "tokenExpirationDateTime" && JSON.stringify(after[name]) === JSON.stringify(earlier[name]);
      return Object.fromEntries(
        Object.entries(after).map(([name, value]) => [name, isKept(name) ? "kept" : value]),
      );
    })
      .to("cleared", "the fields are null", { ...before, tokenValue: null, qrCodeContent: null })
      .to("emptied", "the texts are empty", { ...before, tokenValue: "", qrCodeContent: "" })
      .to("expired now", "only the end moves", {
        ...kept,
        tokenExpirationDateTime: "2026-03-01T10:00:10.2500000Z",
      })
      .to("expired at 0001-01-01", "only the end moves", {
        ...kept,
        tokenExpirationDateTime: "0001-01-01T00:00:00Z",
      })
      .to("unchanged", "nothing shows it", {
        ...kept,
        tokenExpirationDateTime: "2026-03-01T10:01:00.2500000Z",
      });
    for (const end of ["0001-01-01T00:00:00Z", "0000-12-31T16:00:00Z", null] as const) {
      turning("expirationBeforeToken", async (scene) => {
        const { emulator, id, act, read } = scene;
        const { tokenExpirationDateTime: first } = await read();
        emulator.issueToken(id, 60);
        await act("revokeToken");
        return [first, (await read()).tokenExpirationDateTime];
      }).to(end, "before a token, and once revoked", [end, end]);
    }

    const requested = "2026-03-01T10:01:00.2500000Z";
    /** The end that the profile shows, and what becomes of the token past the requested validity. */
    const pastValidity = async ({ act, read, states, clock }: ProfileScene) => {
      await act("createToken", { tokenValidityInSeconds: 60 });
      clock.advance(60_000);
      return [(await read()).tokenExpirationDateTime, ...states()];
    };
    const endless = ["9999-12-31T23:59:59Z", "9999-12-31T23:59:59-08:00", "0001-01-01T00:00:00Z"] as const;
    for (const end of endless) {
      turning("expirationWithoutEnd", pastValidity, fullyManaged).to(end, "the token does not end", [
        end,
        "active",
      ]);
    }
    turning("expirationWithoutEnd", pastValidity, fullyManaged).to("as requested", "the token ends", [
      requested,
      "expired",
    ]);
    for (const [law, properties, seen] of [
      [
        "a work profile's token does not end",
        { enrollmentMode: "corporateOwnedWorkProfile" },
        [endless[0], "active"],
      ],
      [
        "a staging token ends",
        { ...fullyManaged, enrollmentTokenType: "deviceStaging" },
        [requested, "expired"],
      ],
      ["a dedicated device's token ends", {}, [requested, "expired"]],
    ] as const) {
      turning("expirationWithoutEnd", pastValidity, properties).to(endless[0], law, seen);
    }

    turning(
      "aospActionsOnBareId",
      ({ call, id }) =>
        statusesOf(
          [id, `AOSP-${id}`].map((name) => call("POST", `${deviceOwner}/${name}/createToken`, thirtyDays)),
        ),
      aosp,
    )
      .to(false, "actions of AOSP profiles need AOSP-{id}", [404, 204])
      .to(true, "actions of AOSP profiles take the bare id too", [204, 204]);

    const limits = { minimumInSeconds: 60, maximumInSeconds: 3600 };
    turning("tokenValidity", async ({ emulator, act, clock }) => {
      const given = [];
      for (const tokenValidityInSeconds of [-1, 59, 60, 3600, 3601, 2_051_222_400]) {
        const { status } = await act("createToken", { tokenValidityInSeconds });
        const end = emulator.tokens().at(-1)?.expirationDateTime?.getTime() ?? 0;
        given.push(status === 204 ? (end - clock.at.getTime()) / 1000 : status);
      }
      return given;
    })
      .to({}, "any, the documented 65 years too", [400, 59, 60, 3600, 3601, 2_051_222_400])
      .to({ ...limits, outside: "error" }, "another validity is refused", [400, 400, 60, 3600, 400, 400])
      .to({ ...limits, outside: "clamp" }, "another validity is moved", [60, 60, 60, 3600, 3600, 3600]);
  });

  describe("of profiles", () => {
    const dedicated = { displayName: "Kiosk", enrollmentMode: "corporateOwnedDedicatedDevice" };
    const inADay = { tokenExpirationDateTime: "2026-03-02T10:00:00Z" };
    const bodies = [
      [afw, { displayName: "Kiosk" }],
      [deviceOwner, dedicated],
    ] as const;

    for (const [expiry, law, without, withIt] of [
      ["required", "a POST needs tokenExpirationDateTime", 400, 201],
      ["optional", "a POST may have tokenExpirationDateTime", 201, 201],
      ["refused", "a POST must not have tokenExpirationDateTime", 201, 400],
    ] as const) {
      const setting = { androidForWork: expiry, androidDeviceOwner: expiry };
      turning("creationExpiry", ({ call }) =>
        statusesOf(
          bodies.flatMap(([set, body]) => [
            call("POST", set, body),
            call("POST", set, { ...body, ...inADay }),
          ]),
        ),
      ).to(setting, law, [without, withIt, without, withIt]);
    }
    turning("leastFirstLifeInSeconds", ({ call }) =>
      statusesOf(
        ["2026-03-01T10:00:00Z", "2026-03-02T10:00:00Z", "2026-03-02T10:00:01Z"].map(
          (tokenExpirationDateTime) => call("POST", deviceOwner, { ...dedicated, tokenExpirationDateTime }),
        ),
      ),
    )
      .to(0, "any life ahead is taken", [400, 201, 201])
      .to(86_400, "a shorter life is refused", [400, 400, 201]);
    turning("firstToken", async ({ emulator, call }) =>
      Promise.all(
        bodies.map(async ([set, body]) => {
          const { json } = await call("POST", set, { ...body, ...inADay });
          const { tokenValue, tokenExpirationDateTime } = (
            await call("GET", `${set}/${String(json.id)}?$select=tokenValue,tokenExpirationDateTime`)
          ).json;
          const tokens = emulator.tokens(String(json.id));
          assert.equal(tokenValue, tokens[0]?.value ?? null);
          if (tokens[0]) assert.equal(tokenExpirationDateTime, inADay.tokenExpirationDateTime);
          return tokens.map(({ issuedBy }) => issuedBy);
        }),
      ),
    )
      .to(
        { androidForWork: false, androidDeviceOwner: true },
        "creating a device owner profile issues a token",
        [[], ["creation"]],
      )
      .to(
        { androidForWork: true, androidDeviceOwner: false },
        "creating an androidForWork profile issues a token",
        [["creation"], []],
      );
    turning("nullInPatch", (scene) =>
      statusesOf(
        [aosp, {}].map((properties) =>
          scene.call("PATCH", onProfile(scene, properties).path, { description: null }),
        ),
      ),
    )
      .to("refused for AOSP", "a null in a PATCH is refused of AOSP profiles", [400, 200])
      .to("refused", "a null in a PATCH is refused", [400, 400])
      .to("taken", "a null in a PATCH clears", [200, 200]);
    turning(
      "aospChanges",
      async ({ emulator, call, id, path }) => {
        const type = { "@odata.type": "#microsoft.graph.androidDeviceOwnerEnrollmentProfile" };
        const own = await call("PATCH", path, { ...type, description: "x", wifiSsid: "" });
        const other = await call("PATCH", path, { description: "y", roleScopeTagIds: ["1"] });
        return [own.status, other.status, emulator.profile(id)?.description];
      },
      aosp,
    )
      .to("seven properties", "a PATCH of scope tags is refused whole", [200, 400, "x"])
      .to("all", "a PATCH of scope tags is taken", [200, 200, "y"]);
    turning("deleteOfMissing", ({ call }) =>
      statusesOf([call("DELETE", `${afw}/none`), call("GET", `${afw}/none`)]),
    )
      .to(404, "DELETE of a missing profile answers 404, as GET does", [404, 404])
      .to(400, "DELETE of a missing profile answers 400, GET still 404", [400, 404]);
  });

  describe("of the group that devices join while they enroll", () => {
    turning("groupRetrievedBy", async ({ act }) => {
      await act(setGroup, group);
      const replies = [await act(retrieveGroup), await act(retrieveGroup, undefined, "GET")];
      return replies.map(({ status, text }) => {
        if (status === 400) return /No OData route exists .* http verb/.test(text) && "refused";
        return text.includes(groupId) && "ok";
      });
    })
      .to("POST", "GET is refused", ["ok", "refused"])
      .to("GET", "POST is refused", ["refused", "ok"])
      .to("either", "both are taken", ["ok", "ok"]);
    const result = {
      validationSucceeded: true,
      enrollmentTimeDeviceMembershipTargetValidationStatuses: [
        { targetId: groupId, targetValidationErrorCode: "unknown" },
      ],
    };
    turning("groupInValue", async ({ act }) => [
      (await act(setGroup, group)).json,
      (await act(retrieveGroup)).json,
    ])
      .to(false, "the answers come as they are", [result, result])
      .to(true, "the answers come in value", [{ value: result }, { value: result }]);
    turning("groupError", async ({ emulator, id, act }) => {
      const { status, json } = await act(setGroup, group);
      return [status, json.validationSucceeded, emulator.group(id)];
    })
      .to(null, "the group is set", [200, true, groupId])
      .to("firstPartyAppNotAnOwner", "200 says that it failed", [200, false, undefined]);
    turning("groupChange", async ({ emulator, id, act }) => {
      emulator.setGroup(id, "99999999-2222-3333-4444-555555555555");
      const replies = [await act(setGroup, group), await act(clearGroup), await act(setGroup, group)];
      return [...replies.map(({ status }) => status), emulator.group(id)];
    })
      .to("replaces", "another group takes its place", [200, 204, 200, groupId])
      .to("after clear", "another group needs a clear first", [400, 204, 200, groupId]);

    it("androidForWork and AOSP profiles have no such group", async () => {
      const scene = await start();
      const work = onProfile(scene, {}, "androidForWork");
      const ofAosp = `${deviceOwner}/AOSP-${onProfile(scene, aosp).id}`;
      const replies = [work.act(setGroup, group), scene.call("POST", `${ofAosp}/${setGroup}`, group)];
      assert.deepEqual(await statusesOf(replies), [400, 400]);
    });
  });

  describe("of delays", () => {
    const fourReads = async ({ emulator, call, id, act, read }: ProfileScene) => {
      const earlier = emulator.issueToken(id, 60).value;
      await act("createToken", thirtyDays);
      // A list does not count as a read of the profile.
      await call("GET", deviceOwner);
      const seen = [];
      for (let count = 0; count < 4; count++) {
        const { tokenValue } = await read();
        seen.push(
          tokenValue === earlier ? "earlier" : tokenValue === emulator.profile(id)?.tokenValue && "new",
        );
      }
      return seen;
    };
    turning("readLag", fourReads)
      .to({}, "the token shows at once", ["new", "new", "new", "new"])
      .to({ reads: 2 }, "two GETs by id show the earlier token", ["earlier", "earlier", "new", "new"]);
    turning("lateCopies", fourReads)
      .to({ milliseconds: 3000 }, "every second GET by id shows it again", [
        "new",
        "earlier",
        "new",
        "earlier",
      ])
      .to({ milliseconds: 3000, every: 3 }, "every third GET by id shows it again", [
        "new",
        "new",
        "earlier",
        "new",
      ]);

    const [before, after] = ["0001-01-01T00:00:00Z", "2026-03-01T10:01:00.2500000Z"];
    turning("readLag", async ({ call, act, read, clock }) => {
      await act("createToken", { tokenValidityInSeconds: 60 });
      const seen: unknown[] = [];
      for (const pause of [2999, 1]) {
        clock.advance(pause);
        const { json } = await call("GET", `${deviceOwner}?$select=tokenExpirationDateTime`);
        const [listed] = json.value as { tokenExpirationDateTime: string }[];
        seen.push((await read()).tokenExpirationDateTime, listed?.tokenExpirationDateTime);
      }
      return seen;
    }).to({ milliseconds: 3000 }, "it goes by the clock, in lists too", [before, before, after, after]);
    turning("readLag", async ({ emulator, act, read }) => {
      const seen = [];
      const valueSeen = async () => (await read()).tokenValue;
      await act("createToken", thirtyDays);
      seen.push(await valueSeen());
      await act("createToken", thirtyDays);
      const values = emulator.tokens().map(({ value }) => value);
      for (let count = 0; count < 2; count++) seen.push(values.indexOf(String(await valueSeen())));
      return seen;
    }).to({ reads: 1 }, "a second token waits its own turn", [null, 0, 1]);
    turning("readLag", async ({ emulator, id, act, read }) => {
      await act("createToken", thirtyDays);
      const { value } = emulator.issueToken(id, 60);
      return [await read(), await read()].every(({ tokenValue }) => tokenValue === value);
    }).to({ reads: 1 }, "it does not undo what somebody else did meanwhile", true);
    turning("lateCopies", async ({ emulator, id, act, read, clock }) => {
      const { value } = emulator.issueToken(id, 60);
      await act("revokeToken");
      const seen = [(await read()).tokenValue, (await read()).tokenValue === value];
      clock.advance(3000);
      await read();
      return [...seen, (await read()).tokenValue];
    }).to({ milliseconds: 3000 }, "they last for their time, a revocation's too", [null, true, null]);
    turning("lateCopies", async ({ emulator, id, act, read, clock }) => {
      const late = () => emulator.lateCopy(id)?.tokenValue;
      const seen: unknown[] = [late()];
      const { value } = emulator.issueToken(id, 60);
      seen.push(late());
      await act("createToken", thirtyDays);
      for (let count = 0; count < 2; count++) {
        seen.push([value].indexOf(late() ?? ""));
        await read();
      }
      clock.advance(3000);
      return [...seen, late()];
    }).to({ milliseconds: 3000 }, "lateCopy is what such a read shows", [undefined, null, 0, 0, undefined]);
  });

  it("a switch may be turned between two requests", async () => {
    const { emulator, call } = await start();
    const path = afw.replace("beta", "v1.0");
    const before = await call("GET", path);
    emulator.behaviour.servedInV1 = true;
    assert.deepEqual([before.status, (await call("GET", path)).status], [400, 200]);
  });

  describe("on docs/service.md", () => {
    const rows = page.split("\n").filter((line) => line.startsWith("|") && !/^\| (behaviour|---)/.test(line));
    const switches = Object.keys(defaultBehaviour()).sort();

    it("each switch is tried here, and has a row there", () => {
      assert.deepEqual([...tried].sort(), switches);
      assert.deepEqual(rows.flatMap((row) => /\| `(\w+)`: /.exec(row)?.slice(1) ?? []).sort(), switches);
    });

    it("each behaviour is graded", () => {
      for (const row of rows) assert.match(row, /\| (documented|seen|assumed) +\|/);
    });
  });
});
