// The ends of pages, many times: calls, subscriptions and limits end with their page, and nothing is
// left behind. Other navigations end nothing.

import assert from "node:assert/strict";
import test from "node:test";
import {
  call,
  launch,
  opened,
  probe,
  serve,
  until,
  variant,
} from "./harness.mjs";

/** The number of repetitions. A higher one needs a higher `IPC_PATIENCE`. */
const TIMES = Number(process.env.IPC_TIMES ?? 12);

const files = {
  "index.html": (html) =>
    `${html}<script type="module" src="./fast.js"></script>`,
  "fast.js": `import { pageApi } from "./ipc/client.js"; window.fast = pageApi;`,
  // The test's calls fill this limit, so calls of an earlier page must not count.
  "main.js": (main) =>
    main.replace("connect({", "connect({ limits: { openCalls: 2 },"),
};

const html = (_request, response) => {
  response.setHeader("Content-Type", "text/html");
  response.end("<!doctype html><title>Elsewhere</title>");
};

/** Opens one call and adds one listener through each door. */
async function occupy(app, page) {
  await page.waitForFunction(() => window.fast !== undefined);
  await page.evaluate(async () => {
    const { electronAPI, fast } = window;
    electronAPI.onNews(() => {});
    fast.onNews(() => {});
    window.held = [electronAPI.hold("plain"), fast.hold("fast")];
    for (const held of window.held) {
      held.catch(() => {});
    }
  });
  await until(
    async () => (await probe(app, "held")) === 2,
    "not all calls are held",
  );
  const full = await page.evaluate(() =>
    window.fast.hold("more").catch(({ code }) => code),
  );
  assert.equal(full, "overloaded");
  assert.equal(await probe(app, "publish", "news"), 1);
}

/** The numbers of listeners in main, which a leak would raise. */
function footprint(app) {
  return app.evaluate(({ app, ipcMain, webContents }) => {
    const emitters = [app, ipcMain, ...webContents.getAllWebContents()];
    return emitters
      .map((emitter) =>
        emitter
          .eventNames()
          .reduce((sum, name) => sum + emitter.listenerCount(name), 0),
      )
      .join(" ");
  });
}

/** Navigations that end a page and return to the test's page. */
const ends = {
  "a reload": (_app, page) => page.reload(),
  "a navigation to the same site": (_app, page) =>
    page.goto(`${page.url().split("?")[0]}?${Math.random()}`),
  "a navigation to another origin, and back": async (_app, page, origin) => {
    const own = page.url();
    await page.goto(origin);
    assert.equal((await call(page, "greet", "")).error.code, "denied");
    await page.goto(own);
  },
  "history.back()": async (_app, page, origin) => {
    await page.goto(`${origin}/?${Math.random()}`);
    await page.goBack();
  },
};

for (const [name, end] of Object.entries(ends)) {
  test(`${name} ends the page, ${TIMES} times`, async (t) => {
    const origin = await serve(t, { "/": html });
    const { app, page, log } = await launch(t, await variant(t, files));
    await repeat(app, async () => {
      await occupy(app, page);
      await end(app, page, origin);
    });
    assert.doesNotMatch(log(), /MaxListeners/);
  });
}

/** Ends a page many times. Asserts that nothing of it is left. */
async function repeat(app, end) {
  let before;
  for (let time = 0; time < TIMES; time += 1) {
    await end();
    await until(async () => (await probe(app, "held")) === 0, "a call is held");
    await until(
      async () => (await probe(app, "publish", "nobody")) === 0,
      "a listener is left",
    );
    before ??= await footprint(app);
    assert.equal(await footprint(app), before);
  }
}

/** Ways to end the page of a window, after which the window is destroyed. */
const endsOfWindows = {
  "destroy()": () => global.window.destroy(),
  "close()": () => global.window.close(),
  "a crash": () => {
    const { webContents } = global.window;
    webContents.once("render-process-gone", () =>
      setTimeout(() => global.window.destroy(), 300),
    );
    webContents.forcefullyCrashRenderer();
  },
  "kill -9 of its process": () => {
    const { webContents } = global.window;
    webContents.once("render-process-gone", () =>
      setTimeout(() => global.window.destroy(), 300),
    );
    process.kill(webContents.getOSProcessId(), "SIGKILL");
  },
};

for (const [name, end] of Object.entries(endsOfWindows)) {
  test(`${name} ends the page of a window, ${TIMES} times`, async (t) => {
    const { app } = await launch(t, await variant(t, files));
    // The app's own window stays open, so that the app does not quit.
    await app.evaluate(() => {
      global.first = global.window;
    });
    await repeat(app, async () => {
      const page = await opened(app, () => {
        global.window = global.openWindow();
        global.connection.attach(global.window);
        return global.window.loadFile("index.html");
      });
      await occupy(app, page);
      const closed = app.evaluate(
        () => new Promise((done) => global.window.once("closed", () => done())),
      );
      await app.evaluate(end);
      await until(
        async () => (await probe(app, "held")) === 0,
        "a call is held",
      );
      await closed;
    });
  });
}

test(`other navigations do not end the page, ${TIMES} times each`, async (t) => {
  const open = [];
  const origin = await serve(t, {
    "/download": (_request, response) => {
      response.setHeader("Content-Disposition", 'attachment; filename="a.txt"');
      response.end("a letter");
    },
    "/204": (_request, response) => response.writeHead(204).end(),
    "/never": (_request, response) => open.push(response),
  });
  const { app, page } = await launch(t, await variant(t, files));
  await app.evaluate(({ session }) => {
    session.defaultSession.on("will-download", (event) =>
      event.preventDefault(),
    );
    session.defaultSession.setPermissionRequestHandler(
      (_contents, _permission, answer) => answer(false),
    );
  });
  // Playwright must not answer the dialog: without an answer, the page stays.
  page.on("dialog", () => {});
  await occupy(app, page);

  const ways = {
    "a hash change": () => (location.hash = String(Math.random())),
    pushState: () => history.pushState({}, "", `#${Math.random()}`),
    replaceState: () => history.replaceState({}, "", `#${Math.random()}`),
    "a vetoed unload": () => {
      addEventListener(
        "beforeunload",
        (event) => {
          event.preventDefault();
          // Chromium before 119 needs this.
          event.returnValue = "stay";
        },
        { once: true },
      );
      location.reload();
    },
  };
  const links = {
    "a download": `${origin}/download`,
    "a 204": `${origin}/204`,
    "a mailto: link": "mailto:ada@example.com",
    "a load that is stopped": `${origin}/never`,
  };
  for (let time = 0; time < TIMES; time += 1) {
    for (const [name, way] of Object.entries(ways)) {
      await page.evaluate(way).catch(() => {});
      assert.equal(await probe(app, "held"), 2, name);
      assert.equal(await probe(app, "publish", name), 1, name);
    }
    for (const [name, url] of Object.entries(links)) {
      const left = app.evaluate(
        () =>
          new Promise((done) =>
            global.window.webContents.once("did-start-navigation", () =>
              done(),
            ),
          ),
      );
      await app.evaluate(
        (_, url) =>
          void global.window.webContents.executeJavaScript(
            `{ const link = document.createElement("a"); link.href = ${JSON.stringify(url)}; link.click(); }`,
          ),
        url,
      );
      await left;
      await app.evaluate(async () => {
        await new Promise((done) => setTimeout(done, 20));
        global.window.webContents.stop();
      });
      assert.equal(await probe(app, "held"), 2, name);
      assert.equal(await probe(app, "publish", name), 1, name);
    }
  }
  await probe(app, "release");
  const held = await app.evaluate(() =>
    global.window.webContents.executeJavaScript("Promise.all(window.held)"),
  );
  assert.deepEqual(held, ["plain", "fast"]);
});
