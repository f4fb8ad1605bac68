// The policy: pages in the main frame of an attached window are served, if they are the app's own
// files or have a named origin. All other calls are denied before they reach Rust.

import assert from "node:assert/strict";
import { mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import test from "node:test";
import { pathToFileURL } from "node:url";
import {
  call,
  launch,
  opened,
  probe,
  serve,
  testApp,
  variant,
} from "./harness.mjs";

const html = (request, response) => {
  response.setHeader("Content-Type", "text/html");
  response.end("<!doctype html><title>Foreign</title><p>A page.</p>");
};

/** Asserts that calls of `page` are denied and do not reach Rust. */
async function assertDenied(app, page) {
  await probe(app, "calls");
  const { error } = await call(page, "greet", "Eve");
  assert.equal(error?.name, "IpcError");
  assert.equal(error.code, "denied");
  await page.evaluate(() => window.electronAPI.note("from Eve"));
  // A `send` arrives before a later `invoke`.
  await call(page, "greet", "Eve");
  assert.deepEqual(await probe(app, "calls"), []);
}

async function assertServed(app, page) {
  await probe(app, "calls");
  assert.deepEqual(await call(page, "greet", "Ada"), { value: "Hello, Ada!" });
  assert.deepEqual(await probe(app, "calls"), ["greet Ada"]);
}

test("a window that was not attached is denied", async (t) => {
  const { app, page, logged } = await launch(t, testApp);
  const other = await opened(app, () => {
    global.other = global.openWindow();
    return global.other.loadFile("index.html");
  });
  await assertDenied(app, other);
  await logged('"note" of web contents');
  await assertServed(app, page);

  await app.evaluate(() => {
    global.connection.attach(global.other, { label: "other" });
  });
  await other.reload();
  assert.equal((await call(other, "who")).value.label, "other");
});

test("a window that was attached without an API is denied that API", async (t) => {
  const { app } = await launch(t, testApp);
  const page = await opened(app, () => {
    const window = global.openWindow();
    global.connection.attach(window, { apis: [] });
    return window.loadFile("index.html");
  });
  await assertDenied(app, page);
});

test("an iframe is denied, but not the page around it", async (t) => {
  const folder = await variant(t, {
    "outer.html": `<!doctype html><title>Outer</title><iframe src="inner.html"></iframe>`,
    "inner.html": `<!doctype html><title>Inner</title>`,
  });
  const { app } = await launch(t, folder);
  const page = await opened(app, () => {
    const window = global.openWindow({ nodeIntegrationInSubFrames: true });
    global.connection.attach(window);
    return window.loadFile("outer.html");
  });
  await assertServed(app, page);
  const inner = page
    .frames()
    .find((frame) => frame.url().endsWith("inner.html"));
  await assertDenied(app, inner);
  await assertServed(app, page);
});

test("a page of a foreign origin is denied unless its origin is named", async (t) => {
  const origin = await serve(t, { "/": html });
  const other = await serve(t, { "/": html });
  const { app, page } = await launch(t, testApp);
  await page.goto(origin);
  await assertDenied(app, page);

  const named = await opened(
    app,
    (_, origin) => {
      global.named = global.openWindow();
      global.connection.attach(global.named, {
        label: "named",
        origins: [origin],
      });
      return global.named.loadURL(origin);
    },
    origin,
  );
  await assertServed(app, named);
  const { value } = await call(named, "who");
  assert.equal(value.origin, origin);
  assert.equal(value.url, `${origin}/`);
  assert.equal(value.label, "named");
  const [window, process] = await app.evaluate(() => [
    global.named.id,
    global.named.webContents.getProcessId(),
  ]);
  assert.equal(value.window, window);
  assert.match(value.frame, new RegExp(`^${process}:\\d+$`));

  await named.goto(other);
  await assertDenied(app, named);
  await named.goto(origin);
  await assertServed(app, named);
});

test("a file that is not the app's own is denied", async (t) => {
  const folder = await variant(t, {});
  // The path of this folder begins like that of the app's folder.
  const evil = `${folder}-evil`;
  t.after(() => rm(evil, { recursive: true, force: true }));
  await mkdir(evil);
  await writeFile(
    join(evil, "index.html"),
    "<!doctype html><title>Evil</title>",
  );

  const { app, page } = await launch(t, folder);
  await assertServed(app, page);
  await page.goto(pathToFileURL(join(evil, "index.html")).href);
  await assertDenied(app, page);
});

test("calls of a page while it loads are authorized by that page, not by the previous one", async (t) => {
  const early =
    "window.early = window.electronAPI.greet('early').catch((error) => error.code);";
  const origin = await serve(t, {
    "/": (request, response) => {
      response.setHeader("Content-Type", "text/html");
      response.end(
        `<!doctype html><title>Foreign</title><script>${early}</script>`,
      );
    },
  });
  const folder = await variant(t, {
    "early.html": `<!doctype html><title>Own</title><script>${early}</script>`,
  });
  const { app, page } = await launch(t, folder);
  const own = page.url().replace("index.html", "early.html");
  for (let time = 0; time < 5; time += 1) {
    await page.goto(origin);
    assert.equal(await page.evaluate(() => window.early), "denied");
    assert.deepEqual(await probe(app, "calls"), []);
    await page.goto(own);
    assert.equal(await page.evaluate(() => window.early), "Hello, early!");
    assert.deepEqual(await probe(app, "calls"), ["greet early"]);
  }
});

test("a window that a page opens is denied", async (t) => {
  const { app, page } = await launch(t, testApp);
  const [child] = await Promise.all([
    app.waitForEvent("window"),
    page.evaluate(() => {
      window.open(location.href);
    }),
  ]);
  await child.waitForLoadState();
  if (await child.evaluate(() => "electronAPI" in window)) {
    await assertDenied(app, child);
  }
  await assertServed(app, page);
});
