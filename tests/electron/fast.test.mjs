// The client and its fast door.

import assert from "node:assert/strict";
import test from "node:test";
import { call, launch, opened, probe, until, variant } from "./harness.mjs";

const files = {
  "index.html": (html) =>
    `${html}<script type="module" src="./fast.js"></script>`,
  "fast.js": `
    import { pageApi } from "./ipc/client.js";
    window.fast = pageApi;`,
};

/** Starts an app whose page uses both doors. */
async function launchFast(t, more = {}) {
  const launched = await launch(t, await variant(t, { ...files, ...more }));
  await launched.page.waitForFunction(() => window.fast);
  return launched;
}

/** Calls `window.fast[method]`. Returns `{ value }`, or `{ error }` with the error's members. */
function fast(page, method, ...args) {
  return page.evaluate(
    async ([method, args]) => {
      try {
        return { value: await window.fast[method](...args) };
      } catch (error) {
        const { name, code, message, data } = error;
        const isError = error instanceof Error;
        return { error: { isError, name, code, message, data } };
      }
    },
    [method, args],
  );
}

test("calls have the same results as on window.electronAPI, and failures are Errors", async (t) => {
  const { app, page } = await launchFast(t);
  assert.deepEqual(await fast(page, "greet", "you"), { value: "Hello, you!" });
  assert.deepEqual(await fast(page, "greet", ""), { value: "Hello, !" });
  assert.deepEqual(await fast(page, "step", 1), { value: 2 });
  assert.deepEqual(await fast(page, "step", 0, 0), { value: 0 });
  assert.deepEqual(await fast(page, "step", 1, null), { value: 2 });
  assert.deepEqual(await fast(page, "refuse", "so"), {
    error: {
      isError: true,
      name: "Refusal",
      code: "because",
      message: "refused, because so",
      data: { kind: "because", reason: "so" },
    },
  });
  const { error: panicked } = await fast(page, "panic");
  assert.equal(panicked.code, "internal");
  const { error: invalid } = await fast(page, "greet", 1);
  assert.equal(invalid.code, "invalid-argument");
  assert.match(invalid.message, /args\.name/);
  assert.deepEqual(await fast(page, "askMain", "what"), {
    value: 'the answer to "what" is 42',
  });
  await page.evaluate(() => window.fast.note("noted"));
  await until(
    async () => (await probe(app, "calls")).includes("note noted"),
    "the note did not arrive",
  );
});

test("values survive a round trip through both doors", async (t) => {
  const { page } = await launchFast(t);
  const problems = await page.evaluate(async () => {
    const parcel = {
      text: "",
      keys: {},
      big: 0n,
      float: 0,
      bytes: new Uint8Array(),
      more: [],
      flag: false,
      nothing: null,
    };
    const large = new Uint8Array(100_000).fill(7);
    const changes = [
      {},
      { text: "\0nan", keys: { "\0": "\0\0", constructor: "", "\0sx": "" } },
      { text: '\u{1F980} \u2028 "\\ \n', keys: { "a b": "\n" } },
      { big: 2n ** 53n - 1n },
      { big: 2n ** 53n },
      { big: 2n ** 64n - 1n },
      { float: NaN },
      { float: Infinity },
      { float: -Infinity },
      { float: -0 },
      { float: 5e-324 },
      { bytes: new Uint8Array([0, 255]), more: [new Uint8Array([1])] },
      {
        bytes: large.subarray(10, 20),
        more: [large, large.subarray(1), large],
      },
      { more: Array.from({ length: 300 }, (_, at) => new Uint8Array(at % 3)) },
    ];
    const isSame = (left, right) => {
      if (left instanceof Uint8Array) {
        return right instanceof Uint8Array && String(left) === String(right);
      }
      if (typeof left !== "object" || left === null) {
        return Object.is(left, right);
      }
      const [keys, others] = [left, right].map((it) => Object.keys(it).sort());
      return (
        String(keys) === String(others) &&
        keys.every((key) => isSame(left[key], right[key]))
      );
    };
    const all = changes.map((change) => ({ ...parcel, ...change }));
    const echoes = await Promise.all([
      ...all.map((value) => window.fast.echo(value)),
      ...all.map((value) => window.electronAPI.echo(value)),
    ]);
    return [...all, ...all].flatMap((value, at) =>
      isSame(value, echoes[at]) ? [] : [at],
    );
  });
  assert.deepEqual(problems, []);
});

test("a value that cannot be sent is reported with its path, and fails only its call", async (t) => {
  const { page } = await launchFast(t);
  const messages = await page.evaluate(async () => {
    const deep = { text: "x" };
    deep.self = deep;
    const wrong = ["\ud800", () => {}, new Map(), deep, 300n].map((name) =>
      window.fast
        .greet(name)
        .catch(({ code, message }) => `${code}: ${message}`),
    );
    return Promise.all([
      window.fast.greet("a"),
      ...wrong,
      window.fast.greet("b"),
    ]);
  });
  assert.equal(messages.shift(), "Hello, a!");
  assert.equal(messages.pop(), "Hello, b!");
  for (const message of messages) {
    assert.match(message, /^invalid-argument: .*args\.name/s);
  }
});

for (const method of ["burst", "burstLater"]) {
  test(`no reply of fast.${method} overtakes its events`, async (t) => {
    const { page } = await launchFast(t);
    const seen = await page.evaluate(async (method) => {
      const ticks = new Map();
      let disordered = 0;
      const unsubscribe = window.fast.onTick((call, number) => {
        disordered += Number((ticks.get(call) ?? 0) !== number);
        ticks.set(call, number + 1);
      });
      let overtaken = 0;
      const make = async (call) => {
        const answer = await window.fast[method](call, 3);
        overtaken += Number(answer !== call || ticks.get(call) !== 3);
      };
      for (let call = 0; call < 100; call += 1) {
        await make(call);
      }
      const calls = Array.from({ length: 1900 }, (_, at) => make(100 + at));
      await Promise.all(calls);
      unsubscribe();
      return { answered: ticks.size, overtaken, disordered };
    }, method);
    assert.deepEqual(seen, { answered: 2000, overtaken: 0, disordered: 0 });
  });
}

test("each answer has its own bytes, also while the plain door listens", async (t) => {
  const { page } = await launchFast(t);
  const got = await page.evaluate(async () => {
    window.electronAPI.onNews(() => {});
    await window.electronAPI.greet("");
    const echo = (...sizes) =>
      window.fast.echo({
        text: "",
        keys: {},
        big: 0n,
        float: 0,
        bytes: new Uint8Array(sizes[0]).fill(sizes[0]),
        more: sizes.slice(1).map((size) => new Uint8Array(size).fill(size)),
        flag: false,
        nothing: null,
      });
    const parcels = await Promise.all([
      echo(1),
      window.fast.greet("x"),
      echo(2, 3, 0),
      echo(112, 5),
      window.fast.greet("y"),
    ]);
    const show = ({ bytes, more }) =>
      [bytes, ...more].map((part) => part.join());
    return parcels.map((parcel) =>
      typeof parcel === "string" ? parcel : show(parcel),
    );
  });
  const bytes = (size) => Array(size).fill(size).join();
  assert.deepEqual(got, [
    [bytes(1)],
    "Hello, x!",
    [bytes(2), bytes(3), ""],
    [bytes(112), bytes(5)],
    "Hello, y!",
  ]);
});

test("an event arrives once through each door that listens", async (t) => {
  const { app, page } = await launchFast(t);
  await page.evaluate(async () => {
    window.received = [];
    window.stopFast = window.fast.onNews((text) =>
      window.received.push(`fast ${text}`),
    );
    window.stopPlain = window.electronAPI.onNews((text) =>
      window.received.push(`plain ${text}`),
    );
    await window.fast.greet("");
    await window.electronAPI.greet("");
  });
  assert.equal(await probe(app, "publish", "1"), 1);
  await page.waitForFunction(() => window.received.length === 2);
  await page.evaluate(async () => {
    window.stopPlain();
    await window.electronAPI.greet("");
  });
  assert.equal(await probe(app, "publish", "2"), 1);
  await page.waitForFunction(() => window.received.length === 3);
  await page.evaluate(async () => {
    window.stopFast();
    window.stopFast();
    await window.fast.greet("");
  });
  assert.equal(await probe(app, "publish", "3"), 0);
  const received = await page.evaluate(() => window.received);
  assert.deepEqual(received.sort(), ["fast 1", "fast 2", "plain 1"]);
});

test("listeners that were added before attach() get events after it", async (t) => {
  const { app, page } = await launchFast(t, {
    "main.js": (main) =>
      main.replace(
        /global\.connection\.attach\(.*\);/,
        "global.attach = () => global.connection.attach(global.window);",
      ),
  });
  await page.evaluate(() => {
    window.received = [];
    window.stops = ["fast", "electronAPI"].map((door) =>
      window[door].onNews((text) => window.received.push(`${door} ${text}`)),
    );
  });
  await app.evaluate(() => global.attach());
  await until(
    async () => (await fast(page, "greet", "x")).value === "Hello, x!",
    "the page is not served",
  );
  assert.equal(await probe(app, "publish", "1"), 1);
  await page.waitForFunction(() => window.received.length === 2);
  await page.evaluate(async () => {
    window.stops.forEach((stop) => stop());
    await window.fast.greet("");
    await window.electronAPI.greet("");
  });
  assert.equal(await probe(app, "publish", "2"), 0);
  const received = await page.evaluate(() => window.received);
  assert.deepEqual(received.sort(), ["electronAPI 1", "fast 1"]);
});

test("calls of a page are cancelled by its reload, and do not settle in the next page", async (t) => {
  const { app, page } = await launchFast(t);
  await page.evaluate(() => {
    for (let index = 0; index < 20; index += 1) {
      window.fast.hold(`old ${index}`).catch(() => {});
    }
  });
  await until(
    async () => (await probe(app, "held")) === 20,
    "not all calls are held",
  );
  await page.reload();
  await page.waitForFunction(() => window.fast);
  await until(async () => (await probe(app, "held")) === 0, "a call is held");
  const answers = await page.evaluate(() =>
    Promise.all([window.fast.greet("x"), window.fast.step(1)]),
  );
  assert.deepEqual(answers, ["Hello, x!", 2]);
});

test("when the Rust side ends, open and later calls fail with `backend-gone`", async (t) => {
  const { app, page } = await launchFast(t);
  await page.evaluate(() => {
    const code = (promise) => promise.then(String, (error) => error.code);
    const { fast } = window;
    window.outcomes = Promise.all([fast.hold("a"), fast.hold("b")].map(code));
  });
  await until(
    async () => (await probe(app, "held")) === 2,
    "not all calls are held",
  );
  await app.evaluate(() => global.connection.close());
  const codes = await page.evaluate(async () => {
    const code = (promise) => promise.then(String, (error) => error.code);
    const { fast } = window;
    const alone = await code(fast.greet("c"));
    const together = await Promise.all(
      [fast.greet("d"), fast.greet("e")].map(code),
    );
    return [...(await window.outcomes), alone, ...together];
  });
  assert.deepEqual(codes, Array(5).fill("backend-gone"));
});

test("each call of a denied page is refused", async (t) => {
  const { app } = await launchFast(t);
  const stranger = await opened(app, () => {
    global.openWindow().loadFile("index.html");
  });
  await stranger.waitForFunction(() => window.fast);
  const codes = await stranger.evaluate(() =>
    Promise.all(
      ["a", "b"].map((name) =>
        window.fast.greet(name).catch((error) => error.code),
      ),
    ),
  );
  assert.deepEqual(codes, ["denied", "denied"]);
  assert.deepEqual(await probe(app, "calls"), []);
});

test("a client without connect() fails with a hint", async (t) => {
  const { page } = await launchFast(t, {
    "main.js": (main) =>
      main
        .replace("await global.connectNow();", "")
        .replace(/global\.connection\.attach\(.*\);/, ""),
  });
  const { error } = await fast(page, "greet", "x");
  assert.equal(error.code, "not-found");
  assert.match(error.message, /connect\(\)/);
});

test("a client without a generated preload fails with a hint", async (t) => {
  const { page } = await launchFast(t, {
    "ipc/preload.js": "",
  });
  const { error } = await fast(page, "greet", "x");
  assert.equal(error.code, "not-found");
  assert.match(error.message, /preload\.js/);
});

test("each copy of the client has its own calls and listeners", async (t) => {
  const { app, page } = await launchFast(t, {
    "fast.js": `
      import { pageApi } from "./ipc/client.js";
      window.fast = pageApi;
      window.copy = (number) => import("./ipc/client.js?" + number);`,
  });
  const counts = await page.evaluate(async () => {
    const copies = [window.fast];
    for (let number = 0; number < 5; number += 1) {
      copies.push((await window.copy(number)).pageApi);
    }
    window.received = copies.map(() => 0);
    copies.forEach((copy, at) => copy.onNews(() => (window.received[at] += 1)));
    const greetings = await Promise.all(
      copies.flatMap((copy, at) => [
        copy.greet(`${at}`),
        copy.hold("x", { timeoutMs: 20 }).catch(({ code }) => code),
      ]),
    );
    return greetings;
  });
  assert.deepEqual(counts.filter((it) => it === "timeout").length, 6);
  assert.deepEqual(counts.filter((it) => /^Hello, \d!$/.test(it)).length, 6);
  // All clients belong to one page.
  assert.equal(await probe(app, "publish", "news"), 1);
  await page.waitForFunction(() =>
    window.received.every((count) => count === 1),
  );
});

test("clients beyond the limit of a page are refused", async (t) => {
  const { page } = await launchFast(t, {
    "fast.js": `
      import { pageApi } from "./ipc/client.js";
      window.fast = pageApi;
      window.copy = (number) => import("./ipc/client.js?" + number);`,
    "main.js": (main) =>
      main.replace("connect({", "connect({ limits: { clients: 2 },"),
  });
  const codes = await page.evaluate(async () => {
    const codes = [];
    for (let number = 0; number < 4; number += 1) {
      const { pageApi } = await window.copy(number);
      codes.push(await pageApi.greet("x").catch(({ code }) => code));
    }
    return codes;
  });
  assert.deepEqual(codes, [
    "Hello, x!",
    "Hello, x!",
    "overloaded",
    "overloaded",
  ]);
});
