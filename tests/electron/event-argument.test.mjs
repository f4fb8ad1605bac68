// The event that listeners get under `event_argument`: nothing of Electron is in its reach.
// `tutorial.test.mjs` has a listener that replies through it.

import assert from "node:assert/strict";
import test from "node:test";
import { launch, probe, testApp, until, variant } from "./harness.mjs";

/** Changes the counter of the page, once its subscription has arrived. */
const count = (app, value) =>
  until(
    async () =>
      (await app.evaluate(
        (_, value) => global.connection.counterProbe.count(value),
        value,
      )) === 1,
    "nobody listens",
  );

/** Both doors, by the name of the global of the page. */
for (const door of ["electronAPI", "fast"]) {
  test(`an event of ${door} sends on the channels of its own API, and gives nothing else`, async (t) => {
    const folder = await variant(t, {
      "index.html": (html) =>
        `${html}<script type="module" src="./fast.js"></script>`,
      "fast.js": `
        import { counterApi } from "./ipc/client.js";
        window.fast = counterApi;`,
    });
    const { app, page } = await launch(t, folder);
    await page.waitForFunction(() => window.fast);
    await page.evaluate((door) => {
      window[door].onUpdateCounter((event, value) => {
        window.found = attempt(event, value);
      });

      function attempt(event, value) {
        const { sender } = event;
        const refused = [
          "note",
          "set-title",
          "greet",
          "update-counter",
          "ipc:hello",
          "ipc:listen",
          "constructor",
          "__proto__",
          0,
          null,
          undefined,
          ["counter-value"],
          { toString: () => "counter-value", valueOf: () => "counter-value" },
        ].map((channel) => {
          try {
            sender.send(channel, "hostile");
            return "sent";
          } catch (error) {
            return error.message.replace(/.*?event\./, "event.");
          }
        });
        // Prototypes of the page, changed after the preload had run, must not reach the preload.
        if (door === "electronAPI") {
          Array.prototype.includes = () => true;
          Object.prototype.toString = () => "counter-value";
          String.prototype.valueOf = () => "counter-value";
          try {
            sender.send("note", "patched");
            refused.push("sent");
          } catch (error) {
            refused.push(error.message);
          }
        }
        // The constructors are the page's own, so that none leads into the preload.
        const own =
          [event, sender].every(
            (object) =>
              object.constructor === Object &&
              Object.getPrototypeOf(object) === Object.prototype,
          ) &&
          sender.send.constructor === Function &&
          Object.getPrototypeOf(sender.send) === Function.prototype;
        const before = sender.send;
        try {
          sender.send = () => undefined;
        } catch {}
        const found = {
          refused,
          own,
          electron: [
            "ipcRenderer",
            "require",
            "process",
            "webContents",
            "senderId",
            "reply",
            "ports",
          ].filter(
            (name) => name in event || name in sender || name in sender.send,
          ),
          keys: [Object.keys(event), Object.keys(sender)],
        };
        before("counter-value", value);
        return found;
      }
    }, door);
    await count(app, 7);
    await page.waitForFunction(() => window.found);
    const { refused, ...found } = await page.evaluate(() => window.found);
    for (const message of refused) {
      assert.match(
        message,
        /event\.sender cannot send on ".*": the channels of its API are "counter-value"/,
      );
    }
    assert.equal(refused.length, door === "fast" ? 13 : 14);
    assert.deepEqual(found, {
      own: true,
      electron: [],
      keys: [["sender"], ["send"]],
    });
    const calls = [];
    await until(async () => {
      calls.push(...(await probe(app, "calls")));
      return calls.length > 0;
    }, "Rust did not get the value");
    assert.deepEqual(calls, ["counter-value 7"]);
  });
}

test("wrong arguments are dropped and logged, and the next ones arrive", async (t) => {
  const { app, page, logged } = await launch(t, testApp);
  await page.evaluate(() => {
    window.electronAPI.onUpdateCounter(({ sender }) => {
      sender.send("counter-value", "text");
      sender.send("counter-value", 1, 2);
      sender.send("counter-value", 3);
    });
  });
  await count(app, 1);
  await logged('"counter-value" takes 1 arguments, not 2');
  await until(
    async () => (await probe(app, "calls")).includes("counter-value 3"),
    "Rust did not get the value",
  );
});
