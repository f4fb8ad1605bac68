// Requests of Rust to pages, on both doors.

import assert from "node:assert/strict";
import test from "node:test";
import { DOORS, launchDoors, opened, until } from "./harness.mjs";

const launchFlow = (t) =>
  launchDoors(t, "flowApi", "flow", "window.asked = [];");

/** Opens a second window with the label "other". */
async function openOther(app) {
  const other = await opened(app, async () => {
    global.other = global.openWindow();
    global.connection.attach(global.other, { label: "other" });
    await global.other.loadFile("index.html");
  });
  await other.waitForFunction(() => window.doors);
  return other;
}

/** Lets Rust ask. Resolves with the answers as texts. */
const confirm = (app, label, choice, millis) =>
  app.evaluate(
    (_, args) => global.connection.flowProbe.confirm(...args),
    [label, choice, millis],
  );

/** Adds a handler in a page, which answers as `how` says, and waits until Rust knows of it. */
const handle = (page, door, how) =>
  page.evaluate(
    async ([door, how]) => {
      window.off?.();
      window.off = doors[door].handleConfirm((process, id, context) => {
        window.asked.push(`${process} ${id}`);
        const { onAbort } = context;
        onAbort(() => window.asked.push("aborted"));
        switch (how) {
          case "yes":
            return true;
          case "later":
            return new Promise((resolve) =>
              setTimeout(() => resolve(true), 50),
            );
          case "never":
            return new Promise(() => {});
          case "text":
            return "yes";
          case "throw":
            throw new RangeError("not now");
          case "null":
            throw null;
          case "reject":
            return Promise.reject({
              name: "Torn",
              message: "torn",
              data: { kind: "OnPurpose", after: 3n },
            });
          case "function":
            return () => true;
        }
      });
      // A call of the same door comes after the handler.
      await doors[door].count(0).next();
    },
    [door, how],
  );

for (const door of DOORS) {
  test(`a handler answers, fails and gives back what is none of its type (${door})`, async (t) => {
    const { app, page } = await launchFlow(t);
    const [none] = await confirm(app, "main", "Only");
    assert.match(none, /^not-found: .*the page has no handler/);
    const [nobody] = await confirm(app, "nobody", "Only");
    assert.match(nobody, /^not-found: .*no page is open/);
    const answers = {};
    for (const how of [
      "yes",
      "later",
      "text",
      "throw",
      "null",
      "reject",
      "function",
    ]) {
      await handle(page, door, how);
      [answers[how]] = await confirm(app, "main", "Only", 5_000);
    }
    assert.equal(answers.yes, "true");
    assert.equal(answers.later, "true");
    assert.match(answers.text, /^invalid-argument: .*string/);
    assert.match(answers.throw, /^application: .*not now/);
    assert.match(answers.null, /^application: /);
    assert.equal(answers.reject, "torn: torn after 3");
    assert.match(answers.function, /^(application|invalid-argument): /);
    const [first] = await page.evaluate(() => window.asked);
    assert.equal(first, `ssh ${2n ** 64n - 1n}`);
    await page.evaluate(() => window.off());
    await until(
      async () => /no handler/.test((await confirm(app, "main", "Only"))[0]),
      "the handler is not removed",
    );
  });

  test(`a blocked page is not asked in vain (${door})`, async (t) => {
    const { page } = await launchFlow(t);
    await handle(page, door, "yes");
    const askNow = (wait) =>
      page.evaluate((wait) => {
        try {
          return window.flow.askNow(wait);
        } catch ({ message }) {
          return message;
        }
      }, wait);
    assert.match(
      await askNow("Here"),
      /awaited in the handler of `flow:askNow`.*make `flow:askNow` an `#\[invoke\]`/,
    );
    assert.match(
      await askNow("Elsewhere"),
      /the handler of `flow:askNow` has held the JS thread for 5s/,
    );
    assert.match(
      await askNow("Main"),
      /the handler of `flow:askNow` has held the JS thread for 5s/,
    );
    // The request is answered after the handler has returned.
    await page.evaluate(() => (window.asked = []));
    assert.equal(await askNow("Later"), false);
    await page.waitForFunction(() => window.asked.length > 0);
    assert.deepEqual(await page.evaluate(() => window.asked), ["Later 1"]);
    // The next call waits until Rust has the answer.
    assert.equal(
      await page.evaluate((door) => doors[door].askBack("ssh"), door),
      true,
    );
  });

  test(`a request ends with its timeout and with its page (${door})`, async (t) => {
    const { app, page } = await launchFlow(t);
    await handle(page, door, "never");
    const [late] = await confirm(app, "main", "Only", 100);
    assert.match(late, /^timeout: .*100ms/);
    await until(
      () => page.evaluate(() => window.asked.includes("aborted")),
      "the handler is not told",
    );
    const waiting = confirm(app, "main", "Only");
    await until(
      () => page.evaluate(() => window.asked.length === 3),
      "the handler is not asked",
    );
    await page.reload();
    const [gone] = await waiting;
    assert.match(gone, /^cancelled: .*the page is gone/);
    await page.waitForFunction(() => window.doors);
    assert.match((await confirm(app, "main", "Only"))[0], /no handler/);
  });

  test(`of several windows the first answers, all answer, or the choice is missing (${door})`, async (t) => {
    const { app, page } = await launchFlow(t);
    const other = await openOther(app);
    await handle(page, door, "never");
    await handle(other, door, "later");
    assert.match(
      (await confirm(app, null, "Only"))[0],
      /^invalid-argument: 2 pages can answer/,
    );
    assert.deepEqual(await confirm(app, null, "First"), ["true"]);
    await until(
      () => page.evaluate(() => window.asked.includes("aborted")),
      "the slower page is not told",
    );
    await handle(page, door, "throw");
    const all = await confirm(app, null, "All");
    assert.match(all[0], /^application: .*not now/);
    assert.equal(all[1], "true");
    assert.deepEqual(await confirm(app, "other", "Only"), ["true"]);
  });

  test(`only the page that was asked can answer (${door})`, async (t) => {
    const { app, page } = await launchFlow(t);
    const other = await openOther(app);
    await handle(page, door, "never");
    const waiting = confirm(app, "main", "Only", 1_500);
    await until(
      () => page.evaluate(() => window.asked.length > 0),
      "not asked",
    );
    await other.evaluate(async () => {
      // The client's own port, as a hostile script of another window would use it.
      const { tables } = await import("./ipc/tables.js");
      const { port1, port2 } = new MessageChannel();
      window.dispatchEvent(
        new MessageEvent("ipc:port", { cancelable: true, ports: [port2] }),
      );
      const { protocol, schema } = tables;
      port1.postMessage(`hello\n${JSON.stringify({ protocol, schema })}\n`);
      let text = "";
      for (let id = 0; id < 2_000; id++) {
        text += `answer ${id}\ntrue\nfail ${id}\n{"message":"x"}\n`;
      }
      port1.postMessage(text);
    });
    assert.match((await waiting)[0], /^timeout/);
  });

  test(`a value of each kind crosses as an argument and as an answer (${door})`, async (t) => {
    const { app, page } = await launchFlow(t);
    await page.evaluate(async (door) => {
      doors[door].handlePick((parcel) => ({
        ...parcel,
        text: parcel.text + "!",
        big: parcel.big + 1n,
        bytes: new Uint8Array([...parcel.bytes, 9]),
      }));
      await doors[door].count(0).next();
    }, door);
    const found = await app.evaluate(async () => {
      const parcel = {
        text: "a",
        keys: { k: "v" },
        big: 2n ** 60n,
        float: NaN,
        bytes: new Uint8Array([1]),
        more: [new Uint8Array([2, 3])],
        flag: true,
        nothing: null,
      };
      const found = await global.connection.flowProbe.pick("main", parcel);
      return [
        found.text,
        String(found.big),
        [...found.bytes],
        [...found.more[0]],
        found.float,
      ];
    });
    assert.deepEqual(found, [
      "a!",
      String(2n ** 60n + 1n),
      [1, 9],
      [2, 3],
      NaN,
    ]);
  });
}

test("a page is asked within its own call, and the newest handler is asked", async (t) => {
  const { page } = await launchFlow(t);
  const found = await page.evaluate(async () => {
    const { fast, plain } = doors;
    plain.handleConfirm(() => false);
    const offFirst = fast.handleConfirm(() => false);
    const offSecond = fast.handleConfirm(() => true);
    const both = [await fast.askBack("ssh"), await plain.askBack("ssh")];
    offSecond();
    both.push(await fast.askBack("ssh"));
    offFirst();
    await new Promise((resolve) => setTimeout(resolve, 50));
    both.push(await plain.askBack("ssh"));
    return both;
  });
  assert.deepEqual(found, [true, true, false, false]);
});
