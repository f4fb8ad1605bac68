// Hostile input on both doors: values at and beyond the edge of what can be sent, frames that no client
// writes, and messages beyond the limits. Each call gets its own answer, and other calls are served.

import assert from "node:assert/strict";
import test from "node:test";
import { launch, probe, rawClient, until, variant } from "./harness.mjs";

const doors = ["electronAPI", "fast"];

/** Starts an app whose page uses both doors, with these limits. */
async function launchBoth(t, limits) {
  const folder = await variant(t, {
    "index.html": (html) =>
      `${html}<script type="module" src="./fast.js"></script>`,
    "fast.js": `
      import { pageApi } from "./ipc/client.js";
      window.fast = pageApi;
      window.outcome = (promise) =>
        promise.then(
          (value) => ({ value }),
          ({ code, message }) => ({ code, message }),
        );`,
    "main.js": (main) =>
      main.replace("connect({", `connect({ limits: ${JSON.stringify(limits)},`),
  });
  const launched = await launch(t, folder);
  await launched.page.waitForFunction(() => window.fast);
  return launched;
}

/**
 * Sends messages unchanged through the fast door, and then a call. Once the call is answered, returns
 * the headers of all other answers. `after("reply 1")` returns the line after a header.
 */
async function sendFrames(page, messages) {
  const client = await rawClient(page);
  const lines = await client.send(messages);
  const answers = lines.filter((line) => /^(reply|error) /.test(line));
  const after = (header) => lines[lines.indexOf(header) + 1] ?? "";
  return { answers: answers.slice(0, -1), after };
}

for (const door of doors) {
  test(`a value of any shape survives a round trip through ${door}`, async (t) => {
    const { page } = await launchBoth(t);
    const changed = await page.evaluate(async (door) => {
      const isSame = (left, right) => {
        if (typeof left !== "object" || left === null) {
          return Object.is(left, right);
        }
        const keys = Object.keys(left).sort();
        return (
          typeof right === "object" &&
          right !== null &&
          Array.isArray(left) === Array.isArray(right) &&
          keys.join("\n") === Object.keys(right).sort().join("\n") &&
          keys.every((key) => isSame(left[key], right[key]))
        );
      };
      const nested = (depth) => {
        let value = [];
        for (let at = 1; at < depth; at += 1) {
          value = [value];
        }
        return value;
      };
      const values = {
        zero: 0,
        "negative zero": -0,
        "not a number": NaN,
        infinity: -Infinity,
        empty: "",
        false: false,
        null: null,
        "empty array": [],
        "empty object": {},
        "array of falsy values": [0, -0, "", false, null, [], {}],
        "other scripts": "שלום, 世界, é, e\u0301, \u{1F980}\u200D\u{1F980}",
        "separators and controls": '\n\r\t\v\u2028\u2029\ufeff\u007f\x01\\"',
        "zero characters": ["\0", "\0\0", "\0nan", "\0b0", "\0s", "\0i1"],
        "what looks like frames": "call 1 greet\n[]\nreply 1\nat 3\n\n",
        "what looks like an escape": ["\\u0000nan", "\\ud800"],
        "names of the prototype": {
          constructor: 2,
          prototype: null,
          toString: 3,
        },
        "keys to quote": { "": 1, " ": 2, "\0": 3, "a\nb": 4, "\u{1F980}": 5 },
        "what an envelope looks like": { "ipc:ok": 1, "ipc:error": null },
        "100,000 keys": Object.fromEntries(
          Array.from({ length: 100_000 }, (_, at) => [`key ${at}`, at]),
        ),
        "1,000,000 items": Array.from({ length: 1_000_000 }, (_, at) => at),
        "a mebibyte of text": "x\u{1F980}".repeat(2 ** 18),
        "100 levels": nested(100),
      };
      const changed = [];
      for (const [name, value] of Object.entries(values)) {
        const answer = await window.outcome(window[door].mirror(value));
        if (!("value" in answer) || !isSame(value, answer.value)) {
          changed.push([name, answer.message]);
        }
      }
      const nothing = await window.outcome(window[door].mirror());
      return nothing.value === null ? changed : [...changed, ["nothing"]];
    }, door);
    assert.deepEqual(changed, []);
  });

  test(`a value that cannot be sent through ${door} is reported with its path, and the next call is served`, async (t) => {
    const { page, app } = await launchBoth(t);
    const answers = await page.evaluate(async (door) => {
      let deep = [];
      for (let at = 0; at < 130; at += 1) {
        deep = [deep];
      }
      const values = [
        "\ud800",
        { text: ["fine", "\udfff!"] },
        deep,
        { big: 2n ** 128n },
      ];
      const answers = [];
      for (const value of values) {
        answers.push(await window.outcome(window[door].mirror(value)));
      }
      answers.push(await window.outcome(window[door].greet("\ud83e")));
      answers.push(await window.outcome(window[door].greet("you")));
      return answers;
    }, door);
    assert.deepEqual(answers.pop(), { value: "Hello, you!" });
    const paths = [
      "args.value is text with a lone surrogate",
      "args.value.text[1] is text with a lone surrogate",
      "args.value[0][0]",
      "args.value",
      "args.name is text with a lone surrogate",
    ];
    for (const [at, path] of paths.entries()) {
      const { code, message } = answers[at];
      assert.equal(code, "invalid-argument");
      assert.ok(message.includes(path), message);
    }
    assert.deepEqual(await probe(app, "calls"), ["greet you"]);
  });

  test(`a message through ${door} that is too large fails alone, and the next call is served`, async (t) => {
    const { page } = await launchBoth(t, { messageSize: 2 ** 22 });
    const outcomes = await page.evaluate(async (door) => {
      const api = window[door];
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
      const half = new Uint8Array(2 ** 21);
      const size = (promise) =>
        promise.then(
          (value) => (value.text ?? value).length,
          ({ code }) => code,
        );
      return Promise.all([
        size(api.greet("a")),
        size(api.greet("x".repeat(2 ** 22))),
        size(api.greet("b")),
        size(api.echo({ ...parcel, bytes: half, more: [half, half] })),
        size(api.echo({ ...parcel, text: "x".repeat(2 ** 21) })),
        // These numbers are small in the message to Rust, and too large in the answer.
        size(api.mirror(Array.from({ length: 2 ** 20 }, () => 11))),
        size(api.greet("c")),
        ...Array.from({ length: 8 }, () =>
          size(api.greet("x".repeat(2 ** 20))),
        ),
      ]);
    }, door);
    const fine = "Hello, !".length + 2 ** 20;
    assert.deepEqual(outcomes, [
      9,
      "too-large",
      9,
      "too-large",
      2 ** 21,
      "too-large",
      9,
      ...Array(8).fill(fine),
    ]);
  });

  test(`a page with too many open calls through ${door} is overloaded until some end`, async (t) => {
    const { page, app } = await launchBoth(t, { openCalls: 10 });
    const codes = await page.evaluate(async (door) => {
      const api = window[door];
      window.kept = Array.from({ length: 10 }, (_, at) => api.hold(`${at}`));
      const more = [api.hold("more"), api.hold("more")];
      return Promise.all(more.map((it) => it.catch(({ code }) => code)));
    }, door);
    assert.deepEqual(codes, ["overloaded", "overloaded"]);
    await until(
      async () => (await probe(app, "held")) === 10,
      "not all calls are held",
    );
    await probe(app, "release");
    const kept = await page.evaluate(() => Promise.all(window.kept));
    assert.deepEqual(
      kept,
      Array.from({ length: 10 }, (_, at) => `${at}`),
    );
    const next = await page.evaluate((door) => window[door].greet("x"), door);
    assert.equal(next, "Hello, x!");
  });
}

test("each call among hostile frames is answered once, with its own id", async (t) => {
  const { app, page, logged } = await launchBoth(t);
  const { answers, after } = await sendFrames(page, [
    [""],
    ["\n"],
    ["\n\n\n"],
    ["call 1 nobody:serves\n[]\ncall 2 probe:calls\n[]\ncall 3\n[]\n"],
    ['call 4 greet\n[{"not":"text"}]\ncall 5 greet\n[[[\ncall 6 greet\n\n'],
    ['call 7 greet\n["x","y"]\ncall 8 greet\n{}\ncall 9 greet\nnull\n'],
    ['call 10 greet\n["\\u0000nan"]\ncall 11 greet\n["\\ud800"]\n'],
    // A missing buffer, an offset beyond all buffers, and an offset that is no number.
    ['call 12 page:echo\n[{"bytes":"\\u0000b0"}]\n'],
    [
      'at 7\n\ncall 13 page:mirror\n["\\u0000b0"]\ncall 14 greet\n["at 7"]\n',
      [1],
      [1],
    ],
    ['at x\n\ncall 15 page:mirror\n["\\u0000b0"]\n', [1], [1]],
    // Lengths that do not fit the chunks.
    ['call 16 page:mirror\n["\\u0000b1"]\n', [3, 4294967295], [3]],
    ['call 17 greet\n["lengths"]\n', [3, 4294967295], [3]],
    ['call 18 page:mirror\n["\\u0000b0"]\n', [], [3]],
    // Frames that are cut off in the payload, before the payload and in the header.
    ['call 19 greet\n["cut'],
    ["call 20 greet\n"],
    ["call 21 gre"],
    // Frames that only main may send, and an unknown one.
    [
      "open 9\n{}\nclose 1\n\nhello\n{}\nanswer 1\n1\nfail 1\n{}\nreply 1\n1\nfrob\n\n",
    ],
    [
      "cancel 999\n\ncancel\n\nlisten nothing\n\nunlisten news\n\nsend nobody\n[]\n",
    ],
    // Unusual ids, an empty id, and the id of an open call.
    ['call p1 greet\n["p1"]\ncall -1 greet\n["-1"]\ncall  greet\n["none"]\n'],
    ['call 22 page:hold\n["held"]\ncall 22 greet\n["stolen"]\ncancel 22\n\n'],
    ['call 23 greet\n["one"]\ncall 23 greet\n["two"]\n'],
  ]);
  const expected = [];
  for (let id = 1; id <= 23; id += 1) {
    if (id !== 21) {
      expected.push(`${[14, 17, 23].includes(id) ? "reply" : "error"} ${id}`);
    }
  }
  expected.push("reply 23", "reply p1", "reply -1");
  assert.deepEqual(answers.sort(), expected.sort());
  for (const [id, code] of Object.entries({
    1: "not-found",
    2: "not-found|denied",
    3: "not-found",
    22: "cancelled",
  })) {
    assert.match(after(`error ${id}`), new RegExp(`"code":"(${code})"`));
  }
  for (const id of [4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 15, 16, 18, 19, 20]) {
    assert.match(after(`error ${id}`), /"code":"invalid-argument"/);
  }
  assert.equal(after("reply 14"), '"Hello, at 7!"');
  assert.equal(after("reply 17"), '"Hello, lengths!"');
  const calls = await probe(app, "calls");
  assert.deepEqual(calls.sort(), [
    "cancelled held",
    "greet -1",
    "greet at 7",
    "greet last",
    "greet lengths",
    "greet one",
    "greet p1",
    "greet two",
    "hold held",
  ]);
  await logged("call 22 is already open");
});

test("keys of a page neither set a prototype nor change", async (t) => {
  const { page } = await launchBoth(t);
  const answers = await page.evaluate(async () => {
    const keys = JSON.parse('{"__proto__":1,"a":2}');
    const half = { "\ud800": 1, a: 2 };
    const answers = [];
    for (const door of [window.fast, window.electronAPI]) {
      for (const value of [keys, half]) {
        const answer = await window.outcome(door.mirror(value));
        answers.push(answer.message ?? Object.keys(answer.value).sort());
      }
    }
    return answers;
  });
  assert.deepEqual(answers, [
    ["__proto__", "a"],
    'args.value["\\ud800"] is text with a lone surrogate, and cannot be sent',
    // Electron's context bridge drops the other key before the plain door gets it.
    ["a"],
    'args.value["\\ud800"] is text with a lone surrogate, and cannot be sent',
  ]);
});

test("malformed messages are dropped, and the next call is served", async (t) => {
  const { page, logged } = await launchBoth(t);
  const client = await rawClient(page);
  await page.evaluate(() => {
    const text = "call 1 greet\n[]\n";
    const holes = new Array(3);
    for (const message of [
      null,
      1,
      {},
      [],
      [1],
      [text],
      [text, [], []],
      [text, {}, []],
      [text, new Uint32Array(1), ["x"]],
      [text, new Uint32Array(1), [null]],
      [text, new Uint32Array(3), holes],
      [text, new Uint32Array(0), [new Uint8Array(1)]],
      [text, new Float64Array(1), [new Uint8Array(1)]],
      [text, new Uint32Array(1), [new Uint8Array(1)], 1],
      new Map(),
      new Uint8Array(3),
    ]) {
      window.raw.port.postMessage(message);
    }
  });
  const lines = await client.send([]);
  assert.ok(lines.includes("reply 999"));
  await logged("a message of a page is dropped");
});
