// The host functions: windows, dialogs and the application, called from Rust.

import assert from "node:assert/strict";
import test from "node:test";
import { launch, testApp, until } from "./harness.mjs";

/** Calls a method of the test app's `desk` API, whose implementation calls the host functions. */
function desk(app, method, ...args) {
  return app.evaluate(
    (_, [method, args]) => global.connection.desk[method](...args),
    [method, args],
  );
}

/** Replaces a native dialog. Returns a function that returns the arguments of its calls. */
async function replaceDialog(app, name, result) {
  await app.evaluate(
    ({ dialog }, [name, result]) => {
      global.shown = [];
      dialog[name] = async (window, options) => {
        global.shown.push([window === global.window, options]);
        return result;
      };
    },
    [name, result],
  );
  return () => app.evaluate(() => global.shown);
}

test("Rust changes windows", async (t) => {
  const { app } = await launch(t, testApp);
  const id = await app.evaluate(() => global.window.id);
  const holds = (expected, read) =>
    until(
      async () => (await app.evaluate(read)) === expected,
      `it is not ${expected}`,
    );

  await desk(app, "arrange", id, "hide");
  await holds(false, () => global.window.isVisible());
  await desk(app, "arrange", id, "show");
  await holds(true, () => global.window.isVisible());
  await desk(app, "arrange", id, "resize");
  await holds("300,200", () => String(global.window.getSize()));

  // The other functions need a window manager, so only their calls are checked.
  await app.evaluate(() => {
    global.called = [];
    for (const name of [
      "minimize",
      "maximize",
      "unmaximize",
      "restore",
      "focus",
      "setFullScreen",
    ]) {
      global.window[name] = (...args) => global.called.push([name, ...args]);
    }
    global.window.isMaximized = () =>
      global.called[global.called.length - 1][0] === "maximize";
  });
  for (const step of [
    "maximize",
    "restore",
    "minimize",
    "restore",
    "focus",
    "fullScreen",
  ]) {
    await desk(app, "arrange", id, step);
  }
  assert.deepEqual(await app.evaluate(() => global.called), [
    ["maximize"],
    ["unmaximize"],
    ["minimize"],
    ["restore"],
    ["focus"],
    ["setFullScreen", true],
  ]);
});

test("a function on a window that is gone does nothing", async (t) => {
  const { app, log } = await launch(t, testApp);
  const id = await app.evaluate(({ app }) => {
    app.on("window-all-closed", () => {});
    return global.window.id;
  });
  await desk(app, "arrange", id, "close");
  await until(
    () => app.evaluate(() => global.window.isDestroyed()),
    "the window is not closed",
  );
  await desk(app, "arrange", id, "show");
  assert.equal(typeof (await desk(app, "name")), "string");
  assert.doesNotMatch(log(), /error/i);
});

test("Rust shows Electron's dialogs", async (t) => {
  const { app } = await launch(t, testApp);
  const id = await app.evaluate(() => global.window.id);

  let shown = await replaceDialog(app, "showSaveDialog", {
    canceled: false,
    filePath: "/tmp/saved.txt",
  });
  assert.equal(await desk(app, "save", id), "/tmp/saved.txt");
  const save = {
    title: "Save",
    defaultPath: "/tmp/letter.txt",
    filters: [{ name: "Text", extensions: ["txt"] }],
  };
  assert.deepEqual(await shown(), [[true, save]]);
  // A canceled dialog returns an empty path or none, depending on the version of Electron.
  for (const filePath of [undefined, ""]) {
    await replaceDialog(app, "showSaveDialog", { canceled: true, filePath });
    assert.equal(await desk(app, "save", id), null);
  }

  const filePaths = ["/tmp/a.png", "/tmp/b.jpg"];
  shown = await replaceDialog(app, "showOpenDialog", {
    canceled: false,
    filePaths,
  });
  assert.deepEqual(await desk(app, "images", id), filePaths);
  assert.equal(await desk(app, "folder", id), filePaths[0]);
  const images = {
    filters: [{ name: "Images", extensions: ["png", "jpg"] }],
    properties: ["openFile", "multiSelections"],
  };
  const folder = { filters: [], properties: ["openDirectory"] };
  assert.deepEqual(await shown(), [
    [true, images],
    [true, folder],
  ]);

  shown = await replaceDialog(app, "showMessageBox", { response: 1 });
  assert.equal(await desk(app, "ask", id), 1);
  const question = {
    type: "question",
    message: "Delete it?",
    detail: "For good.",
    buttons: ["Delete", "Keep"],
  };
  assert.deepEqual(await shown(), [[true, question]]);
});

test("a dialog that throws fails the request", async (t) => {
  const { app } = await launch(t, testApp);
  const error = await app.evaluate(async ({ dialog }) => {
    dialog.showMessageBox = async () => {
      throw new Error("no screen");
    };
    return global.connection.desk.ask(global.window.id).catch((error) => error);
  });
  assert.equal(error.name, "Lost");
  assert.match(error.message, /no screen/);
});

test("Rust gets the application's name, and quits it", async (t) => {
  const { app } = await launch(t, testApp);
  assert.equal(
    await desk(app, "name"),
    await app.evaluate(({ app }) => app.name),
  );
  // The app keeps running, so that the test can query it.
  await app.evaluate(({ app }) => {
    const { quit } = app;
    app.quit = () => {
      app.quit = quit;
      global.hasQuit = true;
    };
  });
  await desk(app, "quit");
  assert.equal(await app.evaluate(() => global.hasQuit), true);
});
