// What connect makes of values and of the frames of Rust. This needs no Electron: the addon, the
// window and its page are written here, around the files that the compiler's own tests generate.

import assert from "node:assert/strict";
import { EventEmitter } from "node:events";
import { copyFile, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import test from "node:test";
import { fileURLToPath, pathToFileURL } from "node:url";

const fixtures = join(
  dirname(fileURLToPath(import.meta.url)),
  "../../ipc-codegen/tests/targets",
);

/** The connect.cjs of a fixture, with a Rust side and a page that do what the test says. */
async function start(t, fixture, { host, limits, answer = () => [] } = {}) {
  const folder = await mkdtemp(join(tmpdir(), "ipc-wire-"));
  t.after(() => rm(folder, { recursive: true }));
  await mkdir(join(folder, "node_modules/electron"), { recursive: true });
  await writeFile(join(folder, "node_modules/electron/index.js"), "");
  await copyFile(
    join(fixtures, fixture, "connect.cjs"),
    join(folder, "connect.cjs"),
  );
  const require = createRequire(join(folder, "main.js"));

  const handlers = new Map();
  const ipcMain = new EventEmitter();
  ipcMain.handle = (channel, handler) => handlers.set(channel, handler);
  const electron = {
    ipcMain,
    app: Object.assign(new EventEmitter(), { getAppPath: () => folder }),
  };
  require("electron");
  require.cache[require.resolve("electron")].exports = electron;

  const rust = {
    frames: [],
    buffers: [],
    closed: 0,
    wake: undefined,
    ready: [],
  };
  rust.receive = (page, text, lengths, chunks) => {
    const [head, payload] = text.split("\n");
    rust.frames.push([page, head, payload]);
    rust.buffers.push(...buffersOf(lengths ?? [], chunks ?? []));
    const [verb, ...rest] = head.split(" ");
    return packets(
      verb === "hello"
        ? [0, "welcome\n\n", []]
        : answer(page, verb, rest, payload),
    );
  };
  const connection = require("./connect.cjs").connect({
    addon: {
      open: (wake) => (rust.wake = wake),
      receive: rust.receive,
      drain: () => packets(rust.ready.splice(0)),
      close: () => (rust.closed += 1),
    },
    host,
    limits,
  });

  const contents = Object.assign(new EventEmitter(), {
    id: 1,
    got: [],
    send: (...message) => contents.got.push(message),
    isDestroyed: () => false,
    getURL: () => pathToFileURL(join(folder, "index.html")).href,
  });
  connection.attach({ id: 7, webContents: contents });
  contents.emit(
    "did-frame-navigate",
    {},
    contents.getURL(),
    200,
    "OK",
    true,
    4,
    1,
  );
  const event = { sender: contents, processId: 4, frameId: 1 };
  ipcMain.emit("ipc:hello", event, {
    session: "s",
    ...hello(fixtures, fixture, require),
  });
  contents.got.length = 0;
  return {
    connection,
    contents,
    electron,
    rust,
    frames: (...message) => handlers.get("ipc:frames")(event, ...message),
    invoke: (channel, ...args) =>
      handlers.get(channel)(event, ...args, { "ipc:call": "s" }),
    listen: (channel) =>
      ipcMain.emit("ipc:listen", event, { session: "s", channel }),
    send: (channel, ...args) =>
      ipcMain.emit(channel, event, ...args, { "ipc:call": "s" }),
    call: () => rust.frames.at(-1),
  };
}

/** Page, text and buffers of each packet, as an addon gives them: each buffer in its own chunk. */
function packets(flat) {
  const packets = [];
  for (let at = 0; at < flat.length; at += 3) {
    const [page, text, buffers] = flat.slice(at, at + 3);
    const lengths = buffers.map((buffer) => buffer.length);
    packets.push(page, text, lengths, buffers);
  }
  return packets;
}

/** The buffers that lie in chunks, one after the other. */
function buffersOf(lengths, chunks) {
  const all = Buffer.concat(chunks ?? []);
  let at = 0;
  return (lengths ?? []).map((length) =>
    Uint8Array.from(all.subarray(at, (at += length))),
  );
}

/** What the fixture's preload says of itself. */
function hello(fixtures, fixture, require) {
  const text = require("node:fs").readFileSync(
    join(fixtures, fixture, "preload.js"),
    "utf8",
  );
  return { protocol: 1, schema: /schema: "(\w+)"/.exec(text)[1] };
}

/** Answers each call with this text. */
const replies = (text, buffers = []) => ({
  answer: (page, verb, [id]) =>
    verb === "call" ? [page, `reply ${id}\n${text}\n`, buffers] : [],
});

/** The mark and the value of an answer, which comes as it is if there is no mark to wait for. */
const answered = (answer) => answer?.["ipc:ok"] ?? [0, answer];

test("values go to Rust as they are", async (t) => {
  const { send, call, rust } = await start(t, "types");
  const cases = [
    [true, "true"],
    [undefined, "null"],
    ["text", '"text"'],
    ["\0text", '"\\u0000s\\u0000text"'],
    ["\u{1F980}", '"\u{1F980}"'],
    ["\\ud800", '"\\\\ud800"'],
    [-0, '"\\u0000-0"'],
    [NaN, '"\\u0000nan"'],
    [-Infinity, '"\\u0000-inf"'],
    [5n, "5"],
    [2n ** 53n, '"\\u0000i9007199254740992"'],
    [[1, undefined, , null], "[1,null,null,null]"],
    [{ a: undefined, b: { "\0c": 1 } }, '{"b":{"\\u0000s\\u0000c":1}}'],
    [JSON.parse('{"__proto__":1}'), '{"__proto__":1}'],
    [Object.create(null), "{}"],
    [{ bytes: Uint8Array.of(1, 2).subarray(1) }, '{"bytes":"\\u0000b0"}'],
  ];
  for (const [value, json] of cases) {
    send("types:entry", value);
    assert.deepEqual(call(), [1, "send types:entry", `[${json}]`]);
  }
  assert.deepEqual(rust.buffers, [Uint8Array.of(2)]);
});

test("what cannot go to Rust is named by its path", async (t) => {
  const { invoke, rust } = await start(t, "types");
  const before = rust.frames.length;
  const circle = {};
  circle.circle = circle;
  let deep = [];
  for (let depth = 0; depth < 200; depth += 1) {
    deep = [deep];
  }
  for (const [value, path] of [
    [() => 1, "args.send is a function"],
    [
      { user: { tags: [1, new Map()] } },
      "args.send.user.tags[1] is an instance of Map",
    ],
    [{ "a b": new Date() }, 'args.send["a b"] is an instance of Date'],
    [circle, "args.send.circle.circle"],
    [deep, "args.send[0][0]"],
    ["\ud800", "args.send is text with half of a surrogate pair"],
    [{ a: ["\u{1F980}", "\udc00x"] }, "args.send.a[1] is text with half"],
    [{ "\ud800": 1 }, 'args.send["\\ud800"] is text with half'],
    [{ big: 1n, a: { b: "\ud800" } }, "args.send.a.b is text with half"],
    [new Float64Array(1), "args.send is an instance of Float64Array"],
  ]) {
    const [mark, error] = (await invoke("types:optional", value))["ipc:error"];
    assert.equal(mark, 0);
    assert.equal(error.code, "invalid-argument");
    assert.ok(error.message.startsWith(path), error.message);
  }
  const tooMany = (await invoke("types:nothing", 1))["ipc:error"][1];
  assert.equal(tooMany.code, "invalid-argument");
  assert.equal(rust.frames.length, before);
});

test("what is to be JSON has no other numbers, and the rest may", async (t) => {
  const { invoke, call, rust } = await start(t, "serde");
  const open = { id: 2n ** 60n, x: 1, y: 2 };
  const before = rust.frames.length;
  for (const [more, path] of [
    [{ a: NaN }, "args.value.a"],
    [{ a: [1, { "b c": Infinity }] }, 'args.value.a[1]["b c"]'],
    [{ "\0nan": "\0nan", a: { "\0": -Infinity } }, 'args.value.a["\\u0000"]'],
  ]) {
    const given = { ...open, ...more };
    const copy = structuredClone(given);
    const [, error] = (await invoke("serde:open", given))["ipc:error"];
    assert.equal(error.code, "invalid-argument");
    const what = "is a number that JSON does not have, and cannot be sent";
    assert.equal(error.message, `${path} ${what}`);
    assert.deepEqual(given, copy);
  }
  assert.equal(rust.frames.length, before);
  void invoke("serde:open", { ...open, y: NaN, a: Object.freeze(["\0nan"]) });
  assert.match(call()[2], /"y":"\\u0000nan","a":\["\\u0000s\\u0000nan"\]/);
});

test("a tag comes before what Rust reads only after it", async (t) => {
  const { invoke, call } = await start(t, "serde");
  const inner = Object.freeze({ ranks: { 7: ["a", "\0"] }, by: "ByAge" });
  const size = { ranks: { ranks: { a: 2n ** 64n }, inner }, by: "Size" };
  const given = [size, { by: "Nothing" }];
  const copy = structuredClone(given);
  void invoke("serde:ranked", 1, given);
  assert.equal(
    call()[2],
    '[1,[{"by":"Size","ranks":{"ranks":{"a":"\\u0000i18446744073709551616"},' +
      '"inner":{"by":"ByAge","ranks":{"7":["a","\\u0000s\\u0000"]}}}},{"by":"Nothing"}]]',
  );
  assert.deepEqual(given, copy);
  assert.deepEqual(Object.keys(size), ["ranks", "by"]);
});

test("answers are what their types promise", async (t) => {
  const tree = { value: 1, children: [{ value: 2, children: [] }] };
  const page = { items: [1, 2], next: { items: [3], next: null } };
  const big = { value: 1n, children: [{ value: 2n, children: [] }] };
  for (const [channel, json, expected, buffers] of [
    ["nothing", "null", undefined],
    ["bigint", "5", 5n],
    ["bigint", '"\\u0000i9007199254740993"', 9007199254740993n],
    ["pair", '["a",null,true]', ["a", null, true]],
    ["pair", '["\\u0000s\\u0000",1,false]', ["\0", 1n, false]],
    [
      "counts",
      '{"\\u0000s\\u0000a":1,"__proto__":2}',
      JSON.parse('{"\\u0000a":0,"__proto__":0}', (key, value) =>
        value === 0 ? (key === "\0a" ? 1n : 2n) : value,
      ),
    ],
    ["tree", JSON.stringify(tree), big],
    [
      "page",
      JSON.stringify(page),
      { items: [1n, 2n], next: { items: [3n], next: null } },
    ],
    ["names", '{"items":["a"],"next":null}', { items: ["a"], next: null }],
    ["shape", '{"kind":"circle","area":3}', { kind: "circle", area: 3n }],
    ["shape", '{"kind":"point"}', { kind: "point" }],
    ["external", '{"Count":1}', { Count: 1n }],
    ["external", '"Unknown"', "Unknown"],
    ["untagged", "1", 1n],
    ["untagged", '{"x":1}', { x: 1n }],
    ["untagged", '{"x":1,"y":2}', { x: 1n, y: 2n }],
    ["untagged", '{"x":1,"z":2}', { x: 1, z: 2 }],
    [
      "optional",
      '{"entry":{"id":1,"0":"\\u0000-0"},"note":"n"}',
      { entry: { id: 1n, 0: -0 }, note: "n" },
    ],
    [
      "names",
      '{"items":"\\u0000b0"}',
      { items: Uint8Array.of(9) },
      [Uint8Array.of(8, 9).subarray(1)],
    ],
  ]) {
    const { invoke } = await start(t, "types", replies(json, buffers));
    const answer = await invoke(`types:${channel}`);
    assert.deepEqual(answered(answer), [0, expected], `${channel} ${json}`);
  }
});

test("answers of serde's shapes are what their types promise", async (t) => {
  for (const [method, json, expected] of [
    ["external", '{"Pair":[1,"x"]}', { Pair: [1n, "x"] }],
    ["partly", '{"kind":"Number","value":1}', { kind: "Number", value: 1n }],
    ["partly", '{"value":1}', { value: 1 }],
    ["shapes", "1", 1n],
    ["shapes", '[[1,"a"]]', [[1n, "a"]]],
    ["shapes", "[[1,true]]", [[1, true]]],
    ["shapes", '{"x":1,"y":null}', { x: 1n, y: null }],
    ["shapes", '{"x":1,"y":true}', { x: 1, y: true }],
    ["flat", '{"id":1,"x":2,"y":3}', { id: 1n, x: 2n, y: 3n }],
    [
      "flatEnums",
      '{"id":1,"shape":"circle","radius":2,"Busy":3,"unit":"Bytes","amount":4}',
      {
        id: 1n,
        shape: "circle",
        radius: 2n,
        Busy: 3n,
        unit: "Bytes",
        amount: 4n,
      },
    ],
    ["flatMaybe", '{"id":1,"Idle":null}', { id: 1n, Idle: null }],
    [
      "wideMap",
      '{"ratio":1,"constructor":2,"a":3}',
      { ratio: 1, constructor: 2n, a: 3n },
    ],
    [
      "flatAlike",
      '{"id":1,"value":2,"exact":true}',
      { id: 1, value: 2n, exact: true },
    ],
    ["flatAlike", '{"id":1,"value":2}', { id: 1, value: 2 }],
    ["page", '{"number":1,"x":2,"y":3}', { number: 1, x: 2n, y: 3n }],
    ["tagged", '{"type":"State","Busy":1}', { type: "State", Busy: 1n }],
    ["tagged", '{"type":"Counts","a":1}', { type: "Counts", a: 1n }],
    ["tail", "[1,2,true]", [1n, 2n, true]],
  ]) {
    const { invoke } = await start(t, "serde", replies(json));
    const answer = await invoke(`serde:${method}`);
    assert.deepEqual(answered(answer), [0, expected], `${method} ${json}`);
  }
});

test("an integer that a number cannot hold is named by its path", async (t) => {
  const wide = '"\\u0000i9007199254740993"';
  const sizes = (parts, exact) =>
    `{"total":1,"parts":${parts},"by_name":{"a b":2},"exact":${exact}}`;
  const { invoke } = await start(t, "serde", replies(sizes("[1]", wide)));
  const [, fine] = answered(await invoke("serde:sizes"));
  assert.equal(fine.exact, 9007199254740993n);
  for (const [method, json, path] of [
    ["sizes", sizes(`[1,${wide}]`, 1), "result.parts[1]"],
    [
      "sizes",
      sizes("[]", 1).replace("2}", `${wide}}`),
      'result.by_name["a b"]',
    ],
    ["page", `{"number":${wide},"x":1,"y":${wide}}`, "result.number"],
  ]) {
    const { invoke } = await start(t, "serde", replies(json));
    const [, { code, message }] = (await invoke(`serde:${method}`))[
      "ipc:error"
    ];
    assert.equal(code, "internal");
    assert.ok(message.startsWith(`${path} is an integer beyond 2^53`), message);
  }
});

test("an answer that a page would not survive is an error", async (t) => {
  const depth = 300;
  const json = '{"items":['.repeat(depth) + "]}".repeat(depth);
  const { invoke } = await start(t, "types", replies(json));
  const [, error] = (await invoke("types:menu"))["ipc:error"];
  assert.equal(error.code, "internal");
});

test("errors have the name and the code that their types give them", async (t) => {
  for (const [channel, json, expected] of [
    [
      "shape",
      '{"message":"m","data":{"kind":"circle","area":1}}',
      {
        name: "ShapeError",
        code: "circle",
        message: "m",
        data: { kind: "circle", area: 1n },
      },
    ],
    [
      "external",
      '{"message":"m","data":"Unknown"}',
      { name: "External", code: "Unknown", message: "m", data: "Unknown" },
    ],
    [
      "external",
      '{"message":"m","data":{"Count":1}}',
      { name: "External", code: "Count", message: "m", data: { Count: 1n } },
    ],
    [
      "untagged",
      '{"message":"m","data":"x"}',
      { name: "Plain", code: "application", message: "m", data: "x" },
    ],
    [
      "untagged",
      '{"code":"timeout","message":"m"}',
      { name: "IpcError", code: "timeout", message: "m", data: null },
    ],
  ]) {
    const { invoke } = await start(t, "types", {
      answer: (page, verb, [id]) =>
        verb === "call" ? [page, `error ${id}\n${json}\n`, []] : [],
    });
    assert.deepEqual((await invoke(`types:${channel}`))["ipc:error"], [
      0,
      expected,
    ]);
  }
});

test("a mark is set where events went out since the last one", async (t) => {
  const changed = 'event types:changed\n["n",{"id":1}]\n';
  const { invoke, listen, contents } = await start(t, "types", {
    answer: (page, verb, [id]) =>
      verb === "call"
        ? [
            page,
            `${id === "p2" ? "" : changed + changed}reply ${id}\nnull\n`,
            [],
          ]
        : [],
  });
  listen("types:changed");
  const answers = [];
  for (let call = 0; call < 3; call += 1) {
    answers.push(answered(await invoke("types:nothing"))[0]);
  }
  assert.deepEqual(answers, [1, 1, 2]);
  const event = ["types:changed", "n", { id: 1n }, { "ipc:event": "s" }];
  const mark = (number) => ["ipc:mark", "s", number];
  assert.deepEqual(contents.got, [
    event,
    event,
    mark(1),
    event,
    event,
    mark(2),
  ]);
});

test("a window that cannot be sent to loses the event, and no answer", async (t) => {
  const changed = (name) => `event types:changed\n["${name}",{"id":1}]\n`;
  const { invoke, listen, contents } = await start(t, "types", {
    answer: (page, verb, [id]) =>
      verb === "call"
        ? [page, `${changed("a")}${changed("b")}reply ${id}\nnull\n`, []]
        : [],
  });
  listen("types:changed");
  const send = contents.send;
  contents.send = () => {
    contents.send = send;
    throw new Error("what the test wants");
  };
  const logged = t.mock.method(console, "error", () => {});
  assert.deepEqual(answered(await invoke("types:nothing")), [1, undefined]);
  assert.equal(contents.got[0][1], "b");
  assert.match(logged.mock.calls[0].arguments[0], /types:changed" from Rust is lost/);
});

test("every call settles, once", async (t) => {
  const { invoke, connection, contents, electron, rust } = await start(
    t,
    "types",
  );
  const reload = invoke("types:nothing");
  contents.emit(
    "did-start-navigation",
    {},
    contents.getURL(),
    false,
    true,
    4,
    1,
  );
  contents.emit(
    "did-frame-navigate",
    {},
    contents.getURL(),
    200,
    "OK",
    true,
    4,
    1,
  );
  assert.equal((await reload)["ipc:error"][1].code, "cancelled");

  contents.emit("dom-ready");
  electron.ipcMain.emit(
    "types:bool",
    { sender: contents, processId: 4, frameId: 1 },
    true,
  );
  assert.deepEqual(rust.frames.at(-1), [2, "send types:bool", "[true]"]);

  connection.close();
  connection.close();
  electron.app.emit("will-quit");
  assert.equal(rust.closed, 1);
  const late = electron.ipcMain.listenerCount("types:bool");
  assert.equal(late, 1);
});

test("what is too large or too much is refused before Rust is asked", async (t) => {
  const messageSize = 4 * 2 ** 20;
  const limits = { messageSize, openCalls: 2, heldMessages: 3 };
  const { rust, invoke, send, frames, contents } = await start(t, "types", {
    limits,
  });
  const code = async (answer) => (await answer)["ipc:error"][1].code;
  assert.deepEqual(JSON.parse(rust.frames[0][2]).limits, limits);
  const before = rust.frames.length;
  const down = async (...message) => {
    const answer = await frames("s", ...message);
    return answer ?? contents.got.pop()[2];
  };
  const large = "x".repeat(messageSize);
  const bytes = new Uint8Array(messageSize);
  assert.equal(await code(invoke("types:optional", large)), "too-large");
  assert.equal(await code(invoke("types:optional", { bytes })), "too-large");
  send("types:send", large);
  assert.match(
    await down(
      `call 1 types:nothing\n[]\ncall 2 types:optional\n["${large}"]\nsend types:send\n[1]\ncall 3`,
    ),
    /^mark \d+\n\nerror 1\n.*too-large.*\nerror 2\n.*too-large.*\n$/,
  );
  assert.match(
    await down("call 1 types:optional\n[1]\n", [messageSize], [bytes]),
    /^mark \d+\n\nerror 1\n.*too-large.*\n$/,
  );
  assert.deepEqual(rust.frames.slice(before), [[1, "", undefined], [1, "", undefined]]);
  void invoke("types:nothing");
  void invoke("types:nothing");
  assert.equal(await code(invoke("types:nothing")), "overloaded");

  contents.emit("did-start-navigation", {}, "file:///new.html", false, true);
  const held = [1, 2, 3].map(() => frames("new", "call 1 types:nothing\n[]\n"));
  assert.match(await frames("new", "call 1 types:nothing\n[]\n"), /overloaded/);
  contents.emit("destroyed");
  for (const answer of held) {
    assert.match(await answer, /cancelled/);
  }
});

test("a limit that is none is named", async (t) => {
  for (const [limits, message] of [
    [{ openCalls: 0 }, /limits.openCalls must be a whole number of at least 1$/],
    [{ openCalls: undefined }, /limits.openCalls must be/],
    [{ messageSize: 1000 }, /limits.messageSize .* at least 4194304$/],
    [{ calls: 1 }, /there is no limit "calls": there is messageSize, openCalls, heldMessages$/],
  ]) {
    await assert.rejects(start(t, "types", { limits }), { message });
  }
});

test("a Rust side that fails is gone", async (t) => {
  let failing = false;
  const { invoke, rust } = await start(t, "types", {
    answer: () => {
      if (failing) {
        throw new Error("what the test wants");
      }
      return [];
    },
  });
  const open = invoke("types:nothing");
  failing = true;
  t.mock.method(console, "error", () => {});
  const last = invoke("types:nothing");
  for (const call of [open, last, invoke("types:nothing")]) {
    assert.equal((await call)["ipc:error"][1].code, "backend-gone");
  }
  assert.equal(rust.closed, 1);
});

test("this process serves Rust and calls it, in one order", async (t) => {
  const log = [];
  let connection;
  const host = {
    updater: { progress: (done) => log.push(["progress", done]) },
    workspace: {
      root: "/",
      opened(path) {
        log.push(["opened", this.root + path]);
        // Rust answers at once, with another event: it waits until those before it were heard.
        connection.workspace.reload();
      },
      confirmQuit: async (reason) => reason !== null,
      save: () => {
        throw Object.assign(new Error("disk full"), { code: "ENOSPC" });
      },
      settings: () => ({ zoom: [1, NaN] }),
    },
  };
  const { rust, ...rest } = await start(t, "main-peer", {
    host,
    answer: (page, verb, rest, payload) => {
      switch (`${verb} ${rest.at(-1)}`) {
        case "send workspace:reload":
          return [0, "event updater:progress\n[3]\n", []];
        case "call workspace:find":
          return payload === '["x"]'
            ? [0, `reply ${rest[0]}\n[1]\n`, []]
            : [0, `error ${rest[0]}\n{"message":"none","data":"why"}\n`, []];
        default:
          return [];
      }
    },
  });
  connection = rest.connection;
  const opened = (path) => `event workspace:opened\n["${path}"]\n`;
  rust.ready.push(
    0,
    `${opened("a")}${opened("b")}event updater:progress\n[1]\n`,
    [],
  );
  rust.wake();
  const progress = (done) => ["progress", done];
  assert.deepEqual(log, [
    ["opened", "/a"],
    ["opened", "/b"],
    progress(1n),
    progress(3n),
    progress(3n),
  ]);

  rust.ready.push(
    0,
    "request 1 workspace:confirmQuit\n[null]\nrequest 2 workspace:save\n[]\n",
    [],
  );
  rust.ready.push(
    0,
    'request 3 workspace:confirmQuit\n["late"]\nrequest 4 nobody\n[]\n',
    [],
  );
  rust.ready.push(0, "request 5 workspace:settings\n[]\n", []);
  rust.wake();
  await new Promise((resolve) => setImmediate(resolve));
  const answers = new Map(
    rust.frames.slice(-5).map(([, head, payload]) => [head, payload]),
  );
  assert.equal(answers.get("answer 1"), "false");
  assert.equal(answers.get("answer 3"), "true");
  assert.deepEqual(JSON.parse(answers.get("fail 2")), {
    name: "Error",
    code: "ENOSPC",
    message: "disk full",
    data: null,
  });
  assert.match(answers.get("fail 4"), /nobody/);
  assert.match(answers.get("fail 5"), /value\.zoom\[1\] is a number that JSON/);

  assert.deepEqual(await connection.workspace.find("x"), [1n]);
  await assert.rejects(connection.workspace.find("y"), {
    name: "FindError",
    code: "application",
    message: "none",
    data: "why",
  });
});

test("what is missing in the host is named", async (t) => {
  await assert.rejects(
    start(t, "main-peer", { host: { updater: {} } }),
    /host\.updater\.progress/,
  );
});
