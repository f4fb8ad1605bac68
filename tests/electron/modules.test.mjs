// connect.cjs loads in apps of both kinds of modules.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import test from "node:test";
import { call, launch, since, testApp, variant } from "./harness.mjs";

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

test('a "type": "module" app without sandbox loads preload.cjs, and is told why not preload.js', async (t) => {
  const main = await readFile(join(testApp, "main.js"), "utf8");
  const files = (preload) => ({
    "package.json": module.replace("MAIN", "main.cjs"),
    "main.cjs": main
      .replace("sandbox: true", "sandbox: false")
      .replace("ipc/preload.js", preload),
  });
  const right = await launch(t, await variant(t, files("ipc/preload.cjs")));
  assert.deepEqual(await call(right.page, "greet", "cjs"), {
    value: "Hello, cjs!",
  });
  const wrong = await launch(t, await variant(t, files("ipc/preload.js")));
  // What main printed before the test could listen it prints again.
  await wrong.page.reload();
  await wrong.logged("preload.js did not load");
});

test(
  'in a "type": "module" app that imports it',
  { skip: since(28) },
  async (t) => {
    const folder = await variant(t, {
      "package.json": module.replace("MAIN", "main.js"),
      "main.js": (main) =>
        `import { createRequire } from "node:module";
       import { dirname } from "node:path";
       import { fileURLToPath } from "node:url";
       import { connect } from "./ipc/connect.cjs";
       const __dirname = dirname(fileURLToPath(import.meta.url));
       const require = createRequire(import.meta.url);
       ${main.replace(/const \{ connect \} = .*/, "")}`,
    });
    const { page } = await launch(t, folder);
    assert.deepEqual(await call(page, "greet", "import"), {
      value: "Hello, import!",
    });
  },
);
