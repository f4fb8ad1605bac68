// Synchronous calls: a page is blocked until Rust has answered, and is answered in every case.

import assert from "node:assert/strict";
import test from "node:test";
import {
  launch,
  opened,
  probe,
  rawClient,
  testApp,
  until,
  variant,
} from "./harness.mjs";

/** Calls `window.electronAPI[method]` in a page or frame. Returns `{ value }`, or `{ thrown }`. */
function callNow(page, method, ...args) {
  return page.evaluate(
    ([method, args]) => {
      try {
        return { value: window.electronAPI[method](...args) };
      } catch (error) {
        const isError = error instanceof Error;
        return { thrown: isError ? error.message : `no Error: ${error}` };
      }
    },
    [method, args],
  );
}

/** A preload that hands `ipcRenderer` to the page, beside a generated one if there is one. */
const raw = `
  const { contextBridge, ipcRenderer } = require("electron");
  contextBridge.exposeInMainWorld("raw", {
    send: (channel, ...args) => ipcRenderer.send(channel, ...args),
    sendSync: (channel, ...args) => ipcRenderer.sendSync(channel, ...args),
  });`;

/** Opens the page of a window with a hand-written preload. */
function openRaw(app, { isAttached }) {
  return opened(
    app,
    ({ app }, isAttached) => {
      const window = global.openWindow({
        preload: app.getAppPath() + "/raw.js",
      });
      if (isAttached) {
        global.connection.attach(window, { label: "raw" });
      }
      return window.loadFile("index.html");
    },
    isAttached,
  );
}

test("a page gets the answer of Rust as the value of the call", async (t) => {
  const { app, page } = await launch(t, testApp);
  await probe(app, "calls");
  assert.deepEqual(await callNow(page, "ping", "a"), { value: "pong" });
  assert.deepEqual(await probe(app, "calls"), ["ping a of main"]);
  assert.deepEqual(await callNow(page, "checkNow"), { value: undefined });
});

test("arguments and answers of all kinds cross", async (t) => {
  const { page } = await launch(t, testApp);
  const found = await page.evaluate(() => {
    const { echoNow, mirrorNow } = window.electronAPI;
    const parcel = echoNow({
      text: "\0 é \u{1F980}",
      keys: { "\0": "a" },
      big: 2n ** 64n - 1n,
      float: -Infinity,
      bytes: Uint8Array.of(1, 2, 3),
      more: [new Uint8Array(), new Uint8Array(100_000).fill(7)],
      flag: true,
      nothing: null,
    });
    const envelopes = [{ "ipc:error": 1 }, { "ipc:ok": 2 }, { error: 3 }];
    const values = [NaN, -0, "", null, [[]], ...envelopes];
    return {
      ...parcel,
      big: String(parcel.big),
      float: String(parcel.float),
      bytes: [parcel.bytes instanceof Uint8Array, ...parcel.bytes],
      more: parcel.more.map((bytes) => [bytes.length, bytes.at(-1)]),
      same: values.every((value) => {
        const answer = mirrorNow(value);
        return (
          Object.is(answer, value) ||
          (typeof value === "object" &&
            JSON.stringify(answer) === JSON.stringify(value))
        );
      }),
    };
  });
  assert.deepEqual(found, {
    text: "\0 é \u{1F980}",
    keys: { "\0": "a" },
    big: String(2n ** 64n - 1n),
    float: "-Infinity",
    bytes: [true, 1, 2, 3],
    more: [
      [0, undefined],
      [100_000, 7],
    ],
    flag: true,
    nothing: null,
    same: true,
  });
});

test("a failure is thrown with its name, code and message", async (t) => {
  const { page, logged } = await launch(t, testApp);
  assert.deepEqual(await callNow(page, "checkNow", "it is late"), {
    thrown: "Refusal (because): refused, because it is late",
  });
  const { thrown } = await callNow(page, "panicNow");
  assert.match(thrown, /^IpcError \(internal\): .*panicked$/);
  await logged("this is what the test wants");
  const wrong = await callNow(page, "ping", 1);
  assert.match(wrong.thrown, /^IpcError \(invalid-argument\): .*text/);
  assert.deepEqual(await callNow(page, "ping", "b"), { value: "pong" });
});

test("a value that cannot be sent is thrown with its path", async (t) => {
  const { page } = await launch(t, testApp);
  const thrown = await page.evaluate(() => {
    const values = [() => 1, [Promise.resolve()], "\ud800", 2n ** 128n];
    return values.map((value) => {
      try {
        return window.electronAPI.mirrorNow(value);
      } catch (error) {
        return error.message;
      }
    });
  });
  assert.match(
    thrown[0],
    /^IpcError \(invalid-argument\): args\[0\] is a func/,
  );
  assert.match(
    thrown[1],
    /^IpcError \(invalid-argument\): args\[0\]\[0\] is a/,
  );
  assert.match(thrown[2], /^IpcError \(invalid-argument\): .*args\.value/);
  assert.match(thrown[3], /^IpcError \(invalid-argument\): .*args\.value/);
});

test("a message that is too large is thrown", async (t) => {
  const folder = await variant(t, {
    "main.js": (main) =>
      main.replace("connect({", "connect({ limits: { messageSize: 2 ** 22 },"),
  });
  const { page } = await launch(t, folder);
  const { thrown } = await callNow(page, "mirrorNow", "x".repeat(2 ** 22));
  assert.match(thrown, /^IpcError \(too-large\): /);
  const { value } = await callNow(page, "mirrorNow", "x".repeat(2 ** 21));
  assert.equal(value.length, 2 ** 21);
});

test("Rust receives a call after the sends and calls before it", async (t) => {
  const { app, page } = await launch(t, testApp);
  await probe(app, "calls");
  await page.evaluate(() => {
    const { greet, note, ping } = window.electronAPI;
    for (let index = 0; index < 200; index += 1) {
      note(String(index));
      void greet(String(index));
      ping(String(index));
    }
  });
  const made = Array.from({ length: 200 }, (_, index) => [
    `note ${index}`,
    `greet ${index}`,
    `ping ${index} of main`,
  ]);
  assert.deepEqual(await probe(app, "calls"), made.flat());
});

test("answers of other calls still follow their events", async (t) => {
  const { page } = await launch(t, testApp);
  const overtaken = await page.evaluate(async () => {
    const { burst, onTick, ping } = window.electronAPI;
    const seen = new Map();
    onTick((call) => seen.set(call, (seen.get(call) ?? 0) + 1));
    const calls = Array.from({ length: 300 }, async (_, call) => {
      const answer = burst(call, 3);
      ping(String(call));
      await answer;
      return seen.get(call) !== 3;
    });
    return (await Promise.all(calls)).filter(Boolean).length;
  });
  assert.equal(overtaken, 0);
});

test("a window that is not attached gets a failure", async (t) => {
  const { app } = await launch(t, testApp);
  const page = await opened(app, () => {
    global.other = global.openWindow();
    return global.other.loadFile("index.html");
  });
  await probe(app, "calls");
  const denied = /^IpcError \(denied\): its window is not attached/;
  assert.match((await callNow(page, "ping", "a")).thrown, denied);
  await app.evaluate(() =>
    global.connection.attach(global.other, { apis: [] }),
  );
  const without = /^IpcError \(denied\): its window was attached without/;
  assert.match((await callNow(page, "ping", "b")).thrown, without);
  assert.deepEqual(await probe(app, "calls"), []);
});

test("an iframe gets a failure, and the page around it an answer", async (t) => {
  const folder = await variant(t, {
    "outer.html": `<!doctype html><title>Outer</title><iframe src="inner.html"></iframe>`,
    "inner.html": `<!doctype html><title>Inner</title>`,
  });
  const { app } = await launch(t, folder);
  const page = await opened(app, () => {
    const window = global.openWindow({ nodeIntegrationInSubFrames: true });
    global.connection.attach(window, { label: "outer" });
    return window.loadFile("outer.html");
  });
  await until(() => page.frames().length === 2, "there is no iframe");
  const inner = page.frames()[1];
  await inner.waitForFunction(() => window.electronAPI);
  const { thrown } = await callNow(inner, "ping", "inner");
  assert.match(thrown, /^IpcError \(denied\): .*main frame/);
  assert.deepEqual(await callNow(page, "ping", "outer"), { value: "pong" });
});

test("after the end of the Rust side, a page gets a failure", async (t) => {
  const { app, page } = await launch(t, testApp);
  await app.evaluate(() => global.connection.close());
  const { thrown } = await callNow(page, "ping", "a");
  assert.match(thrown, /^IpcError \(backend-gone\): /);
});

test("a page that was loaded before connect() gets a failure", async (t) => {
  const folder = await variant(t, {
    "main.js": (main) =>
      main
        .replace("  await global.connectNow();\n", "")
        .replace(/ {2}global\.connection\.attach.*\n/, ""),
  });
  const { app, page } = await launch(t, folder);
  await app.evaluate(async () => {
    await global.connectNow();
    global.connection.attach(global.window);
  });
  const { thrown } = await callNow(page, "ping", "a");
  assert.match(thrown, /^IpcError \(not-found\): .*before connect\(\)/);
});

test("without connect(), a page gets a failure once main collects garbage", async (t) => {
  const folder = await variant(t, {
    "main.js": (main) =>
      main
        .replace("  await global.connectNow();\n", "")
        .replace(/ {2}global\.connection\.attach.*\n/, ""),
  });
  const { app, page } = await launch(t, folder);
  await app.evaluate(() => {
    process.mainModule.require("v8").setFlagsFromString("--expose-gc");
    global.gc = process.mainModule.require("vm").runInNewContext("gc");
    setInterval(global.gc, 100);
  });
  const { thrown } = await callNow(page, "ping", "a");
  assert.match(thrown, /^IpcError \(not-found\): .*call connect\(\)/);
});

test("a hand-written caller gets the raw value or the failure", async (t) => {
  const folder = await variant(t, { "raw.js": raw });
  const { app } = await launch(t, folder);
  const page = await openRaw(app, { isAttached: true });
  await probe(app, "calls");
  const sendSync = (...args) =>
    page.evaluate((args) => window.raw.sendSync(...args), args);
  assert.equal(await sendSync("synchronous-message", "ping"), "pong");
  assert.deepEqual(await probe(app, "calls"), ["ping ping of raw"]);
  assert.deepEqual(await sendSync("page:checkNow", "no"), {
    name: "Refusal",
    code: "because",
    message: "refused, because no",
    data: { kind: "because", reason: "no" },
  });
  assert.equal(
    (await sendSync("synchronous-message", 1)).code,
    "invalid-argument",
  );
  assert.equal(
    (await sendSync("synchronous-message")).code,
    "invalid-argument",
  );
  assert.equal((await sendSync("page:panicNow")).code, "internal");

  const other = await openRaw(app, { isAttached: false });
  const denied = await other.evaluate(() =>
    window.raw.sendSync("synchronous-message", "ping"),
  );
  assert.equal(denied.code, "denied");
  await app.evaluate(() => global.connection.close());
  assert.equal(
    (await sendSync("synchronous-message", "ping")).code,
    "backend-gone",
  );
});

test("a compromised page is answered whatever it sends, and main serves the others", async (t) => {
  const folder = await variant(t, { "raw.js": raw });
  const { app, page, log } = await launch(t, folder);
  const hostile = await openRaw(app, { isAttached: true });
  const codes = await hostile.evaluate(() => {
    const deep = Array.from({ length: 900 }).reduce((value) => [value], 1);
    const loop = {};
    loop.loop = loop;
    const holes = [];
    holes.length = 2 ** 30;
    const values = [
      { "ipc:page": "nobody" },
      { "ipc:page": 1 },
      { "ipc:page": "x".repeat(2 ** 20) },
      { "ipc:page": "nobody", mark: -1 },
      deep,
      loop,
      new Array(2 ** 16),
      2n ** 200n,
      "\ud800",
      new Map([[1, 2]]),
      new Date(NaN),
      /x/,
      new Error("x"),
      new ArrayBuffer(2 ** 20),
      undefined,
      null,
    ];
    const channels = ["synchronous-message", "page:echoNow", "page:mirrorNow"];
    const codes = new Set();
    for (let round = 0; round < 10; round += 1) {
      for (const channel of channels) {
        for (const args of [...values.map((it) => [it]), values.slice(6), []]) {
          let answer;
          try {
            answer = window.raw.sendSync(channel, ...args);
          } catch (error) {
            answer = { code: `thrown: ${error.message}` };
          }
          const failure = answer?.["ipc:error"]?.[1] ?? answer;
          codes.add(failure?.code ?? "value");
        }
      }
    }
    for (let call = 0; call < 5000; call += 1) {
      window.raw.sendSync("synchronous-message", call);
    }
    // A message that is not synchronous has no answer.
    window.raw.send("synchronous-message", "one way");
    return [...codes].sort();
  });
  const allowed = ["invalid-argument", "not-found", "value"];
  const isOfBridge = (code) => code.startsWith("thrown: ");
  const others = codes.filter((code) => !isOfBridge(code));
  assert.deepEqual(others, allowed);
  assert.deepEqual(await callNow(page, "ping", "a"), { value: "pong" });
  assert.ok(log().split("\n").length < 200, log());
  assert.doesNotMatch(log(), /Uncaught|UnhandledPromise/);
});

test("a page that dies while it is blocked ends like any other", async (t) => {
  const { app, page } = await launch(t, testApp);
  const other = await opened(app, () => {
    global.other = global.openWindow();
    global.connection.attach(global.other, { label: "other" });
    return global.other.loadFile("index.html");
  });
  await probe(app, "visits");
  const pid = await app.evaluate(() =>
    global.other.webContents.getOSProcessId(),
  );
  const call = callNow(other, "sleepNow", 1500).catch(() => "died");
  await new Promise((resolve) => setTimeout(resolve, 500));
  process.kill(pid, "SIGKILL");
  let visits = [];
  await until(async () => {
    visits = [...visits, ...(await probe(app, "visits"))];
    return visits.length > 0;
  }, "the page was not closed");
  assert.match(visits.join(), /^closed \d+$/);
  await app.evaluate(() => global.other.destroy());
  assert.equal(await call, "died");
  assert.deepEqual(await callNow(page, "ping", "a"), { value: "pong" });
});

test("the page's client has no synchronous method, and its port still answers such a call", async (t) => {
  const folder = await variant(t, {
    "index.html": (html) =>
      `${html}<script type="module" src="./fast.js"></script>`,
    "fast.js": `
      import { pageApi } from "./ipc/client.js";
      window.names = Object.keys(pageApi);`,
  });
  const { page } = await launch(t, folder);
  await page.waitForFunction(() => window.names);
  const names = await page.evaluate(() => window.names);
  assert.ok(names.includes("greet") && !names.includes("ping"), `${names}`);
  const client = await rawClient(page);
  const lines = await client.send([['call 1 synchronous-message\n["a"]\n']]);
  assert.deepEqual(lines.slice(0, 2), ["reply 1", '"pong"']);
});
