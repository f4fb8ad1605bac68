// Forged messages of the plain door about calls, streams, sources, requests and ports, by a compromised renderer: main
// survives, nothing reaches another page, and the log is bounded.

import assert from "node:assert/strict";
import test from "node:test";
import { launch, opened, probe, until, variant } from "./harness.mjs";

/** The id of the world in which preloads run. */
const PRELOAD_WORLD = 999;

/** The most characters that an attack may log: 100 lines of 500 characters, and their reasons. */
const MAX_LOG = 150_000;

/** A preload that leaves its secrets in the world of preloads. */
const compromised = {
  "ipc/preload.js": (preload) =>
    `globalThis.raw = require("electron").ipcRenderer;
     globalThis.MessageChannel = MessageChannel;
     ${preload.replace("const PAGE =", "const PAGE = globalThis.page =")}`,
};

/** What an attacker has at hand. */
const TOOLS = `
  const CHANNELS = ["ipc:item", "ipc:items", "ipc:done", "ipc:error", "ipc:credit", "ipc:cancel", "ipc:abort", "ipc:answer", "ipc:hangup"];
  const graph = { list: [] };
  graph.list.push(graph, [graph]);
  const holes = [1];
  holes.length = 50;
  const vast = [];
  vast.length = 4294967295;
  let deep = 1;
  for (let level = 0; level < 500; level += 1) {
    deep = [deep];
  }
  const values = [undefined, null, "x", [], {}, 1n, graph, holes, vast, deep, new Map([[1, 2]]), new Date(NaN),
    new Uint8Array(3), { __proto__: null, toJSON: 1 }, "\\u0000b0", { name: graph, message: holes, data: graph }];
  const numbers = [0, -1, -0, NaN, Infinity, -Infinity, 1.5, 2 ** 53, 2 ** 32, 65537, 1e308, "1", "1 1", "1\\n1"];
  const received = [];
  for (const channel of CHANNELS) {
    raw.on(channel, (_, ...args) => received.push([channel, ...args]));
  }
  const settled = () => new Promise((resolve) => setTimeout(resolve, 200));
  const count = (channel, id) => received.filter((it) => it[0] === channel && it[2] === id).length;`;

/** Runs code in the world of a window's preload, as an attacker in its renderer would. */
const takeOver = (app, code, window = "window") =>
  app.evaluate(
    (_, [code, window, world]) =>
      global[window].webContents.executeJavaScriptInIsolatedWorld(world, [
        { code: `(async () => { ${code} })()` },
      ]),
    [`${TOOLS} ${code}`, window, PRELOAD_WORLD],
  );

const launchCompromised = async (t) => launch(t, await variant(t, compromised));

/** Asserts that a page is still served, and that nothing is left over after a reload. */
async function assertServed(app, page) {
  const read = () =>
    page.evaluate(async () => {
      const stream = window.flow.count(3);
      const items = [];
      for (;;) {
        const { done, value } = await stream.next();
        if (done) {
          break;
        }
        items.push(value);
      }
      let left = 2;
      const sum = await window.flow.sum({
        next: async () =>
          left-- > 0
            ? { done: false, value: 21n }
            : { done: true, value: undefined },
      });
      return [...items, Number(sum)];
    });
  assert.deepEqual(await read(), [0, 1, 2, 42]);
  await page.reload();
  assert.deepEqual(await read(), [0, 1, 2, 42]);
  const open = () =>
    app.evaluate(() => global.connection.flowProbe.streams().then(([n]) => n));
  await until(async () => (await open()) === 0, "a stream stays open");
}

test("no forged message ends main, and the log is bounded", async (t) => {
  const { app, page, log } = await launchCompromised(t);
  await takeOver(
    app,
    `for (const channel of CHANNELS) {
       for (const value of [...values, ...numbers]) {
         raw.send(channel, value);
         raw.send(channel);
         raw.send(channel, { page: value, id: value, items: value });
         raw.send(channel, { page, id: value, items: value, value, values: value, failure: value });
         raw.send(channel, { page, id: 1, items: value, value, values: [value] });
         raw.send(channel, { page, id: 1, failure: value });
         raw.postMessage(channel, { page, id: 1 }, [new MessageChannel().port2]);
         raw.invoke(channel, { page, id: 1 }).catch(() => {});
       }
     }`,
  );
  await assertServed(app, page);
  assert.ok(log().length < MAX_LOG, `${log().length} characters are logged`);
});

test("streams and sources with forged numbers are not opened", async (t) => {
  const { app, page, log } = await launchCompromised(t);
  const found = await takeOver(
    app,
    `for (const value of [...values, ...numbers]) {
       raw.send("flow:count", 3, { "ipc:page": page, stream: value, items: 64 });
       raw.send("flow:count", 3, { "ipc:page": page, stream: 7_001, items: value });
       raw.send("flow:count", 3, { "ipc:page": value, stream: 7_001, items: 64 });
       raw.invoke("flow:sum", { "ipc:source": value }, { "ipc:page": page }).catch(() => {});
       raw.invoke("flow:sum", value, { "ipc:page": page }).catch(() => {});
     }
     raw.send("flow:count", 3);
     // A second source with the number of an open one.
     raw.invoke("flow:sum", { "ipc:source": 7_002 }, { "ipc:page": page }).catch(() => {});
     const twice = await raw.invoke("flow:sum", { "ipc:source": 7_002 }, { "ipc:page": page });
     await settled();
     return [count("ipc:item", 7_001), twice["ipc:error"][1].code];`,
  );
  assert.deepEqual(found, [0, "invalid-argument"]);
  await assertServed(app, page);
  assert.ok(log().length < MAX_LOG, `${log().length} characters are logged`);
});

test("forged credit lets no item out, and items without credit end their stream", async (t) => {
  const { app, page } = await launchCompromised(t);
  const found = await takeOver(
    app,
    `const found = [];
     const last = { "ipc:page": page };
     raw.send("flow:count", 1_000_000, { ...last, stream: 8_001, items: 1 });
     await settled();
     for (const items of [...numbers, ...values, 2, 64]) {
       raw.send("ipc:credit", { page, id: 8_001, items });
     }
     await settled();
     found.push(count("ipc:item", 8_001));
     raw.send("ipc:credit", { page, id: 8_001, items: 1 });
     await settled();
     found.push(count("ipc:item", 8_001));
     raw.send("ipc:cancel", { page, id: 8_001 });
     raw.send("ipc:cancel", { page, id: 8_001 });

     const sum = raw.invoke("flow:sum", { "ipc:source": 8_002 }, last);
     raw.send("ipc:items", { page, id: 8_002, values: Array(10_000).fill(1n) });
     for (let index = 0; index < 10_000; index += 1) {
       raw.send("ipc:items", { page, id: 8_002, values: [1n] });
     }
     const outcome = await Promise.race([sum, settled().then(settled).then(() => "open")]);
     await settled();
     found.push(outcome === "open" ? outcome : Object.keys(outcome)[0], count("ipc:cancel", 8_002));
     // Items of another type, after the end, and of streams that Rust sends.
     const types = raw.invoke("flow:sum", { "ipc:source": 8_003 }, last);
     raw.send("ipc:items", { page, id: 8_003, values: [holes] });
     raw.send("ipc:done", { page, id: 8_003 });
     raw.send("ipc:items", { page, id: 8_003, values: [1n] });
     found.push(Object.keys(await types)[0]);
     return found;`,
  );
  assert.deepEqual(found, [1, 2, "ipc:error", 1, "ipc:error"]);
  await assertServed(app, page);
});

test("forged numbers of calls are refused, and cancel no other call", async (t) => {
  const { app, page, log } = await launchCompromised(t);
  const found = await takeOver(
    app,
    `const codeOf = (answer) => answer?.["ipc:error"]?.[1].code ?? answer;
     const call = (name, last) =>
       raw.invoke("page:hold", name, { "ipc:page": page, mark: 1e9, ...last }).then(codeOf);
     const found = [];
     for (const value of [...values, ...numbers]) {
       if (value !== undefined && Number.isSafeInteger(value) !== true) {
         found.push(await call("refused", { call: value }));
       }
     }
     const refused = [...new Set(found)];
     const held = [call("bare"), call("numbered", { call: 9_001 })];
     const twice = await call("twice", { call: 9_001 });
     raw.send("page:note", "noted", { "ipc:page": page, call: 9_001 });
     // No value but the number of a call cancels one, and no number of a stream does.
     for (const value of [...values, ...numbers, "c1", "9001", [9_001], { id: 9_001 }, 9_002]) {
       raw.send("ipc:abort", { page, id: value });
     }
     raw.send("ipc:abort", { page: "other", id: 9_001 });
     raw.send("ipc:cancel", { page, id: 9_001 });
     const early = await Promise.race([...held, settled().then(() => "open")]);
     for (let index = 0; index < 1_000; index += 1) {
       raw.send("ipc:abort", { page, id: 9_001 });
     }
     const cancelled = await held[1];
     // The number is free again.
     const again = call("again", { call: 9_001 });
     raw.send("ipc:abort", { page, id: 9_001 });
     const last = await again;
     const bare = await Promise.race([held[0], settled().then(() => "open")]);
     return [refused, twice, early, cancelled, last, bare];`,
  );
  assert.deepEqual(found, [
    ["invalid-argument"],
    ...["invalid-argument", "open", "cancelled", "cancelled", "open"],
  ]);
  const calls = await probe(app, "calls");
  const names = ["again", "bare", "numbered"].map((name) => `hold ${name}`);
  // The handlers run side by side, so any of them may be noted first.
  assert.deepEqual(calls.filter((it) => it.startsWith("hold ")).sort(), names);
  assert.equal(await probe(app, "held"), 1);
  await assertServed(app, page);
  await until(async () => (await probe(app, "held")) === 0, "a call is held");
  assert.ok(log().length < MAX_LOG, `${log().length} characters are logged`);
});

test("a flood of 100,000 messages leaves main responsive", async (t) => {
  const { app, page, log } = await launchCompromised(t);
  await takeOver(
    app,
    `for (let index = 0; index < 100_000; index += 1) {
       const value = index % 3 === 0 ? graph : holes;
       raw.send(CHANNELS[index % CHANNELS.length], { page, id: index % 1_000, items: index, value, values: value });
     }`,
  );
  await assertServed(app, page);
  assert.ok(log().length < MAX_LOG, `${log().length} characters are logged`);
});

test("a page cannot act on the calls, the streams, the sources and the requests of another page", async (t) => {
  const { app, page } = await launchCompromised(t);
  const other = await opened(app, async () => {
    global.other = global.openWindow();
    global.connection.attach(global.other, { label: "other" });
    await global.other.loadFile("index.html");
  });
  await other.waitForFunction(() => window.flow);
  const victim = await takeOver(app, "return page;", "other");
  await other.evaluate(async () => {
    window.stream = window.flow.count(1_000);
    await window.stream.next();
    window.asked = [];
    window.flow.handleConfirm(
      (process) =>
        new Promise((resolve) => window.asked.push([process, resolve])),
    );
    window.held = window.electronAPI.hold("held", { timeoutMs: 100_000 });
    let left = 3;
    window.sum = window.flow.sum({
      next: () =>
        new Promise((resolve) =>
          setTimeout(
            () =>
              resolve(
                left-- > 0
                  ? { done: false, value: 5n }
                  : { done: true, value: undefined },
              ),
            300,
          ),
        ),
    });
  });
  const answer = app.evaluate(() =>
    global.connection.flowProbe.confirm("other", "Only", 10_000),
  );
  await other.waitForFunction(() => window.asked.length > 0);
  const reached = await takeOver(
    app,
    `for (const name of [${JSON.stringify(victim)}, page]) {
       for (let id = 0; id < 50; id += 1) {
         for (const channel of CHANNELS) {
           raw.send(channel, { page: name, id, items: 1, value: true, failure: { message: "forged" } });
         }
         raw.send("ipc:answer", { page: name, id, value: true });
         raw.send("ipc:items", { page: name, id, values: [1_000n] });
       }
     }
     await settled();
     return received.filter(([channel]) => channel !== "ipc:cancel");`,
  );
  assert.deepEqual(reached, []);
  const found = await other.evaluate(async () => {
    const items = [];
    for (;;) {
      const { done, value } = await window.stream.next();
      if (done) {
        break;
      }
      items.push(value);
    }
    window.asked[0][1](false);
    return [items.length, items.at(-1), Number(await window.sum)];
  });
  assert.deepEqual(found, [999, 999, 15]);
  await probe(app, "release");
  assert.equal(await other.evaluate(() => window.held), "held");
  assert.deepEqual(await answer, ["false"]);
  await assertServed(app, page);
});
