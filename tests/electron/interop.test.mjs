// The plain door between a generated and a hand-written side.

import assert from "node:assert/strict";
import test from "node:test";
import {
  call,
  example,
  launch,
  opened,
  probe,
  until,
  variant,
} from "./harness.mjs";

test("a hand-written preload gets raw values, thrown errors and plain events from a generated main side", async (t) => {
  const folder = await variant(t, {
    "by-hand.js": `
      const { contextBridge, ipcRenderer } = require("electron");
      contextBridge.exposeInMainWorld("byHand", {
        greet: (name) => ipcRenderer.invoke("greet", name),
        refuse: (reason) => ipcRenderer.invoke("refuse", reason),
        step: (...args) => ipcRenderer.invoke("step", ...args),
        note: (text) => ipcRenderer.send("note", text),
        onNews: (listener) => { ipcRenderer.on("news", (event, ...args) => listener(args)); },
      });`,
  });
  const { app } = await launch(t, folder);
  const page = await opened(app, ({ app }) => {
    const window = global.openWindow({
      preload: app.getAppPath() + "/by-hand.js",
    });
    global.connection.attach(window);
    return window.loadFile("index.html");
  });

  assert.equal(
    await page.evaluate(() => window.byHand.greet("Ada")),
    "Hello, Ada!",
  );
  assert.equal(await page.evaluate(() => window.byHand.step(1)), 2);
  assert.equal(await page.evaluate(() => window.byHand.step(1, 5)), 6);
  const error = await page.evaluate(() =>
    window.byHand.refuse("no").catch((error) => error.message),
  );
  assert.match(
    error,
    /Error invoking remote method 'refuse': Error: refused, because no$/,
  );

  const tooMany = await page.evaluate(() =>
    window.byHand.step(1, 2, 3).catch((error) => error.message),
  );
  assert.match(tooMany, /Error invoking remote method 'step': Error: .*step/);

  await probe(app, "calls");
  await page.evaluate(() => window.byHand.note("by hand"));
  await page.evaluate(() => {
    window.received = [];
    window.byHand.onNews((args) => window.received.push(args));
    return window.byHand.greet("");
  });
  assert.deepEqual(await probe(app, "calls"), ["note by hand", "greet "]);
  await probe(app, "publish", "plain");
  await page.waitForFunction(() => window.received.length > 0);
  assert.deepEqual(await page.evaluate(() => window.received), [["plain"]]);
});

test("the tutorial's preload opens a file through a generated main side", async (t) => {
  const folder = await variant(
    t,
    {
      "ipc/preload.js": `
        const { contextBridge, ipcRenderer } = require("electron");
        contextBridge.exposeInMainWorld("electronAPI", {
          openFile: () => ipcRenderer.invoke("dialog:openFile"),
        });`,
    },
    example("open-file"),
  );
  const { app, page } = await launch(t, folder);
  await app.evaluate(({ dialog }) => {
    dialog.showOpenDialog = async () => ({
      canceled: false,
      filePaths: ["/tmp/by hand.txt"],
    });
  });
  assert.deepEqual(await call(page, "openFile"), {
    value: "/tmp/by hand.txt",
  });
});

test("a generated preload works with a hand-written main side", async (t) => {
  const folder = await variant(t, {
    "main.js": `
      const path = require("path");
      const { app, BrowserWindow, ipcMain } = require("electron");
      ipcMain.handle("greet", async (event, name) => "by hand: " + name);
      ipcMain.handle("refuse", async (event, reason) => { throw new Error(reason); });
      global.notes = [];
      ipcMain.on("note", (event, text) => global.notes.push(text));
      app.whenReady().then(() => {
        global.window = new BrowserWindow({
          webPreferences: { sandbox: true, contextIsolation: true, preload: path.join(__dirname, "ipc/preload.js") },
        });
        global.window.loadFile("index.html");
      });`,
  });
  const { app, page } = await launch(t, folder);
  assert.deepEqual(await call(page, "greet", "Ada"), {
    value: "by hand: Ada",
  });
  const { error } = await call(page, "refuse", "no");
  assert.match(error.thrown ?? error.message, /no$/);

  await page.evaluate(() => {
    window.received = [];
    window.electronAPI.onTick((...args) => window.received.push(args));
    window.electronAPI.note("to hand");
  });
  await until(
    () => app.evaluate(() => global.notes.includes("to hand")),
    "the note did not arrive",
  );
  await app.evaluate(() => global.window.webContents.send("tick", 7, 8));
  await page.waitForFunction(() => window.received.length > 0);
  assert.deepEqual(await page.evaluate(() => window.received), [[7, 8]]);
});
