// The examples, used through their windows.

import assert from "node:assert/strict";
import test from "node:test";
import { example, launch, until } from "./harness.mjs";

/** Clicks an item of the application's menu. */
function clickMenu(app, label) {
  return app.evaluate(({ Menu }, label) => {
    const items = Menu.getApplicationMenu().items.flatMap(
      (menu) => menu.submenu?.items ?? [],
    );
    items.find((item) => item.label === label).click();
  }, label);
}

const text = (page, id) => page.innerText(`#${id}`);

test("set-title: the page sets the title of its window", async (t) => {
  const { app, page } = await launch(t, example("set-title"));
  await page.fill("#title", "Größe 🦀");
  await page.click("#btn");
  await until(
    () =>
      app.evaluate(
        ({ BrowserWindow }) =>
          BrowserWindow.getAllWindows()[0].getTitle() === "Größe 🦀",
      ),
    "the window's title did not change",
  );
});

test("open-file: the page shows the path that the dialog returns", async (t) => {
  const { app, page } = await launch(t, example("open-file"));
  await app.evaluate(({ dialog }) => {
    dialog.showOpenDialog = async () => ({
      canceled: false,
      filePaths: ["/tmp/a letter.txt"],
    });
  });
  await page.click("#btn");
  await until(
    async () => (await text(page, "filePath")) === "/tmp/a letter.txt",
    "the page does not show the path",
  );
});

test("open-file: a cancelled dialog shows no error", async (t) => {
  const { app, page } = await launch(t, example("open-file"));
  const errors = [];
  page.on("pageerror", (error) => errors.push(error));
  await app.evaluate(({ dialog }) => {
    global.cancelled = 0;
    dialog.showOpenDialog = async () => {
      global.cancelled += 1;
      return { canceled: true, filePaths: [] };
    };
  });
  await page.click("#btn");
  await until(
    () => app.evaluate(() => global.cancelled === 1),
    "no dialog was shown",
  );
  await page.waitForTimeout(200);
  assert.doesNotMatch(
    await text(page, "filePath"),
    /null|undefined|error|object/i,
  );
  assert.deepEqual(errors, []);
});

test("menu-counter: the menu changes the counter, and Rust gets its value", async (t) => {
  const { app, page, logged } = await launch(t, example("menu-counter"));
  assert.equal(await text(page, "counter"), "0");
  for (const [label, value] of [
    ["Increment", "1"],
    ["Increment", "2"],
    ["Decrement", "1"],
    ["Decrement", "0"],
    ["Decrement", "-1"],
  ]) {
    await clickMenu(app, label);
    await until(
      async () => (await text(page, "counter")) === value,
      `the counter is not ${value}`,
    );
  }
  await logged("-1");
});

test("menu-counter: a listener that unsubscribes gets no more events, and the others do", async (t) => {
  const { app, page } = await launch(t, example("menu-counter"));
  await page.evaluate(() => {
    window.received = [];
    window.unsubscribe = window.electronAPI.onUpdateCounter((...args) =>
      window.received.push(args),
    );
  });
  const received = () => page.evaluate(() => window.received);

  await clickMenu(app, "Increment");
  await until(
    async () => (await text(page, "counter")) === "1",
    "the counter is not 1",
  );
  // An event object as an argument would carry `ipcRenderer` into the page.
  assert.deepEqual(await received(), [[1]]);

  await page.evaluate(() => window.unsubscribe());
  await clickMenu(app, "Increment");
  await until(
    async () => (await text(page, "counter")) === "2",
    "the counter is not 2",
  );
  assert.deepEqual(await received(), [[1]]);
});
