import { Project } from "/work/main/tests/reliability/project";
async function main() {
  const part = process.argv[2] as "provider";
  const t0 = Date.now(); const log = (...a: unknown[]) => console.log(((Date.now()-t0)/1000).toFixed(1), ...a);
  const p = await Project.start();
  try {
  const em = p.emulator;
  const ids: Record<string,string> = {};
  for (const op of ["c","u"]) for (const s of ["before","after","readback"]) ids[`${op}-${s}`] = em.addProfile("androidForWork").id;
  const args = (names: string[], v: number) => Object.fromEntries(names.map(n => [n, {profileId: ids[n]!, tokenValidityInSeconds: v}]));
  const us = Object.keys(ids).filter(n => n.startsWith("u"));
  await p.declare(args(us, 3600));
  log("start");
  await p.run("up"); log("up1");
  await p.declare(args(Object.keys(ids), 7200));
  const holds = Object.entries(ids).map(([n, profileId]) => n.endsWith("before") ? em.hold({profileId, action: "createToken"}) : n.endsWith("after") ? em.hold({profileId, action:"createToken"}, {commit:"after"}) : em.hold({profileId, method:"GET", nth: 2}));
  const run = p.start("up");
  await Promise.all(holds.map(h => h.arrived)); log("held");
  await run.kill(part); log("killed");
  for (const h of holds) h.release();
  log("exit", await run.ended()); console.log(run.everythingSaid.slice(-3000));
  log(JSON.stringify(em.tokens().map(t => [Object.keys(ids).find(k => ids[k]===t.profileId), t.state])));
  log(JSON.stringify(await p.stored(), null, 0));
  const again = p.start("up"); log("again", await again.ended()); console.log(again.everythingSaid);
  if (/locked/.test(again.everythingSaid)) { console.log(await p.run("cancel", "--yes", "--stack", "dev"));  const again = p.start("up"); log("again", await again.ended()); console.log(again.everythingSaid);}
  log(JSON.stringify(await p.stored(), null, 0));
  log(JSON.stringify(em.tokens().map(t => [Object.keys(ids).find(k => ids[k]===t.profileId), t.state])));
  em.clearFaults();
  const dh = us.map((n, i) => i === 0 ? em.hold({profileId: ids[n]!, method: "GET"}) : i === 1 ? em.hold({profileId: ids[n]!, action: "revokeToken"}) : em.hold({profileId: ids[n]!, action: "revokeToken"}, {commit: "after"}));
  const d = p.start("destroy"); await Promise.all(dh.map(h=>h.arrived)); log("held");
  await d.kill(part);   for (const h of dh) h.release(); log("exit", await d.ended()); console.log(d.everythingSaid.slice(-2500));
  log(JSON.stringify(await p.stored(), null, 0));
  const d2 = p.start("destroy"); log(await d2.ended(), d2.everythingSaid);
    if (/locked/.test(d2.everythingSaid)) { console.log(await p.run("cancel", "--yes", "--stack", "dev"));  const again = p.start("destroy"); log("again", await again.ended()); console.log(again.everythingSaid);}
  log(JSON.stringify(em.tokens().map(t => [Object.keys(ids).find(k => ids[k]===t.profileId), t.state])));
  } finally { await p.remove(); }
}
main().catch(e => { console.error(e); process.exit(1); });
