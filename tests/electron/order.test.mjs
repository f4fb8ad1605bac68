// The order of calls, events and answers on the plain door.

import assert from "node:assert/strict";
import test from "node:test";
import { launch, testApp } from "./harness.mjs";

/** Makes 2,000 calls, `together` at a time. Counts the replies that arrive before an event of their call. */
function overtaken(page, method, together) {
  return page.evaluate(
    async ([method, together]) => {
      const calls = 2000;
      const ticks = 3;
      const seen = new Map();
      let disordered = 0;
      const unsubscribe = window.electronAPI.onTick((call, number) => {
        disordered += Number((seen.get(call) ?? 0) !== number);
        seen.set(call, number + 1);
      });
      let overtaken = 0;
      for (let first = 0; first < calls; first += together) {
        await Promise.all(
          Array.from({ length: together }, async (_, index) => {
            const call = first + index;
            await window.electronAPI[method](call, ticks);
            overtaken += Number(seen.get(call) !== ticks);
          }),
        );
      }
      unsubscribe();
      return { answered: seen.size, overtaken, disordered };
    },
    [method, together],
  );
}

const none = { answered: 2000, overtaken: 0, disordered: 0 };

for (const method of ["burst", "burstLater"]) {
  test(`no reply of 2,000 calls of ${method} overtakes its events`, async (t) => {
    const { page } = await launch(t, testApp);
    assert.deepEqual(await overtaken(page, method, 2000), none);
    assert.deepEqual(await overtaken(page, method, 10), none);
  });
}

test("calls arrive in the order in which they are made", async (t) => {
  const { app, page } = await launch(t, testApp);
  const calls = await page
    .evaluate(async () => {
      const answers = [];
      for (let index = 0; index < 500; index += 1) {
        window.electronAPI.note(String(index));
        answers.push(window.electronAPI.greet(String(index)));
      }
      await Promise.all(answers);
    })
    .then(() => app.evaluate(() => global.connection.probe.calls()));
  const made = Array.from({ length: 500 }, (_, index) => [
    `note ${index}`,
    `greet ${index}`,
  ]).flat();
  assert.deepEqual(calls, made);
});
