// The errors that pages and developers get.

import assert from "node:assert/strict";
import test from "node:test";
import { call, launch, probe, testApp, until, variant } from "./harness.mjs";

/** A main.js that runs `how`, keeps its error, and then opens a window. */
const connects = (how) => `
  const path = require("path");
  const { app, BrowserWindow } = require("electron");
  const { connect } = require("./ipc/connect.cjs");
  const host = { oracle: { answer: async () => "", hear: () => {} } };
  app.whenReady().then(async () => {
    try {
      ${how}
    } catch (error) {
      global.thrown = error.message;
    }
    global.window = new BrowserWindow({
      webPreferences: { sandbox: true, contextIsolation: true, preload: path.join(__dirname, "ipc/preload.js") },
    });
    if (global.connection) global.connection.attach(global.window);
    global.window.loadFile("index.html");
  });`;

/** The message of the error that `connect` throws in a copy of the test app. */
async function thrown(t, files) {
  const { app } = await launch(t, await variant(t, files));
  return app.evaluate(() => global.thrown);
}

test("an error of a Rust method arrives with all its members", async (t) => {
  const { page } = await launch(t, testApp);
  assert.deepEqual(await call(page, "refuse", "it is late"), {
    error: {
      name: "Refusal",
      code: "because",
      message: "refused, because it is late",
      data: { kind: "because", reason: "it is late" },
    },
  });
});

test("a panic in a handler is an internal error, and later calls are served", async (t) => {
  const { page, logged } = await launch(t, testApp);
  const { error } = await call(page, "panic");
  assert.equal(error.name, "IpcError");
  assert.equal(error.code, "internal");
  await logged("this is what the test wants");
  assert.deepEqual(await call(page, "greet", "Ada"), {
    value: "Hello, Ada!",
  });
});

test("an argument of the wrong type is reported with its path", async (t) => {
  const { page } = await launch(t, testApp);
  for (const args of [[1], [], [null], [{}]]) {
    const { error } = await call(page, "greet", ...args);
    assert.equal(error.code, "invalid-argument", JSON.stringify(args));
    assert.match(error.message, /greet/);
  }
  assert.match((await call(page, "greet", 1)).error.message, /name/);
  assert.match((await call(page, "step", 2 ** 40)).error.message, /from/);
  assert.deepEqual(await call(page, "step", 1, null), { value: 2 });
  assert.deepEqual(await call(page, "step", 1), { value: 2 });
});

test("Rust calls the main process, and gets its errors", async (t) => {
  const { app, page } = await launch(t, testApp);
  assert.deepEqual(await call(page, "askMain", "why?"), {
    value: 'the answer to "why?" is 42',
  });
  const { error } = await call(page, "askMain", "");
  assert.equal(error.name, "Lost");
  assert.match(error.data.why, /there is no question/);
  assert.deepEqual(await app.evaluate(() => global.received), ["why?", ""]);
});

test("an addon that does not load is reported with its path", async (t) => {
  const missing = await thrown(t, {
    "main.js": connects(
      `await connect({ addon: path.join(__dirname, "no.node"), host });`,
    ),
  });
  assert.match(missing, /no\.node/);

  const text = await thrown(t, {
    "main.js": connects(
      `await connect({ addon: path.join(__dirname, "text.node"), host });`,
    ),
    "text.node": "this is no library",
  });
  assert.match(text, /text\.node/);

  const other = await thrown(t, {
    "main.js": connects(`await connect({ addon: {}, host });`),
  });
  assert.match(other, /addon/);
});

test("stale tables are reported with the command to run", async (t) => {
  const message = await thrown(t, {
    "main.js": connects(
      `global.connection = await connect({ addon: path.join(__dirname, "ipc-test-addon.node"), host });`,
    ),
    "ipc/tables.cjs": (text) =>
      stale(text, /name: "PageApi",\s*fingerprint: "\w+"/),
  });
  assert.match(message, /PageApi/);
  assert.match(message, /ipc-codegen generate/);
});

test("each call of a stale preload is rejected with the command to run", async (t) => {
  const folder = await variant(t, {
    "ipc/preload.js": (text) => stale(text, /schema: "\w+"/),
  });
  const { app, page, log } = await launch(t, folder);
  const logged = () => log().split("ipc-codegen generate").length - 1;
  const before = logged();
  await page.reload();
  for (const name of ["Ada", "Bob"]) {
    const { error } = await call(page, "greet", name);
    assert.equal(error?.code, "schema-mismatch");
    assert.match(error.message, /ipc-codegen generate/);
  }
  assert.deepEqual(await probe(app, "calls"), []);
  assert.equal(logged() - before, 1, "main logs it once for each page");
});

test("a call before connect() fails with a hint", async (t) => {
  const { app, page } = await launch(
    t,
    await variant(t, { "main.js": connects("") }),
  );
  const { error } = await call(page, "greet", "Ada");
  assert.equal(error.code, "not-found");
  assert.match(error.message, /connect\(/);
  assert.equal(await app.evaluate(() => global.thrown), undefined);
});

test("a page that was loaded before connect() is served after a reload", async (t) => {
  const folder = await variant(t, {
    "main.js": connects(`global.connectNow = async () => {
      global.connection = await connect({ addon: path.join(__dirname, "ipc-test-addon.node"), host });
      global.connection.attach(global.window);
    };`),
  });
  const { app, page } = await launch(t, folder);
  assert.equal((await call(page, "greet", "Ada")).error.code, "not-found");
  await app.evaluate(() => global.connectNow());
  const { error } = await call(page, "greet", "Ada");
  assert.equal(error.code, "not-found");
  assert.match(error.message, /load it again/);
  await page.reload();
  assert.deepEqual(await call(page, "greet", "Ada"), { value: "Hello, Ada!" });
});

/** `text` with another value of `hash`, as if generated from other traits. */
function stale(text, hash) {
  const changed = text.replace(hash, (found) =>
    found.replace(/[0-9a-f]{16}/, "0123456789abcdef"),
  );
  assert.ok(changed !== text, "the hash is missing");
  return changed;
}
