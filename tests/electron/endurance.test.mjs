// Streams of a million items, uploads of a gibibyte and reloads in the middle of everything: memory stays
// flat, and nothing is left over. `IPC_LONG=1` makes them as long as that; without it they are short.

import assert from "node:assert/strict";
import test from "node:test";
import { DOORS, launchDoors, noneOpen } from "./harness.mjs";

const isLong = process.env.IPC_LONG !== undefined;
const ITEMS = isLong ? 1_000_000 : 100_000;
const UPLOAD_MIB = isLong ? 1_024 : 128;
const RELOADS = isLong ? 100 : 20;

/** How much the memory of a process may grow, in KiB. It does not depend on the length of the test. */
const GROWTH_KIB = 96 * 1024;

const launchFlow = (t) => launchDoors(t, "flowApi", "flow");

/** The memory of the main process and of the page, in KiB. */
const memory = (app) =>
  app.evaluate(({ app }) => {
    const page = global.window.webContents.getOSProcessId();
    const of = (pid) =>
      app.getAppMetrics().find((metric) => metric.pid === pid).memory
        .workingSetSize;
    return { main: of(process.pid), page: of(page) };
  });

/** Runs `work` in the page, and asserts that no process grows for long. The first part is a warm-up. */
async function staysFlat(app, work) {
  await work(0.1);
  const before = await memory(app);
  let peak = before;
  let samples = 0;
  let isDone = false;
  const watch = (async () => {
    while (!isDone) {
      // Playwright loses an answer if main collects garbage meanwhile.
      const sample = await memory(app).catch(() => null);
      if (sample !== null) {
        samples += 1;
        peak = {
          main: Math.max(peak.main, sample.main),
          page: Math.max(peak.page, sample.page),
        };
      }
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  })();
  await work(1);
  isDone = true;
  await watch;
  assert.ok(samples >= 3, `memory was measured ${samples} times`);
  for (const process of ["main", "page"]) {
    const growth = peak[process] - before[process];
    assert.ok(growth < GROWTH_KIB, `${process} grows by ${growth} KiB`);
  }
}

for (const door of DOORS) {
  test(`a slow reader of ${ITEMS} items keeps memory flat (${door})`, async (t) => {
    const { app, page } = await launchFlow(t);
    await staysFlat(app, async (part) => {
      const sum = await page.evaluate(
        async ([door, items]) => {
          const stream = doors[door].count(items);
          let sum = 0;
          for (let index = 0; ; index++) {
            const { done, value } = await stream.next();
            if (done) {
              return sum;
            }
            sum += value;
            if (index % 1_000 === 0) {
              await new Promise((resolve) => setTimeout(resolve, 5));
            }
          }
        },
        [door, ITEMS * part],
      );
      const count = ITEMS * part;
      assert.equal(sum, (count * (count - 1)) / 2);
    });
    await noneOpen(app);
  });

  test(`an upload of ${UPLOAD_MIB} MiB keeps memory flat (${door})`, async (t) => {
    const { app, page } = await launchFlow(t);
    await staysFlat(app, async (part) => {
      const chunks = Math.ceil(UPLOAD_MIB * part) * 4;
      const uploaded = await page.evaluate(
        async ([door, chunks]) => {
          const chunk = new Uint8Array(256 * 1024);
          let left = chunks;
          const source = {
            next: async () =>
              left-- > 0
                ? { done: false, value: chunk }
                : { done: true, value: undefined },
          };
          const { bytes } = await doors[door].upload("big", source, 0);
          return Number(bytes);
        },
        [door, chunks],
      );
      assert.equal(uploaded, chunks * 256 * 1024);
    });
  });
}

test(`${RELOADS} reloads in the middle of calls, streams and requests leave nothing over`, async (t) => {
  const { app, page, log } = await launchFlow(t);
  const listeners = () =>
    app.evaluate(({ ipcMain }) => [
      global.window.webContents
        .eventNames()
        .reduce(
          (sum, name) => sum + global.window.webContents.listenerCount(name),
          0,
        ),
      ipcMain
        .eventNames()
        .reduce((sum, name) => sum + ipcMain.listenerCount(name), 0),
    ]);
  const before = await listeners();
  for (let round = 0; round < RELOADS; round++) {
    await page.evaluate(async () => {
      window.stray = [];
      for (const api of Object.values(doors)) {
        const streams = Array.from({ length: 5 }, () => api.forever(10));
        await Promise.all(streams.map((stream) => stream.next()));
        streams.forEach((stream) => void stream.next());
        const endless = {
          next: async () => ({ done: false, value: 1n }),
        };
        void api.sum(endless).catch(() => {});
        void api
          .upload(
            "slow",
            { next: async () => ({ value: new Uint8Array(9) }) },
            50,
          )
          .catch(() => {});
        api.handleConfirm(() => new Promise(() => {}));
      }
      void window.electronAPI.hold("reload").catch(() => {});
    });
    const answer = app.evaluate(() =>
      global.connection.flowProbe.confirm("main", "Only", 20_000),
    );
    await new Promise((resolve) => setTimeout(resolve, 20));
    await page.reload();
    await page.waitForFunction(() => window.doors);
    assert.match((await answer)[0], /^(cancelled|not-found): /);
  }
  await noneOpen(app);
  assert.deepEqual(await listeners(), before);
  const found = await page.evaluate(async () => {
    const items = [];
    for (const api of Object.values(doors)) {
      const stream = api.count(2);
      items.push((await stream.next()).value, (await stream.next()).value);
    }
    return items;
  });
  assert.deepEqual(found, [0, 1, 0, 1]);
  assert.doesNotMatch(log(), /uncaught|unhandled/i);
});
