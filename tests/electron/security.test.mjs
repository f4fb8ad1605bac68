// Attacks by the script of a page, and by a compromised renderer, which has the raw `ipcRenderer` and the
// page's name. Each attack gets an answer, main stays responsive, and other pages are served.

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
  rawClient,
  serve,
  testApp,
  until,
  variant,
} from "./harness.mjs";

/** The longest time that main may be busy with one message, in milliseconds. All here need far less. */
const PATIENCE_MS = 5_000;

/** The id of the world in which preloads run. */
const PRELOAD_WORLD = 999;

/** A preload that leaves its secrets in the world of preloads. */
const compromised = {
  "ipc/preload.js": (preload) =>
    `globalThis.raw = require("electron").ipcRenderer;
     globalThis.MessageChannel = MessageChannel;
     ${preload.replace("const PAGE =", "const PAGE = globalThis.page =")}`,
};

/** Runs code in the world of a window's preload, as an attacker in its renderer would. */
function takeOver(app, code, window = "window") {
  return app.evaluate(
    (_, [code, window, world]) =>
      global[window].webContents.executeJavaScriptInIsolatedWorld(world, [
        { code: `(async () => { ${code} })()` },
      ]),
    [code, window, PRELOAD_WORLD],
  );
}

/** Runs an attack, and asserts that main is never busy for long meanwhile. */
async function staysResponsive(app, attack) {
  await app.evaluate(() => {
    global.busiest = 0;
    let last = Date.now();
    global.pulse = setInterval(() => {
      const now = Date.now();
      global.busiest = Math.max(global.busiest, now - last);
      last = now;
    }, 5);
  });
  const result = await attack();
  const longest = await app.evaluate(() => {
    clearInterval(global.pulse);
    return global.busiest;
  });
  assert.ok(longest < PATIENCE_MS, `main was busy for ${longest} ms`);
  return result;
}

const assertServed = async (page) =>
  assert.deepEqual(await call(page, "greet", "you"), { value: "Hello, you!" });

test("a graph whose tree is infinite or larger than memory is too large", async (t) => {
  const { app, page } = await launch(t, testApp);
  const codes = await staysResponsive(app, () =>
    page.evaluate(async () => {
      const { echo, mirror } = window.electronAPI;
      let graph = [];
      for (let level = 0; level < 60; level += 1) {
        graph = [graph, graph];
      }
      const chunk = new Uint8Array(65_000);
      const parcel = {
        text: "",
        keys: {},
        big: 0n,
        float: 0,
        bytes: chunk,
        more: Array(60_000).fill(chunk),
        flag: false,
        nothing: null,
      };
      const code = (promise) => promise.then(String, ({ code }) => code);
      return [await code(mirror(graph)), await code(echo(parcel))];
    }),
  );
  assert.deepEqual(codes, ["too-large", "too-large"]);
  await assertServed(page);
});

test("an integer of millions of bits is refused before it is printed", async (t) => {
  const { app, page } = await launch(t, testApp);
  const codes = await staysResponsive(app, () =>
    page.evaluate(async () => {
      const code = (promise) => promise.then(String, ({ code }) => code);
      const codes = [];
      for (const bits of [128n, 1_000_000n, 20_000_000n]) {
        for (const integer of [1n << bits, -(1n << bits)]) {
          codes.push(await code(window.electronAPI.mirror(integer)));
        }
      }
      return codes;
    }),
  );
  assert.deepEqual(codes, Array(6).fill("invalid-argument"));
  await assertServed(page);
});

test("a sparse array with a huge length is too large", async (t) => {
  const { app, page } = await launch(t, await variant(t, compromised));
  const answers = await staysResponsive(app, () =>
    takeOver(
      app,
      `const holes = []; holes.length = 4294967295;
       const last = { "ipc:page": page };
       const byHand = await raw.invoke("page:mirror", holes).catch((error) => error.message);
       const ours = await raw.invoke("page:mirror", holes, last);
       const inside = await raw.invoke("page:mirror", [[holes]], last);
       return [byHand, ours["ipc:error"][1].code, inside["ipc:error"][1].code];`,
    ),
  );
  assert.match(answers[0], /larger than a message may be/);
  assert.deepEqual(answers.slice(1), ["too-large", "too-large"]);
  await assertServed(page);
});

test("no message ends the Rust side", async (t) => {
  const { app, page } = await launch(t, await variant(t, compromised));
  await takeOver(
    app,
    `const odd = [undefined, null, 1, "x", [], new Array(3), {}, { page: 7 }, { page }, { page, channel: 7 },
       { page, channel: "__proto__" }, { page, channel: "news", more: new Array(3) }, new Map(), new Uint8Array(3), 1n];
     for (const channel of ["ipc:hello", "ipc:listen", "ipc:unlisten", "ipc:frames", "ipc:mark", "note", "greet"]) {
       for (const value of odd) {
         raw.send(channel, value);
         raw.send(channel, value, value, value, { "ipc:page": page });
         raw.postMessage(channel, value, [new MessageChannel().port2]);
         raw.invoke(channel, value).catch(() => {});
         raw.invoke(channel, value, { "ipc:page": page, mark: value }).catch(() => {});
       }
     }
     for (let time = 0; time < 1000; time += 1) {
       raw.postMessage("ipc:hello", { page: String(time) }, [new MessageChannel().port2]);
     }`,
  );
  await assertServed(page);
  assert.equal(await probe(app, "held"), 0);
});

test("another renderer cannot reach the listeners of a page", async (t) => {
  const { app, page } = await launch(t, await variant(t, compromised));
  await page.evaluate(() => {
    window.received = [];
    window.electronAPI.onTick((...args) => window.received.push(args));
  });
  const denied = await opened(app, () => {
    global.evil = global.openWindow();
    return global.evil.loadURL("data:text/html,<title>Evil</title>");
  });
  await denied.waitForLoadState();
  const target = await app.evaluate(() => global.window.webContents.id);
  const hasSendTo = await takeOver(
    app,
    `if (typeof raw.sendTo !== "function") return false;
     raw.sendTo(${target}, "tick", 666, 1);
     raw.sendTo(${target}, "tick", 666, 1, { "ipc:event": page });
     raw.sendTo(${target}, "ipc:mark", page, 666);
     return true;`,
    "evil",
  );
  assert.equal(typeof hasSendTo, "boolean");
  assert.deepEqual(await call(page, "burst", 1, 2), { value: 1 });
  assert.deepEqual(await page.evaluate(() => window.received), [
    [1, 0],
    [1, 1],
  ]);
});

test("a URL that a page has set itself does not change its permissions", async (t) => {
  const folder = await variant(t, compromised);
  const evil = `${folder}-evil`;
  t.after(() => rm(evil, { recursive: true, force: true }));
  await mkdir(evil);
  await writeFile(
    join(evil, "index.html"),
    "<!doctype html><title>Evil</title>",
  );
  const url = pathToFileURL(join(evil, "index.html")).href;
  const own = pathToFileURL(join(folder, "index.html")).href;

  const { app, page } = await launch(t, folder);
  await page.goto(url);
  const attack = `
    history.replaceState(null, "", ${JSON.stringify(own)});
    const byHand = await raw.invoke("greet", "Eve").catch((error) => error.message);
    const same = await raw.invoke("greet", "Eve", { "ipc:page": page });
    const channel = new MessageChannel();
    globalThis.kept = channel.port1;
    raw.postMessage("ipc:hello", { page: "another", protocol: 2, schema: "" }, [channel.port2]);
    const other = await raw.invoke("greet", "Eve", { "ipc:page": "another" });
    return [byHand, same["ipc:error"][1].code, other["ipc:error"][1].code];`;
  const [byHand, ...codes] = await takeOver(app, attack);
  assert.match(byHand, /is not a file of the application/);
  assert.deepEqual(codes, ["denied", "denied"]);

  // The same holds if the window is attached later.
  const late = await opened(
    app,
    (_, url) => {
      global.late = global.openWindow();
      return global.late.loadURL(url);
    },
    url,
  );
  await late.evaluate((own) => history.replaceState(null, "", own), own);
  await app.evaluate(() => global.connection.attach(global.late));
  assert.equal((await call(late, "greet", "Eve")).error.code, "denied");
  assert.deepEqual(await probe(app, "calls"), []);

  await page.goto(own);
  await assertServed(page);
});

test("messages of a denied page during a navigation are not taken for the next page's", async (t) => {
  const origin = await serve(t, {
    "/": (_request, response) => {
      response.setHeader("Content-Type", "text/html");
      response.end("<!doctype html><title>Foreign</title>");
    },
  });
  const folder = await variant(t, compromised);
  const own = pathToFileURL(join(folder, "index.html")).href;
  const { app, page } = await launch(t, folder);
  for (let time = 0; time < 10; time += 1) {
    await page.goto(origin);
    await probe(app, "calls");
    await takeOver(
      app,
      `const evil = () => {
         for (const last of [[], [{ "ipc:page": page }]]) {
           raw.send("note", "evil", ...last);
           raw.invoke("greet", "evil", ...last).catch(() => {});
         }
       };
       for (const name of ["beforeunload", "pagehide", "unload", "visibilitychange"]) addEventListener(name, evil);
       globalThis.again = setInterval(evil, 0);`,
    );
    await page.goto(own);
    await assertServed(page);
    assert.deepEqual(await probe(app, "calls"), ["greet you"]);
  }
});

test("a million empty frames take little time and few lines of the log", async (t) => {
  const { app, page, log } = await launch(t, testApp);
  const client = await rawClient(page);
  const before = log().length;
  await staysResponsive(app, () => client.send([["\n".repeat(3_000_000)]]));
  await staysResponsive(app, () =>
    client.send(
      Array.from({ length: 2_000 }, (_, at) => [`evil\u001b[31m ${at}\n\n`]),
    ),
  );
  const written = log().slice(before);
  assert.ok(written.length < 100_000, `${written.length} bytes of log`);
  assert.doesNotMatch(written, /\u001b/);
  await assertServed(page);
});

test("the bytes in arguments of open calls are limited for all pages of a window together", async (t) => {
  const { app, page } = await launch(t, testApp);
  const hold = (page) =>
    page.evaluate(async () => {
      const text = "x".repeat(60 * 2 ** 20);
      const codes = Array.from({ length: 8 }, (_, at) =>
        window.electronAPI
          .hold(`${at}${text}`)
          .then(String, ({ code }) => code),
      );
      // Calls are handled in order, so these are refused or held once the next one is answered.
      await window.electronAPI.greet("");
      const later = new Promise((resolve) => setTimeout(resolve, 100));
      const settled = await Promise.all(
        codes.map((code) => Promise.race([code, later])),
      );
      return settled.filter((code) => code === "overloaded").length;
    });
  assert.equal(await hold(page), 4);
  assert.deepEqual(
    await call(page, "who").then(({ error }) => error),
    undefined,
  );
  await page.reload();
  await assertServed(page);
});

test("attach() refuses options that allow more than intended", async (t) => {
  const { app } = await launch(t, testApp);
  const messages = await app.evaluate(() => {
    const attempts = [
      { api: ["PageApi"] },
      { apis: ["PageAPI"] },
      { label: 7 },
      ...[
        "*",
        "https://*.a.b",
        "file://",
        "data://",
        "about://",
        "null",
        "https://a.b/",
        "a.b",
        "https://A.b",
      ].map((origin) => ({ origins: [origin] })),
    ];
    return attempts.map((options) => {
      const window = global.openWindow({});
      try {
        global.connection.attach(window, options);
        return `attached with ${JSON.stringify(options)}`;
      } catch (error) {
        return error.message;
      } finally {
        window.destroy();
      }
    });
  });
  const [typo, unknown, label, ...origins] = messages;
  assert.match(typo, /no option "api": the options are label, apis, origins/);
  assert.match(unknown, /no API "PageAPI": the APIs are .*PageApi/);
  assert.match(label, /label/);
  for (const message of origins) {
    assert.match(message, /is not (an|the) origin/);
  }
  const isolation = await app.evaluate(() => {
    const attempts = [
      { contextIsolation: false, sandbox: false },
      { nodeIntegration: true, sandbox: false },
    ];
    return attempts.map((preferences) => {
      const window = global.openWindow(preferences);
      try {
        global.connection.attach(window);
        return "attached";
      } catch (error) {
        return error.message;
      } finally {
        window.destroy();
      }
    });
  });
  assert.match(isolation[0], /contextIsolation/);
  assert.match(isolation[1], /nodeIntegration/);
});

test("a forged page name, or that of another page, is not served", async (t) => {
  const { app, page } = await launch(t, await variant(t, compromised));
  const name = await takeOver(app, "return page;");
  await opened(app, () => {
    global.other = global.openWindow();
    global.connection.attach(global.other, { apis: [] });
    return global.other.loadFile("index.html");
  });
  await until(
    () => takeOver(app, "return typeof page === 'string'", "other"),
    "the other page has not loaded",
  );
  const codes = await takeOver(
    app,
    `const names = [${JSON.stringify(name)}, "", "x", page];
     const answers = [];
     for (const name of names) {
       answers.push((await raw.invoke("greet", "Eve", { "ipc:page": name }))["ipc:error"][1].code);
     }
     return answers;`,
    "other",
  );
  assert.deepEqual(codes, ["not-found", "not-found", "not-found", "denied"]);
  assert.deepEqual(await probe(app, "calls"), []);
  await assertServed(page);
});
