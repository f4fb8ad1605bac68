// The code of Electron's tutorial as it is printed, with a generated main side and a generated preload.
// Where the tutorial's own preload runs, it stands for the generated one.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import test from "node:test";
import { example, launch, probe, until, variant } from "./harness.mjs";

const document = await readFile(
  new URL("tutorial.md", import.meta.url),
  "utf8",
);

/** The code below a heading of `tutorial.md`. */
function printed(heading) {
  const [, rest] = document.split(`\n## ${heading}\n\n`);
  return /^```\w+\n(.*?)^```$/ms.exec(rest)[1];
}

/** The page of a pattern. */
const printedPage = (pattern, renderer = "renderer.js") => ({
  "index.html": printed(`${pattern}/index.html`),
  "renderer.js": printed(`${pattern}/${renderer}`),
});

/** Fails the test if a script of the page throws. */
function expectNoErrors(t, page) {
  const errors = [];
  page.on("pageerror", (error) => errors.push(error));
  t.after(() => assert.deepEqual(errors, []));
}

const counterIs = (page, value) =>
  until(
    async () => (await page.innerText("#counter")) === value,
    `the counter is not ${value}`,
  );

/** Lets Rust change the counter of the test app, once the subscription has arrived. */
const count = (app, value) =>
  until(
    async () =>
      (await app.evaluate(
        (_, value) => global.connection.counterProbe.count(value),
        value,
      )) === 1,
    "nobody listens",
  );

test("pattern 1: the page sets the title", async (t) => {
  const folder = await variant(
    t,
    printedPage("pattern-1"),
    example("set-title"),
  );
  const { app, page } = await launch(t, folder);
  expectNoErrors(t, page);
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

test("pattern 2: the page shows the path of a file", async (t) => {
  const folder = await variant(
    t,
    printedPage("pattern-2"),
    example("open-file"),
  );
  const { app, page } = await launch(t, folder);
  expectNoErrors(t, page);
  await app.evaluate(({ dialog }) => {
    dialog.showOpenDialog = async () => ({
      canceled: false,
      filePaths: ["/tmp/a letter.txt"],
    });
  });
  await page.click("#btn");
  await until(
    async () => (await page.innerText("#filePath")) === "/tmp/a letter.txt",
    "the page does not show the path",
  );
});

test("pattern 3: events change the counter", async (t) => {
  const { app, page } = await launch(
    t,
    await variant(t, printedPage("pattern-3")),
  );
  expectNoErrors(t, page);
  await count(app, 1);
  await counterIs(page, "1");
  await count(app, -1);
  await count(app, -1);
  await counterIs(page, "-1");
});

test("pattern 3: the listener replies through its event", async (t) => {
  const { app, page } = await launch(
    t,
    await variant(t, printedPage("pattern-3", "reply.js")),
  );
  expectNoErrors(t, page);
  for (const [step, value] of [
    [1, "1"],
    [1, "2"],
    [-1, "1"],
  ]) {
    await count(app, step);
    await counterIs(page, value);
  }
  const calls = [];
  await until(async () => {
    calls.push(...(await probe(app, "calls")));
    return calls.length >= 3;
  }, "Rust did not get three values");
  assert.deepEqual(calls, [
    "counter-value 1",
    "counter-value 2",
    "counter-value 1",
  ]);
});

test("pattern 3: the listener in the preload gets the events of Rust's menu", async (t) => {
  const folder = await variant(
    t,
    {
      "index.html": printed("pattern-3/index.html"),
      "renderer.js": "",
      "ipc/preload.js": printed("pattern-3/preload.js"),
    },
    example("menu-counter"),
  );
  const { app, page } = await launch(t, folder);
  await page.waitForLoadState();
  for (const [label, value] of [
    ["Increment", "1"],
    ["Increment", "2"],
    ["Decrement", "1"],
  ]) {
    await app.evaluate(({ Menu }, label) => {
      const [menu] = Menu.getApplicationMenu().items;
      menu.submenu.items.find((item) => item.label === label).click();
    }, label);
    await counterIs(page, value);
  }
});

for (const [name, snippet] of [
  ["a reply to a message", "send.js"],
  ["an answer that blocks the preload", "send-sync.js"],
]) {
  test(`legacy approaches: ${name}`, async (t) => {
    const folder = await variant(
      t,
      { "renderer.js": "", "ipc/preload.js": printed(`legacy/${snippet}`) },
      example("legacy"),
    );
    const { page, logged } = await launch(t, folder);
    // The preload has run once, perhaps before this test listened to either console.
    const answered = page.waitForEvent("console", {
      predicate: (message) => message.text() === "pong",
      timeout: 10_000,
    });
    await page.reload();
    await answered;
    await logged("ping");
  });
}
