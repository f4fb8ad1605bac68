// The life of a page: its ends, its other navigations, and nothing that leaks into the next page.

import assert from "node:assert/strict";
import test from "node:test";
import {
  call,
  launch,
  opened,
  probe,
  serve,
  testApp,
  until,
} from "./harness.mjs";

/** Starts a `hold` call, whose promise the page keeps in `window.held`. */
async function hold(app, page, name) {
  await page.evaluate((name) => {
    window.held = window.electronAPI.hold(name);
  }, name);
  await until(
    async () => (await probe(app, "held")) === 1,
    "hold did not reach Rust",
  );
}

/** The numbers of listeners of Electron's objects in main. */
function listeners(app) {
  return app.evaluate(({ app, ipcMain }) => {
    const counts = [app, ipcMain, global.window, global.window.webContents].map(
      (emitter) =>
        emitter
          .eventNames()
          .reduce((sum, name) => sum + emitter.listenerCount(name), 0),
    );
    return counts.join(" ");
  });
}

test("ten reloads leave nothing behind", async (t) => {
  const { app, page, log } = await launch(t, testApp);
  let before;
  for (let load = 0; load <= 10; load += 1) {
    assert.deepEqual(await call(page, "greet", String(load)), {
      value: `Hello, ${load}!`,
    });
    await page.evaluate(() => {
      window.received = [];
      window.electronAPI.onNews((text) => window.received.push(text));
      // Messages arrive in order: after this call, Rust knows the subscription.
      return window.electronAPI.greet("");
    });
    assert.equal(await probe(app, "publish", `news ${load}`), 1);
    await page.waitForFunction(() => window.received.length > 0);
    assert.deepEqual(await page.evaluate(() => window.received), [
      `news ${load}`,
    ]);
    before ??= await listeners(app);
    assert.equal(await listeners(app), before);
    await page.reload();
  }
  assert.equal(await probe(app, "publish", "nobody"), 0);
  assert.doesNotMatch(log(), /MaxListeners|error/i);
});

test("a download, a 204, a mailto: link and a stopped navigation do not end an open call", async (t) => {
  const open = [];
  const origin = await serve(t, {
    "/download": (request, response) => {
      response.setHeader(
        "Content-Disposition",
        'attachment; filename="letter.txt"',
      );
      response.end("a letter");
    },
    "/204": (request, response) => response.writeHead(204).end(),
    "/never": (request, response) => open.push(response),
  });
  const { app, page } = await launch(t, testApp);
  await app.evaluate(({ session }) => {
    session.defaultSession.on("will-download", (event) =>
      event.preventDefault(),
    );
    session.defaultSession.setPermissionRequestHandler(
      (contents, permission, answer) => answer(false),
    );
    global.started = [];
    global.window.webContents.on("did-start-navigation", (event, url) =>
      global.started.push(url ?? event.url),
    );
  });
  const { page: identity } = (await call(page, "who")).value;

  for (const url of [
    `${origin}/download`,
    `${origin}/204`,
    "mailto:ada@example.com",
    `${origin}/never`,
  ]) {
    await hold(app, page, url);
    await probe(app, "calls");
    await page.evaluate((url) => {
      const link = document.createElement("a");
      link.href = url;
      document.body.append(link);
      link.click();
      // Playwright evaluates nothing during a navigation, so the page itself makes the call.
      const { greet, note } = window.electronAPI;
      setTimeout(() => greet("meanwhile").then(note, note), 200);
    }, url);
    await until(
      async () =>
        (await probe(app, "calls")).includes("note Hello, meanwhile!"),
      `the page was not served after a click on ${url}`,
    );
    assert.ok(
      await app.evaluate((_, url) => global.started.includes(url), url),
    );
    await app.evaluate(() => global.window.webContents.stop());
    await probe(app, "release");
    assert.equal(await page.evaluate(() => window.held), url);
    assert.equal((await call(page, "who")).value.page, identity);
  }

  // A navigation within the page does not end it either.
  await hold(app, page, "within");
  await page.evaluate(() => {
    location.hash = "below";
    history.pushState({}, "", "#further");
  });
  await probe(app, "release");
  assert.equal(await page.evaluate(() => window.held), "within");
  assert.equal((await call(page, "who")).value.page, identity);
});

test("a reload ends the page and its open calls, and nothing leaks into the next page", async (t) => {
  const { app, page, log } = await launch(t, testApp);
  const { page: identity } = (await call(page, "who")).value;
  await page.evaluate(() => window.electronAPI.onNews(() => {}));
  await hold(app, page, "before");
  await page.evaluate(() => {
    window.slept = window.electronAPI.sleep(400);
  });
  await probe(app, "calls");

  await page.reload();
  await until(
    async () => (await probe(app, "held")) === 0,
    "the call was not cancelled",
  );
  assert.notEqual((await call(page, "who")).value.page, identity);
  assert.equal(await probe(app, "publish", "to the page before"), 0);

  // The handler of the earlier page goes on, but its answer must not reach the new page.
  await hold(app, page, "after");
  await until(
    async () => (await probe(app, "calls")).includes("slept"),
    "sleep did not end",
  );
  await probe(app, "release");
  assert.equal(await page.evaluate(() => window.held), "after");
  assert.doesNotMatch(log(), /error/i);
});

test("a navigation to another page of the app ends the page", async (t) => {
  const { app, page } = await launch(t, testApp);
  const first = (await call(page, "who")).value;
  await hold(app, page, "before");
  await page.goto(`${first.url}?second`);
  await until(
    async () => (await probe(app, "held")) === 0,
    "the call was not cancelled",
  );
  const second = (await call(page, "who")).value;
  assert.notEqual(second.page, first.page);
  assert.equal(second.url, `${first.url}?second`);
});

test("a destroyed window and a crash end the page", async (t) => {
  const { app, page, log } = await launch(t, testApp);
  const other = await opened(app, () => {
    global.other = global.openWindow();
    global.connection.attach(global.other);
    return global.other.loadFile("index.html");
  });
  await hold(app, other, "destroyed");
  await app.evaluate(() => global.other.destroy());
  await until(
    async () => (await probe(app, "held")) === 0,
    "the call was not cancelled",
  );

  await hold(app, page, "crashed");
  await app.evaluate(() =>
    process.kill(global.window.webContents.getOSProcessId(), "SIGKILL"),
  );
  await until(
    async () => (await probe(app, "held")) === 0,
    "the call was not cancelled",
  );
  assert.doesNotMatch(log(), /error/i);
});

test("events reach the pages that listen, and emitting returns their number", async (t) => {
  const { app, page } = await launch(t, testApp);
  assert.equal(await probe(app, "publish", "early"), 0);
  await page.evaluate(() => {
    window.received = [];
    const listen = (name) =>
      window.electronAPI.onNews((text) =>
        window.received.push(`${name} ${text}`),
      );
    window.stops = [listen("a"), listen("b")];
  });
  const reached = async (text) => {
    await call(page, "greet", "");
    return probe(app, "publish", text);
  };
  assert.equal(await reached("1"), 1);
  await page.evaluate(() => window.stops[0]());
  await page.evaluate(() => window.stops[0]());
  assert.equal(await reached("2"), 1);
  await page.evaluate(() => window.stops[1]());
  assert.equal(await reached("3"), 0);
  await call(page, "greet", "");
  assert.deepEqual(await page.evaluate(() => window.received), [
    "a 1",
    "b 1",
    "b 2",
  ]);
});

test("when the Rust side ends, open and later calls fail with `backend-gone`", async (t) => {
  const { app, page } = await launch(t, testApp);
  await hold(app, page, "open");
  await page.evaluate(() => {
    window.outcome = window.held.catch((error) => error.code);
  });
  await app.evaluate(() => global.connection.close());
  assert.equal(await page.evaluate(() => window.outcome), "backend-gone");
  assert.equal((await call(page, "greet", "")).error.code, "backend-gone");
});

test("the app quits cleanly during calls", async (t) => {
  const { app, page, log } = await launch(t, testApp);
  await hold(app, page, "open");
  await page.evaluate(() => {
    window.slept = window.electronAPI.sleep(100);
  });
  const exit = new Promise((resolve) => app.process().once("exit", resolve));
  await app.close();
  assert.equal(await exit, 0);
  assert.doesNotMatch(log(), /error|panic/i);
});
