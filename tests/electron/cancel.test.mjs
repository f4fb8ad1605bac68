// Calls that a page cancels, by a signal or by a timeout, on both doors.

import assert from "node:assert/strict";
import test from "node:test";
import {
  DOORS,
  call,
  launchDoors,
  noneOpen,
  probe,
  until,
} from "./harness.mjs";

/** The page gets the options of a call with a signal, for each door. */
const SCRIPT = `
  window.limited = {
    fast: (signal) => ({ signal }),
    plain: (signal) => ({
      onAbort: (abort) =>
        signal.aborted ? abort() : signal.addEventListener("abort", abort),
    }),
  };
  window.code = (promise) => promise.then(String, (error) => error.code);`;

const PAGE = ["pageApi", "electronAPI", SCRIPT];

for (const door of DOORS) {
  test(`a signal or a timeout cancels a call (${door})`, async (t) => {
    const { app, page } = await launchDoors(t, ...PAGE);
    const codes = await page.evaluate(async (door) => {
      const { code } = window;
      const api = window.doors[door];
      const controller = new AbortController();
      const limited = window.limited[door](controller.signal);
      const aborted = code(api.hold("a", limited));
      const timed = code(api.hold("b", { timeoutMs: 50 }));
      const quick = code(api.greet("c", { timeoutMs: 5000 }));
      const step = code(api.step(1, undefined, limited));
      setTimeout(() => controller.abort(), 100);
      const first = await Promise.all([aborted, timed, quick, step]);
      const late = await code(api.greet("d", limited));
      return [...first, late];
    }, door);
    assert.deepEqual(codes, [
      ...["cancelled", "timeout", "Hello, c!", "2", "cancelled"],
    ]);
    await until(async () => (await probe(app, "held")) === 0, "a call is held");
    const calls = await probe(app, "calls");
    assert.ok(calls.includes("cancelled a") && calls.includes("cancelled b"));
    assert.ok(!calls.includes("greet d"));
  });

  test(`an abort at any time ends each call once (${door})`, async (t) => {
    const { app, page } = await launchDoors(t, ...PAGE);
    const found = await page.evaluate(async (door) => {
      const api = window.doors[door];
      const results = [];
      for (let turn = 0; turn < 100; turn += 1) {
        const controller = new AbortController();
        const limited = window.limited[door](controller.signal);
        const calls = [
          window.code(api.greet(`${turn}`, limited)),
          window.code(api.hold(`${turn}`, limited)),
        ];
        await new Promise((resolve) => setTimeout(resolve, turn % 5));
        controller.abort();
        results.push(await Promise.all(calls));
      }
      return results;
    }, door);
    assert.ok(
      found.every(
        ([greeted, held], turn) =>
          ["cancelled", `Hello, ${turn}!`].includes(greeted) &&
          held === "cancelled",
      ),
      JSON.stringify(found),
    );
    await until(async () => (await probe(app, "held")) === 0, "a call is held");
    assert.deepEqual(await call(page, "greet", "you"), {
      value: "Hello, you!",
    });
  });

  test(`a cancelled call ends its source (${door})`, async (t) => {
    const { app, page } = await launchDoors(t, "flowApi", "flow", SCRIPT);
    const found = await page.evaluate(async (door) => {
      const api = window.doors[door];
      const controller = new AbortController();
      let closed = 0;
      let pulled = 0;
      const source = {
        next: async () => {
          pulled += 1;
          if (pulled === 100) {
            controller.abort();
          }
          return { done: false, value: 1n };
        },
        return: () => (closed += 1),
      };
      const limited = window.limited[door](controller.signal);
      const code = await window.code(api.sum(source, limited));
      await new Promise((resolve) => setTimeout(resolve, 50));
      const before = pulled;
      await new Promise((resolve) => setTimeout(resolve, 100));
      return [code, closed, pulled - before];
    }, door);
    assert.deepEqual(found, ["cancelled", 1, 0]);
    await noneOpen(app);
  });
}

test("on window, a call whose onAbort throws is not sent", async (t) => {
  const { app, page } = await launchDoors(t, ...PAGE);
  const found = await page.evaluate(async () => {
    const failing = () => {
      throw new Error("no signal");
    };
    const failures = [];
    for (const onAbort of [failing, 7, "text"]) {
      const call = window.electronAPI.hold("a", { onAbort });
      failures.push(await call.catch(({ code, message }) => [code, message]));
    }
    const ignored = [null, 0, "text", {}, { signal: AbortSignal.abort() }];
    const answers = ignored.map((it) => window.electronAPI.greet("b", it));
    return [failures, await Promise.all(answers)];
  });
  const [[thrown, ...wrong], answers] = found;
  assert.equal(thrown[0], "invalid-argument");
  assert.match(thrown[1], /^onAbort failed: .*no signal/);
  const text = "onAbort failed: onAbort is not a function";
  assert.deepEqual(wrong, Array(2).fill(["invalid-argument", text]));
  assert.deepEqual(answers, Array(5).fill("Hello, b!"));
  assert.ok(!(await probe(app, "calls")).includes("hold a"));
});
