// The guards of failures, in a page without a bundler.

import assert from "node:assert/strict";
import test from "node:test";
import { launch, testApp, variant } from "./harness.mjs";

const files = {
  "index.html": (html) =>
    `${html}<script type="module" src="./guards.js"></script>`,
  "guards.js": `
    import { pageApi } from "./ipc/client.js";
    import * as errors from "./ipc/errors.js";
    window.doors = { plain: window.electronAPI, fast: pageApi };
    window.errors = errors;`,
};

/** Starts an app whose page has both doors and the guards. */
async function launchGuards(t) {
  const { page } = await launch(t, await variant(t, files, testApp));
  await page.waitForFunction(() => window.errors);
  return page;
}

/** The error of a call, and the guards that accept it. */
function failing(page, door, method, ...args) {
  return page.evaluate(
    async ([door, method, args]) => {
      const error = await window.doors[door][method](...args).catch((it) => it);
      const { IpcError, ...guards } = window.errors;
      const names = Object.keys(guards).filter((name) => guards[name](error));
      const { name, code, message, data } = error;
      return {
        guards: names,
        isError: error instanceof Error,
        isInstance: error instanceof IpcError,
        error: { name, code, message, data },
      };
    },
    [door, method, args],
  );
}

for (const door of ["plain", "fast"]) {
  const isError = door === "fast";

  test(`the guards tell errors and failures apart, on the ${door} door`, async (t) => {
    const page = await launchGuards(t);
    assert.deepEqual(await failing(page, door, "refuse", "so"), {
      guards: ["isRefusal"],
      isError,
      isInstance: false,
      error: {
        name: "Refusal",
        code: "because",
        message: "refused, because so",
        data: { kind: "because", reason: "so" },
      },
    });
    const lost = await failing(page, door, "askMain", "");
    assert.deepEqual(lost.guards, ["isLost"]);
    for (const [method, argument, code] of [
      ["panic", undefined, "internal"],
      ["greet", 1, "invalid-argument"],
    ]) {
      const { guards, isInstance, error } = await failing(
        page,
        door,
        method,
        argument,
      );
      assert.deepEqual(guards, ["isIpcError"]);
      assert.equal(isInstance, isError);
      assert.deepEqual([error.code, error.data], [code, null]);
    }
  });

  test(`an error without a shape crosses as its message, on the ${door} door`, async (t) => {
    const page = await launchGuards(t);
    assert.deepEqual(await failing(page, door, "parse", "x"), {
      guards: ["isError"],
      isError,
      isInstance: false,
      error: {
        name: "Error",
        code: "application",
        message: "invalid digit found in string",
        data: null,
      },
    });
    const value = await page.evaluate(
      (door) => window.doors[door].parse("7"),
      door,
    );
    assert.equal(value, 7);
  });
}

test("the guards accept nothing else", async (t) => {
  const page = await launchGuards(t);
  const accepted = await page.evaluate(() => {
    const { IpcError, ...guards } = window.errors;
    const values = [
      null,
      undefined,
      7,
      "Refusal",
      "IpcError (denied): no",
      {},
      [],
      new Error("Refusal"),
      new TypeError("no"),
      new DOMException("no", "AbortError"),
      Object.assign(new Error("no"), { code: "ENOENT" }),
      { name: "Refusal", code: "because" },
      { name: "Refusal", code: "other", message: "", data: null },
      { name: "Other", code: "because", message: "", data: null },
      { name: "IpcError", code: "because", message: "", data: null },
    ];
    return values.flatMap((value) =>
      Object.keys(guards).filter((name) => guards[name](value)),
    );
  });
  assert.deepEqual(accepted, []);
});
