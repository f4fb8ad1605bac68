// What ends a page and what does not, over and over: its calls, what it listens to and its limits end
// with it, and nothing is left behind.

import assert from "node:assert/strict";
import test from "node:test";
import { call, launch, probe, serve, until, variant } from "./harness.mjs";

/** How often each way is gone. */
const TIMES = Number(process.env.IPC_TIMES ?? 12);

const files = {
  "index.html": (html) =>
    `${html}<script type="module" src="./fast.js"></script>`,
  "fast.js": `import { pageApi } from "./ipc/client.js"; window.fast = pageApi;`,
  // As many calls as a page may have: the ones before it must not count for it.
  "main.js": (main) =>
    main.replace("connect({", "connect({ limits: { openCalls: 2 },"),
};

const html = (_request, response) => {
  response.setHeader("Content-Type", "text/html");
  response.end("<!doctype html><title>Elsewhere</title>");
};

/** A page with two calls open and two listeners, one through each door. */
async function occupy(app, page) {
  await page.waitForFunction(() => window.fast);
  await page.evaluate(async () => {
    const { electronAPI, fast } = window;
    electronAPI.onNews(() => {});
    fast.onNews(() => {});
    window.held = [electronAPI.hold("plain"), fast.hold("fast")];
    for (const held of window.held) {
      held.catch(() => {});
    }
  });
  await until(async () => (await probe(app, "held")) === 2, "not all is held");
  const full = await page.evaluate(() =>
    window.fast.hold("more").catch(({ code }) => code),
  );
  assert.equal(full, "overloaded");
  assert.equal(await probe(app, "publish", "news"), 1);
}

/** What may grow in main: listeners, and objects of the runtime that are still there. */
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

/** What ends a page, and brings the test's page back. */
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
  "a crash": async (app) => {
    await app.evaluate(() => {
      const { webContents } = global.window;
      const gone = new Promise((done) =>
        webContents.once("render-process-gone", done),
      );
      webContents.forcefullyCrashRenderer();
      return gone.then(() => undefined);
    });
    await app.evaluate(() => global.window.loadFile("index.html"));
  },
  "kill -9 of its process": async (app) => {
    await app.evaluate(() => {
      const { webContents } = global.window;
      const gone = new Promise((done) =>
        webContents.once("render-process-gone", done),
      );
      process.kill(webContents.getOSProcessId(), "SIGKILL");
      return gone.then(() => undefined);
    });
    await app.evaluate(() => global.window.loadFile("index.html"));
  },
};

for (const [name, end] of Object.entries(ends)) {
  const crashes = name === "a crash" || name.startsWith("kill");
  test(`${name} ends a page, ${TIMES} times`, async (t) => {
    const origin = await serve(t, { "/": html });
    const { app, page, log } = await launch(t, await variant(t, files));
    let before;
    for (let time = 0; time < TIMES; time += 1) {
      const run = crashes ? crashed(app) : page;
      await occupy(app, run);
      await end(app, page, origin);
      await until(
        async () => (await probe(app, "held")) === 0,
        "a call is held",
      );
      assert.equal(await probe(app, "publish", "to nobody"), 0);
      before ??= await footprint(app);
      assert.equal(await footprint(app), before);
    }
    assert.doesNotMatch(log(), /MaxListeners/);
  });
}

/** A page whose process has ended before, which playwright does not see again: main asks it. */
function crashed(app) {
  const evaluate = (action, arg) =>
    app.evaluate(
      (_, code) => global.window.webContents.executeJavaScript(code),
      `(${action})(${JSON.stringify(arg) ?? ""})`,
    );
  return {
    evaluate,
    waitForFunction: (condition) =>
      until(() => evaluate(condition), `${condition} never holds`),
  };
}

for (const name of ["destroy", "close"]) {
  test(`${name}() of its window ends a page, ${TIMES} times`, async (t) => {
    const { app } = await launch(t, await variant(t, files));
    await app.evaluate(() => {
      global.main = global.window;
    });
    let before;
    for (let time = 0; time < TIMES; time += 1) {
      await app.evaluate(async () => {
        global.window = global.openWindow();
        global.connection.attach(global.window);
        await global.window.loadFile("index.html");
      });
      await occupy(app, crashed(app));
      await app.evaluate(
        (_, name) =>
          new Promise((done) => {
            global.window.once("closed", () => done());
            global.window[name]();
          }),
        name,
      );
      await until(
        async () => (await probe(app, "held")) === 0,
        "a call is held",
      );
      assert.equal(await probe(app, "publish", "to nobody"), 0);
      before ??= await footprint(app);
      assert.equal(await footprint(app), before);
    }
  });
}

test(`what ends no page, ${TIMES} times each`, async (t) => {
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
  await occupy(app, page);
  const ways = {
    "a hash change": () => (location.hash = String(Math.random())),
    pushState: () => history.pushState({}, "", `#${Math.random()}`),
    replaceState: () => history.replaceState({}, "", `#${Math.random()}`),
    "a vetoed unload": () => {
      addEventListener("beforeunload", (event) => event.preventDefault(), {
        once: true,
      });
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
