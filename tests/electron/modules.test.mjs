// `connect.cjs` in CommonJS apps and in ES module apps.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import test from "node:test";
import { call, launch, since, testApp, variant } from "./harness.mjs";

const module = `{ "name": "ipc-test-addon", "private": true, "type": "module", "main": "MAIN" }`;

test("a CommonJS app requires connect.cjs", async (t) => {
  const { page } = await launch(t, testApp);
  assert.deepEqual(await call(page, "greet", "CommonJS"), {
    value: "Hello, CommonJS!",
  });
});

test('a "type": "module" app requires connect.cjs', async (t) => {
  const folder = await variant(t, {
    "package.json": module.replace("MAIN", "main.cjs"),
    "main.cjs": await readFile(join(testApp, "main.js"), "utf8"),
  });
  const { page } = await launch(t, folder);
  assert.deepEqual(await call(page, "greet", "module"), {
    value: "Hello, module!",
  });
});

test('a "type": "module" app without sandbox loads preload.cjs, and logs that preload.js does not load', async (t) => {
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
  // The test may have missed the first output.
  await wrong.page.reload();
  await wrong.logged("preload.js did not load");
});

test(
  'a "type": "module" app imports connect.cjs',
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
