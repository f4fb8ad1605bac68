// Traits, methods and arguments with names that have a meaning in generated code: the code runs.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import test from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { sources } from "../typescript/names.mjs";
import { launch } from "./harness.mjs";

const root = join(dirname(fileURLToPath(import.meta.url)), "../..");

const run = promisify(execFile);

/** A hand-written main side that echoes the messages on all channels. */
const main = `
  const { app, BrowserWindow, ipcMain } = require("electron");
  const path = require("path");
  const { connect } = require("./ipc/connect.cjs");
  const { tables } = require("./ipc/tables.cjs");
  global.connect = typeof connect;
  global.sent = [];
  for (const { peer, methods } of tables.apis) {
    for (const { kind, channel } of peer === "page" ? methods : []) {
      if (kind === "send") {
        ipcMain.on(channel, (event, value) => global.sent.push([channel, value]));
      } else if (kind === "invoke") {
        ipcMain.handle(channel, (event, value) => [channel, value]);
      }
    }
  }
  app.whenReady().then(() => {
    const window = new BrowserWindow({
      webPreferences: { preload: path.join(__dirname, "ipc/preload.js") },
    });
    window.loadFile("index.html");
  });`;

const page = `
  import * as client from "./ipc/client.js";
  import { tables } from "./ipc/tables.js";

  window.result = (async () => {
    const apis = tables.apis.filter(({ peer }) => peer === "page");
    const wrong = [];
    for (const [at, { name, key, methods }] of apis.entries()) {
      const plain = window.names[key.split(".")[1]];
      const functions = methods.map((method) => method.name);
      if (Object.keys(plain).join() !== functions.join()) {
        wrong.push(name + " has " + Object.keys(plain));
      }
      const [send, invoke, listen] = functions;
      plain[send](at);
      const [channel, value] = await plain[invoke](at);
      if (value !== at || channel !== methods[1].channel) {
        wrong.push(name + " called " + channel + " with " + value);
      }
      plain[listen](() => {})();
    }
    const exported = Object.values(client).filter(
      (value) => typeof value === "object" && Object.keys(value).length === 3,
    );
    return { wrong, apis: apis.length, exported: exported.length };
  })();`;

test("keywords, globals, names of the runtime and random names work", async (t) => {
  const folder = await mkdtemp(join(tmpdir(), "ipc-names-"));
  t.after(() => rm(folder, { recursive: true, force: true }));
  const [, source] = (await sources(join(root, "ipc-codegen/runtime"))).find(
    ([name]) => name === "pages1",
  );
  await writeFile(join(folder, "names.rs"), source);
  await run(
    "cargo",
    [
      ...["run", "--quiet", "--package=ipc-codegen", "--", "generate"],
      ...[join(folder, "names.rs"), "--emit=js", "--out"],
      join(folder, "ipc"),
    ],
    { cwd: root },
  );
  await writeFile(
    join(folder, "package.json"),
    `{ "name": "names", "main": "main.js" }`,
  );
  await writeFile(join(folder, "main.js"), main);
  await writeFile(join(folder, "page.js"), page);
  await writeFile(
    join(folder, "index.html"),
    `<!doctype html><title>Names</title><script type="module" src="./page.js"></script>`,
  );
  const { app, page: window } = await launch(t, folder);
  await window.waitForFunction(() => window.result !== undefined);
  const { wrong, apis, exported } = await window.evaluate(() => window.result);
  assert.deepEqual(wrong, []);
  assert.ok(apis > 1_000, `${apis} traits`);
  assert.equal(exported, apis);
  const sent = await app.evaluate(() => [global.connect, global.sent.length]);
  assert.deepEqual(sent, ["function", apis]);
});
