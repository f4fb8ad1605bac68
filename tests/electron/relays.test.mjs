// Messages from page to page through Rust, on both doors.

import assert from "node:assert/strict";
import test from "node:test";
import {
  DOORS,
  doorsPage,
  launch,
  launchDoors,
  openOther,
  opened,
  until,
  variant,
} from "./harness.mjs";

/** What the page of these tests has. */
const script = `
  window.got = [];
  window.listen = (door) =>
    window.doors[door].onMessage((text, number, signature) => {
      window.got.push({ text, number, signature });
    });`;

const chatPage = ["chatApi", "chat", script];

const launchChat = (t) => launchDoors(t, ...chatPage);

/** Listens in a page, and waits until Rust knows. */
async function listen(page, door) {
  await page.evaluate((door) => {
    window.off = window.listen(door);
  }, door);
  // Main has the subscription before the next message of the page.
  await page.evaluate(() => window.electronAPI.greet("main"));
}

const say = (page, door, ...args) =>
  page.evaluate(
    ([door, args]) => window.doors[door].message(...args),
    [door, args],
  );

const got = (page) => page.evaluate(() => window.got);

/** Waits until a page has this many messages. */
const gets = (page, count) =>
  until(async () => (await got(page)).length === count, "messages are missing");

for (const door of DOORS) {
  test(`a message reaches every other page that listens (${door})`, async (t) => {
    const { app, page } = await launchChat(t);
    const second = await openOther(app, { label: "other" });
    const third = await openOther(app, {});
    const denied = await openOther(app, { apis: ["PageApi"] });
    for (const [index, listener] of [page, second, third].entries()) {
      await listen(listener, DOORS[index % 2]);
    }
    await denied.evaluate(() => void window.listen("plain"));
    const expected = {
      text: "hi",
      number: 2n ** 60n,
      signature: { sentBy: "ada", lines: [] },
    };
    await page.evaluate((door) => {
      const signature = { author: "ada", more: "unknown" };
      window.doors[door].message("hi", 2n ** 60n, signature);
    }, door);
    for (const receiver of [second, third]) {
      await gets(receiver, 1);
      assert.deepEqual(await got(receiver), [expected]);
    }
    assert.deepEqual(await got(page), [], "the sender does not get it");
    assert.deepEqual(await got(denied), [], "nor a page without the API");
    await second.evaluate(() => window.off());
    await say(third, door, "bye", 1);
    await gets(page, 1);
    assert.deepEqual(await got(page), [
      { text: "bye", number: 1n, signature: null },
    ]);
    assert.equal((await got(second)).length, 1, "it has unsubscribed");
  });

  test(`a label selects the pages, and a refused message is logged (${door})`, async (t) => {
    const { app, page, logged } = await launchChat(t);
    const second = await openOther(app, { label: "other" });
    const third = await openOther(app, { label: "third" });
    for (const receiver of [second, third]) {
      await receiver.evaluate(() => {
        window.files = [];
        window.chat.onSendFile((bytes) => window.files.push([...bytes]));
      });
      await listen(receiver, "plain");
    }
    await page.evaluate((door) => {
      window.doors[door].sendFile(Uint8Array.of(1, 2, 255));
      window.doors[door].sendFile(new Uint8Array(65 << 10));
    }, door);
    await logged("the limit `max_bytes` of the method");
    await say(page, door, 1, "two");
    await logged("invalid call of `chat:message`: args.text");
    await say(page, door, "last", 3);
    await gets(second, 1);
    await gets(third, 1);
    assert.deepEqual(await second.evaluate(() => window.files), [[1, 2, 255]]);
    assert.deepEqual(await third.evaluate(() => window.files), []);
    assert.equal((await got(second))[0].text, "last");
    const denied = await openOther(app, { apis: ["PageApi"] });
    await say(denied, door, "denied", 1);
    await logged(
      door === "fast"
        ? "this page may not call channel `chat:message`"
        : "its window was attached without ChatApi",
    );
    assert.equal((await got(second)).length, 1);
  });

  test(`10,000 messages keep their order, also for a page that is loaded again (${door})`, async (t) => {
    const COUNT = 10_000;
    const { app, page } = await launchChat(t);
    const second = await openOther(app, {});
    const third = await openOther(app, {});
    await listen(second, "plain");
    await listen(third, "fast");
    const send = () =>
      page.evaluate(
        ([door, count]) => {
          for (let number = 0; number < count; number++) {
            window.doors[door].message("", number);
          }
        },
        [door, COUNT],
      );
    await send();
    for (const receiver of [second, third]) {
      await receiver.waitForFunction(
        (count) => window.got.length === count,
        COUNT,
      );
      const isOrdered = await receiver.evaluate(() =>
        window.got.every(({ number }, index) => number === BigInt(index)),
      );
      assert.ok(isOrdered);
    }
    await second.reload();
    await second.waitForFunction(() => window.doors);
    await say(page, door, "unheard", 1);
    await listen(second, door);
    await say(page, door, "heard", 2);
    await gets(second, 1);
    assert.equal((await got(second))[0].text, "heard");
    await page.reload();
    await page.waitForFunction(() => window.doors);
    await say(page, door, "again", 3);
    await gets(second, 2);
    assert.equal((await got(second))[1].text, "again");
  });
}

test("a hand-written preload sends and gets messages as plain events", async (t) => {
  const byHand = `
    const { contextBridge, ipcRenderer } = require("electron");
    contextBridge.exposeInMainWorld("byHand", {
      greet: (name) => ipcRenderer.invoke("greet", name),
      say: (...args) => ipcRenderer.send("chat:message", ...args),
      onMessage: (listener) => {
        ipcRenderer.on("chat:message", (event, ...args) => listener(args));
      },
    });`;
  const folder = await variant(t, {
    ...doorsPage(...chatPage),
    "by-hand.js": byHand,
  });
  const { app, page, logged } = await launch(t, folder);
  await page.waitForFunction(() => window.doors);
  await listen(page, "plain");
  const other = await opened(app, async ({ app }) => {
    const window = global.openWindow({
      preload: `${app.getAppPath()}/by-hand.js`,
    });
    global.connection.attach(window);
    await window.loadFile("index.html");
  });
  await other.evaluate(() => {
    window.received = [];
    window.byHand.onMessage((args) => window.received.push(args));
    return window.byHand.greet("main");
  });
  for (const door of DOORS) {
    await say(page, door, door, 1);
  }
  await other.waitForFunction(() => window.received.length === 2);
  assert.deepEqual(await other.evaluate(() => window.received), [
    ["fast", 1n, null],
    ["plain", 1n, null],
  ]);
  await other.evaluate(() => {
    window.byHand.say(1);
    window.byHand.say("by hand", 4);
  });
  await gets(page, 1);
  assert.deepEqual(await got(page), [
    { text: "by hand", number: 4n, signature: null },
  ]);
  await logged("invalid call of `chat:message`");
  assert.equal(await other.evaluate(() => window.received.length), 2);
});
