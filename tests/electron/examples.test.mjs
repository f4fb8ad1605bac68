// The examples, used through their windows.

import assert from "node:assert/strict";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
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

test("legacy: a reply to a message, and an answer that blocks the page", async (t) => {
  const { page, log, logged } = await launch(t, example("legacy"));
  await page.click("#send");
  await until(
    async () => (await text(page, "reply")) === "pong",
    "there is no reply",
  );
  await logged("ping");
  // Nothing may happen between the click and the answer.
  const result = await page.evaluate(() => {
    document.getElementById("sendSync").click();
    return document.getElementById("result").innerText;
  });
  assert.equal(result, "pong");
  assert.equal(log().match(/^ping$/gm).length, 2);
});

/** Starts the chat. Returns the pages of Ada, the host, and of Bob, and what they show. */
async function launchChat(t) {
  const { app } = await launch(t, example("chat"));
  await until(() => app.windows().length === 2, "there is one window");
  const pages = {};
  for (const page of app.windows()) {
    await page.waitForSelector("#name:not(:empty)");
    pages[await text(page, "name")] = page;
  }
  const { Ada: ada, Bob: bob } = pages;
  const lines = (page) => page.locator("#messages li").allInnerTexts();
  // The window that joins second is seen by the first one. Then both listen.
  await until(async () => {
    const both = [...(await lines(ada)), ...(await lines(bob))];
    return both.includes("Ada joins") || both.includes("Bob joins");
  }, "no window joins");
  const shows = (page, expected) =>
    until(async () => {
      const shown = (await lines(page)).filter((it) => !it.endsWith("joins"));
      return shown.join() === expected.join();
    }, `the page does not show ${expected}`);
  return { ada, bob, shows };
}

test("chat: a message is shown in both windows, and the sender does not get it", async (t) => {
  const { ada, bob, shows } = await launchChat(t);
  await ada.fill("#text", "Größe 🦀");
  await ada.click("#btn");
  await shows(bob, ["Ada: Größe 🦀"]);
  await shows(ada, ["Ada: Größe 🦀"]);
  assert.equal(await ada.inputValue("#text"), "");

  await bob.fill("#text", "Hello");
  await bob.press("#text", "Enter");
  await shows(ada, ["Ada: Größe 🦀", "Bob: Hello"]);
  await shows(bob, ["Ada: Größe 🦀", "Bob: Hello"]);

  // Only the host has the label. Messages of one page arrive in order.
  await ada.click("#hand");
  await bob.click("#hand");
  await ada.fill("#text", "last");
  await ada.click("#btn");
  await shows(ada, [
    "Ada: Größe 🦀",
    "Bob: Hello",
    "Bob raises a hand",
    "Ada: last",
  ]);
  await shows(bob, ["Ada: Größe 🦀", "Bob: Hello", "Ada: last"]);
});

test("chat: a window shows what the other one is writing, also after it was loaded again", async (t) => {
  const { ada, bob } = await launchChat(t);
  const shows = (page, expected) =>
    until(
      async () => (await text(page, "draft")) === expected,
      `the draft is not "${expected}"`,
    );
  /** Writes until the other page has its end of the line. */
  const writes = (page, other, words) =>
    until(async () => {
      await page.fill("#text", "");
      await page.fill("#text", words);
      return (await text(other, "draft")) === `writes: ${words}`;
    }, `the other page does not show "${words}"`);
  await writes(ada, bob, "Größe");
  await writes(bob, ada, "Hello");
  await ada.click("#btn");
  await shows(bob, "");
  await bob.reload();
  await shows(ada, "");
  await bob.waitForSelector("#name:not(:empty)");
  await writes(ada, bob, "again");
  await writes(bob, ada, "welcome back");
});

/** Starts the search of files, with a folder that the dialog chooses. */
async function launchSearch(t, files) {
  const folder = await mkdtemp(join(tmpdir(), "ipc-search-"));
  t.after(() => rm(folder, { recursive: true, force: true }));
  for (const [name, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), content);
  }
  const { app, page } = await launch(t, example("file-search"));
  const errors = [];
  page.on("pageerror", (error) => errors.push(error));
  t.after(() => assert.deepEqual(errors, []));
  await app.evaluate(({ dialog }, folder) => {
    dialog.showOpenDialog = async () => ({
      canceled: false,
      filePaths: [folder],
    });
  }, folder);
  const shows = (selector, pattern) =>
    until(
      async () => pattern.test(await page.innerText(selector)),
      `${selector} does not show ${pattern}`,
    );
  const search = async (words) => {
    await page.fill("#text", words);
    await page.press("#text", "Enter");
  };
  return { page, folder, shows, search };
}

test("file-search: errors have their own texts, and hits their places", async (t) => {
  const { page, folder, shows, search } = await launchSearch(t, {
    "a.txt": "one\n  two needle three\n",
    "inside/b.txt": "needle\n",
    ".hidden/c.txt": "needle\n",
    "binary.bin": Buffer.from([0xff, 0xfe]),
  });
  await search("needle");
  await shows("#message.error", /^Choose a folder first\.$/);
  await page.click("#choose");
  await until(
    async () => (await text(page, "folder")) === folder,
    "the page does not show the folder",
  );
  await search("");
  await shows("#message.error", /^Type what to search for\.$/);
  await search("needle");
  await shows(".count", /^2 hits, 3 of 3 files, done$/);
  assert.deepEqual(await page.locator(".hits li").allInnerTexts(), [
    "a.txt:2two needle three",
    "inside/b.txt:1needle",
  ]);
});

test("file-search: a paused search stops in Rust, another one goes on, and each can be stopped", async (t) => {
  const files = {};
  for (let number = 0; number < 400; number += 1) {
    files[`${number}.txt`] = "needle and pin\n".repeat(10);
  }
  const { page, shows, search } = await launchSearch(t, files);
  await page.click("#choose");
  await search("needle");
  const first = page.locator(".search", { hasText: "needle" }).last();
  await first.locator(".pause").click();
  const count = () => first.locator(".count").innerText();
  // Rust has sent what the page has room for, and then reads no more files.
  let before = "";
  await until(async () => {
    const now = await count();
    const isStill = now === before;
    before = now;
    await page.waitForTimeout(200);
    return isStill;
  }, "the search does not pause");
  assert.doesNotMatch(before, /done/);
  const [, searched] = /, (\d+) of 400 files/.exec(before);
  assert.ok(Number(searched) < 400, before);

  await search("pin");
  const second = page.locator(".search").first();
  await until(
    async () =>
      (await second.locator(".count").innerText()) ===
      "4,000 hits, 400 of 400 files, done",
    "the second search does not end",
  );
  assert.equal(await count(), before);

  await first.locator(".stop").click();
  await until(
    async () => (await count()).endsWith("stopped"),
    "the first search does not stop",
  );
});

test("file-search: Rust asks before it replaces", async (t) => {
  const { page, folder, shows, search } = await launchSearch(t, {
    "a.txt": "needle, needle\n",
    "b.txt": "a needle\n",
  });
  await page.click("#choose");
  await search("needle");
  await page.fill("#replacement", "pin");
  const read = () =>
    Promise.all(
      ["a.txt", "b.txt"].map((name) => readFile(join(folder, name), "utf8")),
    );

  await page.click("#replace");
  await shows("#question", /^Replace 3 places in 2 files\?$/);
  await page.click("#confirm [value=no]");
  await shows("#message", /^Nothing has been changed\.$/);
  assert.deepEqual(await read(), ["needle, needle\n", "a needle\n"]);

  await page.click("#replace");
  await page.click("#confirm [value=yes]");
  await shows("#message", /^Replaced 3 places in 2 files\.$/);
  assert.deepEqual(await read(), ["pin, pin\n", "a pin\n"]);
});
