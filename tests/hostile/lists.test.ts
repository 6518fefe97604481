import assert from "node:assert/strict";
import fc from "fast-check";
import { findProfile, listProfiles } from "../../provider/src/lifecycle/profileLookUp";
import { cases } from "./cases";
import { hostileEntity } from "./entities";
import { accessToken, Impostor, runOn, settles } from "./service";
import { watchProcess } from "./watch";

const parameters = cases(1000);

describe("hostile lists", function () {
  watchProcess();
  this.timeout(120_000);
  const impostor = new Impostor();
  const elsewhere = new Impostor();
  before(() => Promise.all([impostor.start(), elsewhere.start()]));
  after(() => Promise.all([impostor.stop(), elsewhere.stop()]));

  it(`${parameters.numRuns} lists are looked through for a name: an id that is one, or an ordinary error`, async () => {
    const list = fc.array(hostileEntity, { maxLength: 25 });
    const property = fc.asyncProperty(list, fc.boolean(), async (value, isThere) => {
      impostor.answer = () => ({ status: 200, body: JSON.stringify({ value }) });
      const { session, notices } = runOn(impostor.url);
      const displayName = (isThere ? value.at(-1)?.displayName : undefined) ?? "Kiosk";
      const work = findProfile(session.profiles(), { displayName }).then(({ profileId }) => {
        assert.doesNotMatch(profileId, /^\.{1,2}$|[/?#%\\\s\p{Cc}\p{Cf}\p{Cs}]/u);
      });
      await settles(work, notices);
    });
    await fc.assert(property, parameters);
  });

  const path = "/beta/deviceManagement/androidForWorkEnrollmentProfiles";
  const links: readonly [where: string, link: (own: string, other: string) => string][] = [
    ["another host", (_own, other) => `${other}${path}`],
    [
      "another host, by a user name that looks like this one",
      (own, other) => `${own}@${new URL(other).host}${path}`,
    ],
    ["another host, without a scheme", (_own, other) => other.replace("http:", "")],
    ["another scheme", () => "file:///etc/passwd"],
    ["a script", () => "javascript:alert(1)"],
    ["another version", (own) => `${own}/v1.0${path}`],
    ["a path", () => path],
    ["a text for a terminal", () => "\u001b[31m\u202e"],
  ];
  for (const [where, link] of links) {
    it(`a list that leads to ${where} ends there, and the access token is not carried along`, async () => {
      elsewhere.requests = 0;
      const next = link(impostor.url, elsewhere.url);
      const page = { value: [{ id: "0f1e2d3c" }], "@odata.nextLink": next };
      impostor.answer = () => ({ status: 200, body: JSON.stringify(page) });
      const { session, notices } = runOn(impostor.url);
      const error = await settles(listProfiles(session.profiles()), notices);
      assert.match(error?.message ?? "", /the access token is not carried elsewhere/);
      assert.equal(elsewhere.requests, 0);
    });
  }

  for (const dots of ["/../..", "/%2e%2e/%2e%2e", "/..%2f.."]) {
    it(`a link with ${dots} in it stays on the host`, async () => {
      let pages = 0;
      const page = (nextLink: object) => ({ status: 200, body: JSON.stringify({ value: [], ...nextLink }) });
      impostor.answer = () =>
        page(pages++ === 0 ? { "@odata.nextLink": `${impostor.url}/beta${dots}/${accessToken.length}` } : {});
      const { session, notices } = runOn(impostor.url);
      await settles(listProfiles(session.profiles()), notices);
      assert.equal(pages, 2);
    });
  }
});
