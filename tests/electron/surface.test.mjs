// The surface of a page: the declared functions and nothing else.

import assert from "node:assert/strict";
import test from "node:test";
import { launch, opened, probe, testApp, variant } from "./harness.mjs";

test("window.electronAPI has exactly the declared functions, and is frozen", async (t) => {
  const { page } = await launch(t, testApp);
  const found = await page.evaluate(() => ({
    kinds: Object.entries(window.electronAPI).map(([name, value]) => [
      name,
      typeof value,
    ]),
    frozen:
      Object.isFrozen(window.electronAPI) &&
      Object.values(window.electronAPI).every(Object.isFrozen),
  }));
  const names = [
    "askMain",
    "burst",
    "burstLater",
    "checkNow",
    "counterValue",
    "echo",
    "echoNow",
    "greet",
    "hold",
    "mirror",
    "mirrorNow",
    "note",
    "onNews",
    "onTick",
    "onUpdateCounter",
    "panic",
    "panicNow",
    "parse",
    "ping",
    "refuse",
    "sleep",
    "sleepNow",
    "step",
    "who",
  ];
  assert.deepEqual(
    found.kinds.sort(),
    names.map((name) => [name, "function"]),
  );
  assert.equal(found.frozen, true);
});

test("a page reaches neither ipcRenderer nor require nor an event object", async (t) => {
  const { app, page } = await launch(t, testApp);
  const globals = await page.evaluate(() =>
    [
      "ipcRenderer",
      "require",
      "process",
      "module",
      "exports",
      "electron",
      "Buffer",
    ].filter((name) => name in window),
  );
  assert.deepEqual(globals, []);

  const results = await page.evaluate(async () => {
    const { greet, note, onNews } = window.electronAPI;
    window.received = [];
    window.unsubscribe = onNews(function listener(...args) {
      window.received.push(args);
      window.context = [undefined, window, listener].includes(this);
    });
    return [
      note("x"),
      typeof window.unsubscribe,
      Object.keys(window.unsubscribe),
    ];
  });
  assert.deepEqual(results, [undefined, "function", []]);

  assert.equal(await probe(app, "publish", "extra"), 1);
  await page.waitForFunction(() => window.received.length === 1);
  assert.deepEqual(await page.evaluate(() => window.received), [["extra"]]);
  assert.equal(await page.evaluate(() => window.context), true);
  assert.equal(await page.evaluate(() => window.unsubscribe()), undefined);
});

test("channels that are not declared for pages are unreachable, whatever the preload", async (t) => {
  const folder = await variant(t, {
    "raw.js": `
      const { contextBridge, ipcRenderer } = require("electron");
      contextBridge.exposeInMainWorld("raw", {
        invoke: (channel, ...args) => ipcRenderer.invoke(channel, ...args).then(
          (value) => ({ value }),
          (error) => ({ error: error.message }),
        ),
        send: (channel, ...args) => ipcRenderer.send(channel, ...args),
      });`,
  });
  const { app } = await launch(t, folder);
  const page = await opened(app, ({ app }) => {
    const window = global.openWindow({
      preload: app.getAppPath() + "/raw.js",
    });
    global.connection.attach(window);
    return window.loadFile("index.html");
  });

  const known = await page.evaluate(() => window.raw.invoke("greet", "Ada"));
  assert.deepEqual(known, { value: "Hello, Ada!" });
  for (const channel of [
    "nowhere",
    "probe:calls",
    "oracle:answer",
    "tick",
    "__proto__",
    "ipc:hello",
  ]) {
    const answer = await page.evaluate(
      (channel) => window.raw.invoke(channel),
      channel,
    );
    assert.match(answer.error ?? "", /No handler registered/, channel);
  }

  // Malformed messages on the runtime's own channels have no effect.
  await page.evaluate(() => {
    for (const channel of [
      "ipc:hello",
      "ipc:listen",
      "ipc:unlisten",
      "probe:release",
    ]) {
      for (const args of [
        [],
        [null],
        [{}],
        [{ session: {} }],
        [{ session: {}, channel: 7 }],
      ]) {
        window.raw.send(channel, ...args);
      }
    }
  });
  assert.deepEqual(
    await page.evaluate(() => window.raw.invoke("greet", "Bob")),
    { value: "Hello, Bob!" },
  );
});
