// Ports from page to page, on both doors.

import assert from "node:assert/strict";
import test from "node:test";
import { DOORS, launchDoors, openOther, until } from "./harness.mjs";

/** What the page of these tests has. */
const script = `
  window.ports = [];
  window.got = [];
  window.ends = 0;
  window.listen = (door) =>
    window.doors[door].onPeer((port) => {
      window.ports.push(port);
      port.onMessage((...args) => window.got.push(args));
      port.onClose(() => window.ends++);
    });`;

const launchChat = (t) => launchDoors(t, "chatApi", "chat", script);

const listen = (page, door) =>
  page.evaluate((door) => {
    window.off = window.listen(door);
  }, door);

/** Joins a page with the page in the window with this label. */
const join = (page, label) =>
  page.evaluate((label) => window.chat.join(label), label);

const post = (page, ...args) =>
  page.evaluate((args) => window.ports.at(-1).post(...args), args);

const got = (page) => page.evaluate(() => window.got);

const has = (page, name, count) =>
  page.waitForFunction(
    ([name, count]) =>
      [].concat(window[name].length ?? window[name])[0] === count,
    [name, count],
  );

for (const [door, otherDoor] of [
  ["fast", "fast"],
  ["fast", "plain"],
  ["plain", "plain"],
]) {
  const doors = `${door} and ${otherDoor}`;

  test(`two pages exchange messages (${doors})`, async (t) => {
    const { page, app } = await launchChat(t);
    const other = await openOther(app, { label: "other" });
    await join(page, "other");
    await listen(page, door);
    assert.equal(await page.evaluate(() => window.ports.length), 0);
    await listen(other, otherDoor);
    await has(page, "ports", 1);
    await has(other, "ports", 1);
    await page.evaluate(() => {
      window.ports[0].post("hi", 2n ** 64n - 1n, { author: "ada" });
      window.ports[0].post("none", 1n);
    });
    await has(other, "got", 2);
    assert.deepEqual(await got(other), [
      ["hi", 2n ** 64n - 1n, { author: "ada" }],
      ["none", 1n],
    ]);
    await post(other, "back", 3n, null);
    await has(page, "got", 1);
    assert.deepEqual(await got(page), [["back", 3n, null]]);
  });

  test(`100,000 messages each way keep their order (${doors})`, async (t) => {
    const COUNT = 100_000;
    const { page, app } = await launchChat(t);
    const other = await openOther(app, { label: "other" });
    await listen(page, door);
    await listen(other, otherDoor);
    await join(page, "other");
    const pages = [page, other];
    for (const each of pages) {
      await has(each, "ports", 1);
    }
    const send = (each) =>
      each.evaluate((count) => {
        for (let number = 0; number < count; number++) {
          window.ports[0].post("", BigInt(number));
        }
      }, COUNT);
    await Promise.all(pages.map(send));
    for (const each of pages) {
      await has(each, "got", COUNT);
      const isOrdered = await each.evaluate(() =>
        window.got.every(([, number], index) => number === BigInt(index)),
      );
      assert.ok(isOrdered);
    }
  });

  test(`what was posted before the end arrives, and both pages learn of the end (${doors})`, async (t) => {
    const { page, app } = await launchChat(t);
    const other = await openOther(app, { label: "other" });
    await listen(page, door);
    await listen(other, otherDoor);
    await join(page, "other");
    await has(page, "ports", 1);
    await has(other, "ports", 1);
    await page.evaluate(() => {
      const [port] = window.ports;
      for (let number = 0; number < 10_000; number++) {
        port.post("", BigInt(number));
      }
      port.close();
      port.close();
      port.post("late", 1n);
      port.onClose(() => window.ends++);
    });
    assert.equal(await page.evaluate(() => window.ends), 2);
    await has(other, "ends", 1);
    assert.equal((await got(other)).length, 10_000);
    await post(other, "nobody is there", 1n);
    await other.evaluate(() => window.ports[0].close());
    assert.equal(await other.evaluate(() => window.ends), 1);
    assert.deepEqual(await got(page), []);
  });
}

for (const door of DOORS) {
  test(`the port of a page that is loaded again, crashes or is detached ends (${door})`, async (t) => {
    const { page, app } = await launchChat(t);
    const other = await openOther(app, { label: "other" });
    await listen(page, door);
    await listen(other, door);
    const inMain = (action) =>
      app.evaluate(({ BrowserWindow }, action) => {
        const window = BrowserWindow.getAllWindows().find(
          (window) => window !== global.window,
        );
        switch (action) {
          case "crash":
            return window.webContents.forcefullyCrashRenderer();
          case "load":
            return window.loadFile("index.html");
          case "detach":
            return global.connection.detach(window);
          default:
            return global.connection.attach(window, { label: "other" });
        }
      }, action);
    const ready = async () => {
      await other.waitForFunction(() => window.doors);
      await listen(other, door);
    };
    await join(page, "other");
    await has(page, "ports", 1);
    await has(other, "ports", 1);
    await post(other, "before", 1n);
    await other.reload();
    await has(page, "ends", 1);
    assert.equal((await got(page)).length, 1);

    await ready();
    await join(page, "other");
    await has(other, "ports", 1);
    await post(other, "again", 1n);
    await has(page, "got", 2);
    await inMain("detach");
    await has(page, "ends", 2);
    await has(other, "ends", 1);

    await inMain("attach");
    await inMain("load");
    await ready();
    await join(page, "other");
    await has(page, "ports", 3);
    await inMain("crash");
    await has(page, "ends", 3);
  });

  test(`a page that is detached loses its port, however much both pages send (${door})`, async (t) => {
    const { page, app } = await launchChat(t);
    const other = await openOther(app, { label: "other" });
    await listen(page, door);
    await listen(other, door);
    await join(page, "other");
    await has(page, "ports", 1);
    await has(other, "ports", 1);
    for (const each of [page, other]) {
      await each.evaluate(() => {
        setInterval(() => window.ports[0].post("", 0n), 16);
      });
    }
    await page.waitForFunction(() => window.got.length > 10);
    await app.evaluate(({ BrowserWindow }) => {
      const windows = BrowserWindow.getAllWindows();
      const other = windows.find((window) => window !== global.window);
      global.connection.detach(other);
    });
    await has(other, "ends", 1);
    await has(page, "ends", 1);
    const before = (await got(page)).length;
    await new Promise((resolve) => setTimeout(resolve, 200));
    assert.equal((await got(page)).length, before);
  });

  test(`a page that is gone before it listens is forgotten (${door})`, async (t) => {
    const { page, app } = await launchChat(t);
    const other = await openOther(app, { label: "other" });
    await listen(page, door);
    await join(page, "other");
    await other.reload();
    await other.waitForFunction(() => window.doors);
    await listen(other, door);
    await join(page, "other");
    await has(other, "ports", 1);
    assert.equal(await page.evaluate(() => window.ports.length), 1);
  });

  test(`a value that cannot be sent is an error with its path (${door})`, async (t) => {
    const { page, app } = await launchChat(t);
    const other = await openOther(app, { label: "other" });
    await listen(page, door);
    await listen(other, door);
    await join(page, "other");
    await has(page, "ports", 1);
    const message = await page.evaluate(() => {
      try {
        window.ports[0].post("", 1n, { author: () => 1 });
        return null;
      } catch (error) {
        return error.message;
      }
    });
    assert.match(message, /args\[2\]\.author is a function/);
    await post(page, "fine", 1n);
    await has(other, "got", 1);
  });

  test(`a page that may not use the API, or is not there, is refused (${door})`, async (t) => {
    const { page, app } = await launchChat(t);
    await openOther(app, { label: "denied", apis: ["PageApi"] });
    await openOther(app, { label: "two" });
    await openOther(app, { label: "two" });
    const failure = (label) =>
      page.evaluate(
        ([door, label]) =>
          window.doors[door].join(label).then(
            () => null,
            (error) => error.message,
          ),
        [door, label],
      );
    assert.match(await failure("denied"), /no page is open that may use it/);
    assert.match(await failure("nobody"), /no page is open that may use it/);
    assert.match(await failure("two"), /2 pages are selected for one end/);
    assert.match(await failure("main"), /both ends are the same page/);
  });

  test(`a page cannot end the port of another page (${door})`, async (t) => {
    const { page, app } = await launchChat(t);
    const other = await openOther(app, { label: "other" });
    await openOther(app, { label: "third" });
    await listen(page, door);
    await listen(other, door);
    await join(page, "other");
    await has(page, "ports", 1);
    await has(other, "ports", 1);
    await join(page, "third");
    const third = app.windows().at(-1);
    await third.evaluate((door) => {
      window.listen(door);
    }, door);
    await has(third, "ports", 1);
    await third.evaluate(() => window.ports[0].close());
    await has(page, "ends", 1);
    await post(other, "still here", 1n);
    await has(page, "got", 1);
  });
}

test("without a listener in the page, a port waits and nothing is lost", async (t) => {
  const { page, app } = await launchChat(t);
  const other = await openOther(app, { label: "other" });
  await listen(page, "plain");
  await other.evaluate(() => {
    window.doors.plain.onPeer((port) => window.ports.push(port));
  });
  await join(page, "other");
  await has(page, "ports", 1);
  await has(other, "ports", 1);
  await post(page, "early", 1n);
  await other.evaluate(() => {
    window.ports[0].onMessage((...args) => window.got.push(args));
  });
  await has(other, "got", 1);
  await until(async () => (await got(other)).length === 1, "it is lost");
});
