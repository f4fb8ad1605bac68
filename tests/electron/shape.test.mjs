// The shape of APIs in JavaScript: shared and nested keys, chosen names, channels for both directions,
// and the limits of methods.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import test from "node:test";
import { launch, opened, probe, testApp, until } from "./harness.mjs";

/** The shape of `window.ipc`: the kind of each member. */
const shape = () => {
  const kinds = (value) =>
    typeof value === "object"
      ? Object.fromEntries(
          Object.entries(value).map(([key, inner]) => [key, kinds(inner)]),
        )
      : typeof value;
  return kinds(window.ipc);
};

/** Opens a window whose pages get these keys. */
const exposing = (app, keys) =>
  opened(
    app,
    (_, keys) => {
      const window = global.openWindow({
        additionalArguments: [`--ipc-expose=${keys}`],
      });
      global.connection.attach(window);
      return window.loadFile("index.html");
    },
    keys,
  );

test("traits share an object on window, and nest in it", async (t) => {
  const { app, page } = await launch(t, testApp);
  const panel = {
    VERSION: "string",
    MAX_SECONDS: "bigint",
    STEP: "number",
    LEVELS: {
      0: { 0: "string", 1: "number" },
      1: { 0: "string", 1: "number" },
    },
    state: "function",
    stateChanged: "function",
    short: "function",
    never: "function",
    double: "function",
    zoom: { factor: "function" },
  };
  const status = { status: "function" };
  assert.deepEqual(await page.evaluate(shape), { panel, status });

  const results = await page.evaluate(async () => [
    await window.ipc.panel.double(4),
    window.ipc.panel.zoom.factor(),
    await window.ipc.status.status(),
  ]);
  assert.deepEqual(results, [8, 1.5, "ready"]);
  const fast = await page.evaluate(async () => {
    const { panelTools, statusApi } = await import("./ipc/client.js");
    return [await panelTools.double(5), await statusApi.status()];
  });
  assert.deepEqual(fast, [10, "ready"]);

  for (const [keys, expected] of [
    ["ipc", { panel, status }],
    ["ipc.panel", { panel }],
    ["ipc.status,ipc.panel.zoom", { panel: { zoom: panel.zoom }, status }],
    ["electronAPI,ipc.other", "undefined"],
  ]) {
    const other = await exposing(app, keys);
    assert.deepEqual(await other.evaluate(shape), expected, keys);
  }
});

test("a page has constants without a call, on both doors", async (t) => {
  const { page } = await launch(t, testApp);
  const constants = await page.evaluate(async () => {
    const { panelApi } = await import("./ipc/client.js");
    return [window.ipc.panel, panelApi].map(
      ({ VERSION, MAX_SECONDS, STEP, LEVELS }) => [
        VERSION,
        String(MAX_SECONDS),
        STEP,
        LEVELS,
      ],
    );
  });
  const [{ version }] = JSON.parse(
    execFileSync("cargo", ["metadata", "--no-deps", "--format-version=1"], {
      cwd: testApp,
    }),
  ).packages.filter(({ name }) => name === "ipc-test-addon");
  const levels = [
    ["small", 0.5],
    ["large", 2],
  ];
  const expected = [version, String(2n ** 64n - 1n), -0.25, levels];
  assert.deepEqual(constants, [expected, expected]);
});

test("permissions are those of each trait on a shared object", async (t) => {
  const { app } = await launch(t, testApp);
  const page = await opened(app, () => {
    const window = global.openWindow();
    global.connection.attach(window, { apis: ["PanelTools"] });
    return window.loadFile("index.html");
  });
  const results = await page.evaluate(async () => [
    await window.ipc.panel.double(4),
    await window.ipc.panel.short("text").catch(({ code }) => code),
  ]);
  assert.deepEqual(results, [8, "denied"]);
});

test("one channel carries calls in both directions, on both doors", async (t) => {
  const { page } = await launch(t, testApp);
  const texts = await page.evaluate(async () => {
    const { panelApi } = await import("./ipc/client.js");
    const heard = [];
    for (const [door, name] of [
      [window.ipc.panel, "plain"],
      [panelApi, "fast"],
    ]) {
      await new Promise((resolve) => {
        const unsubscribe = door.stateChanged((text) => {
          heard.push(text);
          unsubscribe();
          resolve();
        });
        door.state(name);
      });
    }
    return heard;
  });
  assert.deepEqual(texts, ["plain", "fast"]);
});

test("a method's limits end its calls, on both doors", async (t) => {
  const { app, page } = await launch(t, testApp);
  const results = await page.evaluate(async () => {
    const { panelApi } = await import("./ipc/client.js");
    const outcomes = [];
    for (const door of [window.ipc.panel, panelApi]) {
      const code = (call) => call.catch((error) => error.code);
      outcomes.push(
        await door.short("a".repeat(1020)),
        await code(door.short("a".repeat(1021))),
        await code(door.never()),
      );
    }
    return outcomes;
  });
  const each = [1020, "too-large", "timeout"];
  assert.deepEqual(results, [...each, ...each]);
  const calls = [];
  await until(async () => {
    calls.push(...(await probe(app, "calls")));
    return calls.length === 2;
  }, "the handlers were not cancelled");
  assert.deepEqual(calls, ["never is cancelled", "never is cancelled"]);
});
