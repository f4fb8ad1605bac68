// connect.cjs loads in apps of both kinds of modules.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import test from "node:test";
import { promisify } from "node:util";
import { call, launch, testApp, variant } from "./harness.mjs";

const module = `{ "name": "ipc-test-addon", "private": true, "type": "module", "main": "MAIN" }`;

test("in a CommonJS app", async (t) => {
  const { page } = await launch(t, testApp);
  assert.deepEqual(await call(page, "greet", "CommonJS"), {
    value: "Hello, CommonJS!",
  });
});

test('in a "type": "module" app that requires it', async (t) => {
  const folder = await variant(t, {
    "package.json": module.replace("MAIN", "main.cjs"),
    "main.cjs": await readFile(join(testApp, "main.js"), "utf8"),
  });
  const { page } = await launch(t, folder);
  assert.deepEqual(await call(page, "greet", "module"), {
    value: "Hello, module!",
  });
});

test('in a "type": "module" app that imports it', async (t) => {
  // Electron loads a main file that is an ES module from version 28 on; Node's loader is the same.
  const folder = await variant(t, {
    "package.json": module.replace("MAIN", "main.js"),
    "main.js": `
      import { connect } from "./ipc/connect.cjs";
      console.log(typeof connect);`,
    "node_modules/electron/package.json": `{ "name": "electron", "main": "index.js" }`,
    "node_modules/electron/index.js": "module.exports = {};",
  });
  const { stdout } = await promisify(execFile)(process.execPath, [
    join(folder, "main.js"),
  ]);
  assert.equal(stdout, "function\n");
});
