// The runtime in an app: bursts of events, errors of Electron and Node, all types of windows, pages
// that come and go.

import assert from "node:assert/strict";
import test from "node:test";
import {
  call,
  launch,
  opened,
  probe,
  testApp,
  until,
  variant,
} from "./harness.mjs";

/** Calls a method of the test app's `desk` API, whose implementation calls the host functions. */
const desk = (app, method, ...args) =>
  app.evaluate(
    async (_, [method, args]) => {
      try {
        return { value: await global.connection.desk[method](...args) };
      } catch ({ name, code, message, data }) {
        return { error: { name, code, message, data } };
      }
    },
    [method, args],
  );

test("200,000 events of one call arrive before its answer", async (t) => {
  const { page } = await launch(t, testApp);
  const seen = await page.evaluate(async () => {
    let next = 0;
    let misplaced = 0;
    window.electronAPI.onTick((_call, number) => {
      misplaced += Number(number !== next);
      next += 1;
    });
    const answer = await window.electronAPI.burst(7, 200_000);
    return { answer, received: next, misplaced };
  });
  assert.deepEqual(seen, { answer: 7, received: 200_000, misplaced: 0 });
});

test("an error of Node or Electron reaches Rust with its message and its code", async (t) => {
  const folder = await variant(t, {
    "main.js": (main) =>
      main.replace(
        'throw new Error("there is no question");',
        'require("fs").readFileSync("/no/such/file");',
      ),
  });
  const { page } = await launch(t, folder);
  const { error } = await call(page, "askMain", "");
  assert.equal(error.name, "Lost");
  assert.match(error.data.why, /ENOENT: no such file/);
});

test("a dialog fails when its window is gone or closes", async (t) => {
  const { app } = await launch(t, testApp);
  await app.evaluate(({ dialog }) => {
    global.shown = 0;
    dialog.showMessageBox = () => {
      global.shown += 1;
      return new Promise(() => {});
    };
  });
  const id = await app.evaluate(() => {
    global.other = global.openWindow();
    return global.other.id;
  });
  const open = desk(app, "ask", id);
  await until(
    () => app.evaluate(() => global.shown === 1),
    "the dialog was never shown",
  );
  await app.evaluate(() => global.other.destroy());
  assert.match((await open).error.message, /window \d+ is gone/);
  assert.match((await desk(app, "ask", id)).error.message, /is gone/);
  assert.match((await desk(app, "save", id)).error.message, /is gone/);
  assert.match((await desk(app, "nativeHandle", id)).error.message, /is gone/);
  assert.equal(await app.evaluate(() => global.shown), 1);
});

test("web contents, views and windows of views can be attached and detached", async (t) => {
  const { app, page } = await launch(t, testApp);
  const ways = ["contents", "window"];
  // Electron has them from version 30 on.
  const hasViews = await app.evaluate(
    () => Number.parseInt(process.versions.electron) >= 30,
  );
  if (hasViews) {
    ways.push("view", "base");
  }
  for (const way of ways) {
    const window = await app.evaluate(async (electron, way) => {
      const webPreferences = {
        preload: `${electron.app.getAppPath()}/ipc/preload.js`,
      };
      let contents;
      if (way === "view" || way === "base") {
        global.owner = new electron.BaseWindow();
        const view = new electron.WebContentsView({ webPreferences });
        global.owner.contentView.addChildView(view);
        global.target = way === "view" ? view : global.owner;
        contents = view.webContents;
      } else {
        global.owner = new electron.BrowserWindow({ webPreferences });
        contents = global.owner.webContents;
        global.target = way === "contents" ? contents : global.owner;
      }
      global.connection.attach(global.target, { label: way });
      await contents.loadFile("index.html");
      global.ask = (code) => contents.executeJavaScript(code);
      return global.owner.id;
    }, way);
    const ask = (code) => app.evaluate((_, code) => global.ask(code), code);
    const who = await ask("electronAPI.who()");
    assert.equal(who.window, window, way);
    assert.equal(who.label, way);
    await app.evaluate(() => global.connection.detach(global.target));
    const code = await ask(
      "electronAPI.greet('x').catch((error) => error.code)",
    );
    assert.equal(code, "denied");
    await app.evaluate(() => global.connection.attach(global.target));
    assert.equal(await ask("electronAPI.greet('x')"), "Hello, x!");
    await app.evaluate(() => global.owner.destroy());
  }
  for (const target of ["undefined", "null", "{}", "7", "[]"]) {
    const message = await app.evaluate((_, target) => {
      try {
        global.connection.attach((0, eval)(`(${target})`));
      } catch (error) {
        return error.message;
      }
    }, target);
    assert.match(message ?? "", /take a BrowserWindow, a BaseWindow/);
  }
  assert.deepEqual(await call(page, "greet", "x"), { value: "Hello, x!" });
});

test("connect() in a utility process fails with a hint", async (t) => {
  const folder = await variant(t, {
    "utility.js": `
      const { connect } = require("./ipc/connect.cjs");
      connect({ addon: {}, host: {} }).catch((error) => process.parentPort.postMessage(error.message));`,
  });
  const { app } = await launch(t, folder);
  const message = await app.evaluate(
    ({ app, utilityProcess }) =>
      new Promise((done) => {
        const child = utilityProcess.fork(`${app.getAppPath()}/utility.js`);
        child.on("message", done);
      }),
  );
  assert.match(message, /Electron's main process/);
});

test("messages that a page sends while it is unloaded are served on both doors", async (t) => {
  const folder = await variant(t, {
    "index.html": (html) =>
      `${html}<script type="module" src="./fast.js"></script>`,
    "fast.js": `
      import { pageApi } from "./ipc/client.js";
      await pageApi.greet("");
      for (const name of ["pagehide", "unload"]) {
        addEventListener(name, () => window.electronAPI.note("plain " + name));
      }
      addEventListener("pagehide", () => pageApi.note("fast pagehide"));
      window.ready = true;`,
  });
  const { app, page } = await launch(t, folder);
  for (let time = 0; time < 20; time += 1) {
    await page.waitForFunction(() => window.ready);
    await probe(app, "calls");
    await page.reload();
    await page.waitForFunction(() => window.ready);
    const notes = (await probe(app, "calls")).filter((call) =>
      call.startsWith("note"),
    );
    assert.deepEqual(notes.sort(), [
      "note fast pagehide",
      "note plain pagehide",
      "note plain unload",
    ]);
  }
});

test("Rust is told of pages that come and go", async (t) => {
  const { app, page } = await launch(t, testApp);
  const first = (await call(page, "who")).value.page;
  assert.deepEqual(await probe(app, "visits"), [`opened ${first}`]);
  await page.reload();
  const second = (await call(page, "who")).value.page;
  assert.deepEqual(await probe(app, "visits"), [
    `closed ${first}`,
    `opened ${second}`,
  ]);
  await opened(app, () => {
    global.other = global.openWindow();
    global.connection.attach(global.other);
    return global.other.loadFile("index.html");
  });
  await app.evaluate(() => global.other.destroy());
  await until(async () => {
    global.visits = [...(global.visits ?? []), ...(await probe(app, "visits"))];
    return global.visits.length === 2;
  }, "the page of the other window was not reported");
});

test("a rejection of the plain door converts to readable text", async (t) => {
  const { page } = await launch(t, testApp);
  const texts = await page.evaluate(async () => {
    const refused = await window.electronAPI.refuse("so").catch(String);
    const invalid = await window.electronAPI.greet(1).catch(String);
    const uncloneable = await window.electronAPI
      .mirror({ list: [() => {}] })
      .catch(String);
    return [refused, invalid, uncloneable];
  });
  assert.equal(texts[0], "Refusal (because): refused, because so");
  assert.match(texts[1], /^IpcError \(invalid-argument\): .*args\.name/);
  assert.equal(
    texts[2],
    "IpcError (invalid-argument): args[0].list[0] is a function, and cannot be sent",
  );
});

test("a denial on Electron's own error page or a foreign page has the reason", async (t) => {
  const { app } = await launch(t, testApp);
  await app.evaluate(async () => {
    await global.window
      .loadURL("http://127.0.0.1:9/")
      .catch((error) => error.code);
  });
  // The load fails before the error page is there.
  await until(
    () =>
      app.evaluate(() =>
        global.window.webContents
          .executeJavaScript("location.protocol === 'chrome-error:'")
          .catch(() => false),
      ),
    "there is no error page",
  );
  const denied = await app.evaluate(() =>
    global.window.webContents.executeJavaScript(
      "typeof electronAPI === 'undefined' ? null : electronAPI.greet('x').catch(({ code, message }) => ({ code, message }))",
    ),
  );
  if (denied !== null) {
    assert.equal(denied.code, "denied");
    assert.match(denied.message, /Electron's own page for http:\/\/127/);
  }
  const elsewhere = await app.evaluate(async () => {
    await global.window.loadURL("data:text/html,<title>Elsewhere</title>");
    return global.window.webContents.executeJavaScript(
      "electronAPI.greet('x').catch(({ code }) => code)",
    );
  });
  assert.equal(elsewhere, "denied");
});

test("Rust uses the version, the theme, a window's handle and a popup menu", async (t) => {
  const { app } = await launch(t, testApp);
  const id = await app.evaluate(() => global.window.id);
  const version = await app.evaluate(({ app }) => app.getVersion());
  assert.deepEqual(await desk(app, "version"), { value: version });
  await desk(app, "setDark", true);
  assert.deepEqual(await desk(app, "isDark"), { value: true });
  await desk(app, "setDark", false);
  assert.deepEqual(await desk(app, "isDark"), { value: false });
  const same = await app.evaluate(async (_, id) => {
    const ours = await global.connection.desk.nativeHandle(id);
    return Buffer.from(ours).equals(global.window.getNativeWindowHandle());
  }, id);
  assert.equal(same, true);
  await app.evaluate(({ Menu, shell }) => {
    Menu.prototype.popup = function ({ window }) {
      global.popped = window.id;
      this.items[0].click(undefined, window);
    };
    shell.openExternal = async (url) => {
      global.opened = url;
      if (url.startsWith("bad:")) {
        throw new Error("nothing opens this");
      }
    };
  });
  await desk(app, "popup", id);
  assert.deepEqual(await desk(app, "clicks"), { value: 1 });
  assert.equal(await app.evaluate(() => global.popped), id);
  await desk(app, "openExternal", "https://example.com/");
  assert.equal(await app.evaluate(() => global.opened), "https://example.com/");
  const { error } = await desk(app, "openExternal", "bad:url");
  assert.match(error.message, /nothing opens this/);
});

test("`--ipc-expose` limits the APIs that the pages of a window get", async (t) => {
  const { app } = await launch(t, testApp);
  const names = [];
  for (const exposed of ["electronAPI", "another"]) {
    const page = await opened(
      app,
      (_, exposed) => {
        const window = global.openWindow({
          additionalArguments: [`--ipc-expose=${exposed}`],
        });
        global.connection.attach(window);
        return window.loadFile("index.html");
      },
      exposed,
    );
    names.push(await page.evaluate(() => typeof window.electronAPI));
  }
  assert.deepEqual(names, ["object", "undefined"]);
});
