// The plain door, from the functions of the page through main to Rust and back, on a fake Electron.

import assert from "node:assert/strict";
import { test, type TestContext } from "node:test";
import { setImmediate } from "node:timers/promises";

import type { RequestContext, Stream } from "../src/types.js";
import { start } from "./electron.js";
import { until } from "./until.js";

const DONE = { done: true, value: undefined };
const app = await start();
const { page } = app;
const frames = (count: number) => app.frames(count);
const rust = (text: string, ...buffers: Uint8Array[]) => {
  app.rust(text, ...buffers);
};

/** The number of the newest stream or source. */
let streamId = 0;
let sourceId = 0;
let callId = 0;

interface Line {
  readonly size: bigint;
}

/** A stream that is open in Rust. */
async function openLines(): Promise<Stream<Line>> {
  const lines = page.stream<Line>("log:lines", 7);
  streamId += 1;
  assert.deepEqual(await frames(1), [
    `stream s${streamId} 256 1048576 log:lines [7]`,
  ]);
  return lines;
}

/** A call with two sources that has reached Rust. */
async function upload(
  chunks: unknown,
  marks: unknown = [],
): Promise<{ readonly call: Promise<unknown> }> {
  const sources = [page.source("chunks", chunks), page.source("marks", marks)];
  const call = page.invoke("upload", ["a", ...sources]);
  call.catch(() => undefined);
  callId += 1;
  sourceId += 2;
  assert.deepEqual(await frames(1), [
    `call c${callId} upload ["a",${sourceId - 1},${sourceId}]`,
  ]);
  return { call };
}

/** The time of the next test: long after the one before, whose lines do not count. */
let now = Date.now();

/** The lines that are logged from now on. */
function logged(t: TestContext): string[] {
  now += 600_000;
  t.mock.timers.enable({ apis: ["Date"], now });
  const lines: string[] = [];
  t.mock.method(console, "error", (line: string) => {
    // Node warns of timers that are mocked.
    if (line.startsWith("ipc: ")) {
      lines.push(line);
    }
  });
  return lines;
}

/** The failure that a promise rejects with, as a plain object. */
async function rejection(promise: Promise<unknown>): Promise<object> {
  const error: unknown = await promise.then(
    () => assert.fail("it was not rejected"),
    (error: unknown) => error,
  );
  assert.ok(typeof error === "object" && error !== null);
  return { ...error, toString: undefined };
}

function failed(code: string, message: string): object {
  return { name: "IpcError", code, message, data: null, toString: undefined };
}

/** Waits until the messages under way have arrived. */
async function settled(): Promise<void> {
  for (let turn = 0; turn < 5; turn++) {
    await setImmediate();
  }
}

test("a stream is read to its end", async () => {
  const lines = await openLines();
  const waiting = lines.next();
  rust(`item s${streamId}\n{"size":1}\n`);
  assert.deepEqual(await waiting, { done: false, value: { size: 1n } });
  rust(
    `item s${streamId}\n"\\u0000b0"\ndone s${streamId}\n\n`,
    Uint8Array.of(4),
  );
  assert.deepEqual(await lines.next(), {
    done: false,
    value: Uint8Array.of(4),
  });
  assert.deepEqual(await lines.next(), DONE);
  assert.deepEqual(await lines.return(), DONE);
  assert.deepEqual(await frames(0), []);
});

test("main grants the bytes of the items that the page has read", async () => {
  const lines = await openLines();
  const large = "x".repeat(2 ** 19);
  rust(`item s${streamId}\n"${large}"\nitem s${streamId}\n7\n`);
  await lines.next();
  assert.deepEqual(await frames(1), [
    `credit s${streamId} 1 ${large.length + 2}`,
  ]);
  for (let item = 0; item < 128; item++) {
    rust(`item s${streamId}\n${10 + item}\n`);
  }
  for (let item = 0; item < 128; item++) {
    await lines.next();
  }
  assert.deepEqual(await frames(1), [`credit s${streamId} 128 292`]);
  await lines.return();
  assert.deepEqual(await frames(1), [`cancel s${streamId}`]);
  rust(`item s${streamId}\n7\nerror s${streamId}\n{"message":"late"}\n`);
  assert.deepEqual(await lines.next(), DONE);
});

test("a stream fails with the error of its method, or of the runtime", async () => {
  const lines = await openLines();
  rust(`error s${streamId}\n{"message":"no","data":{"Rotated":3}}\n`);
  assert.deepEqual(await rejection(lines.next()), {
    name: "LogError",
    code: "Rotated",
    message: "no",
    data: { Rotated: 3 },
    toString: undefined,
  });
  assert.deepEqual(await lines.next(), DONE);
  const broken = await openLines();
  rust(`item s${streamId}\n{\n`);
  assert.equal(Reflect.get(await rejection(broken.next()), "code"), "internal");
  assert.deepEqual(await frames(1), [`cancel s${streamId}`]);
});

test("arguments that cannot be sent fail the stream", async () => {
  const clonedNot = page.stream("log:lines", () => 1);
  streamId += 1;
  assert.deepEqual(
    await rejection(clonedNot.next()),
    failed("invalid-argument", "args[0] is a function, and cannot be sent"),
  );
  const encodedNot = page.stream("log:lines", new Date(0));
  streamId += 1;
  assert.deepEqual(
    await rejection(encodedNot.next()),
    failed(
      "invalid-argument",
      "args.since is an instance of Date, and cannot be sent",
    ),
  );
  assert.deepEqual(await frames(0), []);
});

test("forged messages about streams are dropped", async (t) => {
  const lines = logged(t);
  const own = await openLines();
  const id = streamId;
  const { name } = app;
  const last = (stream: unknown, items: unknown = 256) => ({
    "ipc:page": name,
    stream,
    items,
  });
  for (const wrong of [
    ...[id, 0, -1, NaN, 2 ** 53, 1.5, "7", null, undefined, {}, -0],
  ]) {
    app.forge("log:lines", 7, last(wrong));
  }
  for (const wrong of [0, -1, NaN, 2 ** 53, 65_537, 0.5, "64", null, 1n]) {
    app.forge("log:lines", 7, last(900, wrong));
  }
  assert.equal(lines.length, 20);
  assert.match(lines[0] ?? "", /is not opened: its number or its credit/);
  rust(`item s${id}\n7\n`);
  for (const items of [2, 0, -1, NaN, 2 ** 53, 0.5, "1", null]) {
    app.forge("ipc:credit", { page: name, id, items });
  }
  assert.equal(lines.length, 28);
  assert.match(lines[27] ?? "", /its page has not got so many items/);
  for (const message of [
    ...[null, undefined, 7, {}, { page: name }, { page: "other", id }],
    ...[
      { page: name, id: 901, items: 1 },
      { page: name, id: "1", items: 1 },
    ],
  ]) {
    app.forge("ipc:credit", message);
    app.forge("ipc:cancel", message);
  }
  assert.deepEqual(await frames(0), []);
  app.forge("log:lines", 7);
  assert.match(
    lines.at(-1) ?? "",
    /^ipc: "log:lines" of web contents 5 is dropped: a stream needs the gen/,
  );
  app.forge("log:lines", 7, { "ipc:page": "other", stream: 1, items: 1 });
  assert.deepEqual(await own.next(), { done: false, value: 7 });
  await own.return();
  await frames(1);
});

test("the items of a source are sent as Rust grants credit", async () => {
  const { call } = await upload([Uint8Array.of(1), "b"], [7]);
  const [chunks, marks] = [sourceId - 1, sourceId];
  rust(`credit ${chunks} 64 1048576\n\n`);
  assert.deepEqual(await frames(3), [
    [`item ${chunks} "\\u0000b0"`, Uint8Array.of(1)],
    `item ${chunks} "b"`,
    `done ${chunks}`,
  ]);
  rust(`credit ${marks} 1 1\n\n`);
  assert.deepEqual(await frames(1), [`item ${marks} 7`]);
  rust(`credit ${marks} 1 1\n\n`);
  assert.deepEqual(await frames(1), [`done ${marks}`]);
  rust(`reply c${callId}\n9\n`);
  assert.equal(await call, 9);
});

test("the bytes of a source are limited, though the page does not count them", async () => {
  const chunk = "x".repeat(98);
  const { call } = await upload(Array(9).fill(chunk));
  const id = sourceId - 1;
  rust(`credit ${id} 64 250\n\n`);
  const item = `item ${id} "${chunk}"`;
  assert.deepEqual(await frames(3), [item, item, item]);
  rust(`credit ${id} 0 50\n\n`);
  assert.deepEqual(await frames(0), []);
  rust(`credit ${id} 0 1\n\n`);
  assert.deepEqual(await frames(1), [item]);
  rust(`reply c${callId}\n9\n`);
  assert.equal(await call, 9);
});

test("the items of a moment share a message, and a slow source is not waited for", async () => {
  let resolve: (result: unknown) => void = () => undefined;
  let pulled = 0;
  const next = () => {
    pulled += 1;
    return pulled <= 3 || pulled === 5
      ? Promise.resolve({ done: false, value: pulled })
      : new Promise((given) => {
          resolve = given;
        });
  };
  const messages = app.messages("ipc:items");
  const { call } = await upload({ next });
  const id = sourceId - 1;
  rust(`credit ${id} 64 1048576\n\n`);
  assert.deepEqual(await frames(3), [
    ...[1, 2, 3].map((item) => `item ${id} ${item}`),
  ]);
  await settled();
  resolve({ done: false, value: 4 });
  assert.deepEqual(await frames(2), [`item ${id} 4`, `item ${id} 5`]);
  await settled();
  resolve(DONE);
  assert.deepEqual(await frames(1), [`done ${id}`]);
  assert.deepEqual(messages, [
    { page: app.name, id, values: [1, 2, 3] },
    { page: app.name, id, values: [4, 5] },
  ]);
  rust(`reply c${callId}\n9\n`);
  assert.equal(await call, 9);
});

test("the items before the error of a source arrive before it", async () => {
  async function* failing(): AsyncGenerator<number> {
    yield* [1, 2];
    await Promise.resolve();
    throw new RangeError("no more");
  }
  let closed = 0;
  const values: unknown[] = [7, () => 1, 8];
  const uncloneable = {
    next: () => ({ done: false, value: values.shift() }),
    return: () => (closed += 1),
  };
  const { call } = await upload(failing(), uncloneable);
  const [chunks, marks] = [sourceId - 1, sourceId];
  rust(`credit ${chunks} 64 1048576\n\n`);
  assert.deepEqual(await frames(3), [
    `item ${chunks} 1`,
    `item ${chunks} 2`,
    `error ${chunks} {"name":"RangeError","message":"no more","data":null}`,
  ]);
  rust(`credit ${marks} 3 1048576\n\n`);
  assert.deepEqual(await frames(2), [
    `item ${marks} 7`,
    `error ${marks} {"name":"TypeError","message":"value is a function, and cannot be sent","data":null}`,
  ]);
  await until(() => closed === 1);
  rust(`reply c${callId}\n9\n`);
  assert.equal(await call, 9);
});

test("a source is closed once: by Rust, and by the end of its call", async () => {
  for (const end of ["reply", "error", "cancel"]) {
    let returned = 0;
    const source = {
      next: () => ({ done: false, value: 1 }),
      return() {
        returned += 1;
        throw new Error("nobody hears this");
      },
    };
    const { call } = await upload(source);
    const id = sourceId - 1;
    rust(`credit ${id} 2 99\n\n`);
    await frames(2);
    if (end === "cancel") {
      rust(`cancel ${id}\n\n`);
      await until(() => returned === 1);
    }
    rust(`${end === "error" ? "error" : "reply"} c${callId}\n{"code":"x"}\n`);
    await call.catch(() => undefined);
    await settled();
    assert.equal(returned, 1);
    rust(`credit ${id} 2 99\n\ncancel ${id}\n\n`);
    assert.deepEqual(await frames(0), []);
  }
});

test("a source that fails, or has a value that cannot be sent, fails its stream", async () => {
  let closed = 0;
  const values: unknown[] = [() => 1, new Date(0)];
  const closing = (value: unknown) => ({
    next: () => ({ done: false, value }),
    return: () => (closed += 1),
  });
  const { call } = await upload(closing(values[0]), closing(values[1]));
  const id = sourceId;
  rust(`credit ${id - 1} 2 99\n\ncredit ${id} 2 99\n\n`);
  const found = await frames(2);
  assert.deepEqual(found.sort(), [
    `error ${id - 1} {"name":"TypeError","message":"value is a function, and cannot be sent","data":null}`,
    `error ${id} {"name":"TypeError","message":"value is an instance of Date, and cannot be sent","data":null}`,
  ]);
  await until(() => closed === 2);
  rust(`reply c${callId}\n9\n`);
  await call;
  const failing = {
    next: () =>
      Promise.reject(Object.assign(new Error("no"), { data: { left: 1n } })),
  };
  const uncloneable = {
    next() {
      throw Object.assign(new RangeError("no"), { data: () => 1 });
    },
  };
  const { call: other } = await upload(failing, uncloneable);
  rust(`credit ${sourceId - 1} 2 99\n\n`);
  assert.deepEqual(await frames(1), [
    `error ${sourceId - 1} {"name":"Error","message":"no","data":{"left":1}}`,
  ]);
  rust(`credit ${sourceId} 2 99\n\n`);
  assert.deepEqual(await frames(1), [
    `error ${sourceId} {"name":"RangeError","message":"no","data":null}`,
  ]);
  rust(`reply c${callId}\n9\n`);
  await other;
});

test("a call whose source is none is not sent", async () => {
  const sources = [page.source("chunks", "text"), page.source("marks", [])];
  assert.deepEqual(
    await rejection(page.invoke("upload", ["a", ...sources])),
    failed(
      "invalid-argument",
      'args.chunks must be an iterable, a ReadableStream or an object with the function "next"',
    ),
  );
  const forged = { "ipc:source": 800 };
  for (const [args, name] of [
    [["a", [], forged], "chunks"],
    [["a", forged, { "ipc:source": 1.5 }], "marks"],
    [["a", forged, { "ipc:source": -0 }], "marks"],
    [["a", forged, forged], "marks"],
    [["a", forged], "marks"],
  ] as const) {
    assert.deepEqual(
      await rejection(page.invoke("upload", args)),
      failed("invalid-argument", `args.${name} is not a source`),
    );
  }
  // The page has not got the numbers of these sources, which have ended.
  sourceId += 1;
  assert.deepEqual(await frames(0), []);
});

test("forged messages about sources are dropped", async (t) => {
  const lines = logged(t);
  const next = () => new Promise(() => undefined);
  const { call } = await upload({ next }, { next });
  const { name } = app;
  const id = sourceId - 1;
  for (const wrong of [0, -1, NaN, 2 ** 53, id + 2, String(id), null, {}]) {
    app.forge("ipc:items", { page: name, id: wrong, values: [1] });
    app.forge("ipc:done", { page: name, id: wrong });
    app.forge("ipc:error", { page: name, id: wrong, failure: null });
  }
  app.forge("ipc:items", { page: "other", id, values: [1] });
  app.forge("ipc:items", null);
  assert.deepEqual(await frames(0), []);
  assert.equal(lines.length, 24);
  assert.match(lines[0] ?? "", /there is no such source/);

  // An item before the credit ends the stream, and a later one belongs to none.
  app.forge("ipc:items", { page: name, id, values: [1, 2] });
  app.forge("ipc:items", { page: name, id, values: [3] });
  assert.deepEqual(await frames(1), [
    `error ${id} {"name":"IpcError","message":"its page has sent more than it may","data":{"code":"overloaded"}}`,
  ]);

  // A forged item takes credit as any other does.
  rust(`credit ${id + 1} 2 99\n\n`);
  const holes: unknown[] = [0];
  holes.length = 2 ** 32 - 1;
  app.forge("ipc:items", { page: name, id: id + 1, values: holes });
  for (let item = 0; item < 1_000; item++) {
    app.forge("ipc:items", { page: name, id: id + 1, values: [item] });
  }
  app.forge("ipc:done", { page: name, id: id + 1 });
  const [first, second, third, ...more] = await frames(3);
  assert.deepEqual(
    [first, second],
    [`item ${id + 1} 0`, `item ${id + 1} null`],
  );
  assert.match(String(third), /^error .*overloaded/);
  assert.deepEqual(more, []);
  assert.ok(lines.length < 101, "the log is bounded");
  rust(`reply c${callId}\n9\n`);
  assert.equal(await call, 9);
});

test("items that are no list end their source", async (t) => {
  logged(t);
  const next = () => new Promise(() => undefined);
  for (const values of [undefined, null, 7, "text", { length: 1 }]) {
    const { call } = await upload({ next }, { next });
    rust(`credit ${sourceId} 2 99\n\n`);
    app.forge("ipc:items", { page: app.name, id: sourceId, values });
    app.forge("ipc:items", { page: app.name, id: sourceId - 1, values: [] });
    assert.deepEqual(await frames(1), [
      `error ${sourceId} {"name":"IpcError","message":"its items are no list","data":{"code":"invalid-argument"}}`,
    ]);
    rust(`reply c${callId}\n9\n`);
    assert.equal(await call, 9);
  }
});

test("a request is answered by the newest handler", async () => {
  const got: unknown[] = [];
  const offs = ["first", "second"].map((answer) =>
    page.handle(
      "agent:confirm",
      (process: string, size: bigint, context: RequestContext) => {
        got.push(process, size, Object.keys(context));
        return Promise.resolve(answer);
      },
    ),
  );
  assert.deepEqual(await frames(1), ["listen agent:confirm"]);
  rust('request 1 agent:confirm\n["rm",7]\n');
  assert.deepEqual(await frames(1), ['answer 1 "second"']);
  assert.deepEqual(got, ["rm", 7n, ["onAbort"]]);
  offs[1]?.();
  rust('request 2 agent:confirm\n["rm",7]\n');
  assert.deepEqual(await frames(1), ['answer 2 "first"']);
  offs[0]?.();
  offs[0]?.();
  assert.deepEqual(await frames(1), ["unlisten agent:confirm"]);
  rust('request 3 agent:confirm\n["rm",7]\nrequest 4 tick\n[]\n');
  assert.deepEqual((await frames(2)).sort(), [
    'fail 3 {"name":"Error","message":"nothing here serves \\"agent:confirm\\"","data":{"code":"not-found"}}',
    'fail 4 {"name":"Error","message":"nothing here serves \\"tick\\"","data":{"code":"not-found"}}',
  ]);
});

test("a handler may fail, or have an answer that cannot be sent", async () => {
  const cases: [() => unknown, string][] = [
    [
      () => {
        throw null;
      },
      '{"name":"Error","message":"null","data":null}',
    ],
    [
      () => Promise.reject(Object.assign(new Error("no"), { data: [1n] })),
      '{"name":"Error","message":"no","data":[1]}',
    ],
    [
      () => {
        throw { name: "Busy", message: "no", data: { by: () => 1 } };
      },
      '{"name":"Busy","message":"no","data":null}',
    ],
    [
      () => ({ then: undefined, call: () => 1 }),
      '{"name":"TypeError","message":"value.call is a function, and cannot be sent","data":null}',
    ],
    [
      () => new Date(0),
      '{"name":"TypeError","message":"value is an instance of Date, and cannot be sent","data":null}',
    ],
    [
      () => NaN,
      '{"name":"TypeError","message":"value is a number that JSON does not have, and cannot be sent","data":null}',
    ],
  ];
  for (const [index, [handler, fail]] of cases.entries()) {
    const off = page.handle("agent:confirm", handler);
    await frames(1);
    rust(`request ${index} agent:confirm\n["rm",7]\n`);
    assert.deepEqual(await frames(1), [`fail ${index} ${fail}`]);
    off();
    await frames(1);
  }
});

test("an abort reaches the handler, and its late answer is dropped", async (t) => {
  const lines = logged(t);
  let aborts = 0;
  let finish: (value: number) => void = () => undefined;
  const off = page.handle(
    "agent:confirm",
    (_process, _size, { onAbort }: RequestContext) => {
      onAbort(() => {
        aborts += 1;
      });
      return new Promise<number>((resolve) => {
        finish = resolve;
      });
    },
  );
  await frames(1);
  rust('request 1 agent:confirm\n["rm",7]\n');
  await settled();
  rust("abort 1\n\nabort 1\n\nabort 9\n\n");
  await until(() => aborts === 1);
  finish(1);
  await settled();
  assert.deepEqual(await frames(0), []);
  assert.equal(aborts, 1);
  assert.deepEqual(lines, [], "the preload has not answered");
  off();
  await frames(1);
});

test("answers that nothing waits for are dropped", async (t) => {
  const lines = logged(t);
  const never = () => new Promise(() => undefined);
  const off = page.handle("agent:confirm", never);
  await frames(1);
  rust('request 1 agent:confirm\n["rm",7]\n');
  const { name } = app;
  for (const id of [2, 0, -1, NaN, 2 ** 53, "1", null, undefined, {}]) {
    app.forge("ipc:answer", { page: name, id, value: 1 });
  }
  for (const message of [null, 7, { id: 1, value: 1 }, { page: "x", id: 1 }]) {
    app.forge("ipc:answer", message);
  }
  assert.equal(lines.length, 9);
  assert.deepEqual(await frames(0), []);
  app.forge("ipc:answer", { page: name, id: 1, value: 1 });
  app.forge("ipc:answer", { page: name, id: 1, value: 2 });
  assert.deepEqual(await frames(1), ["answer 1 1"]);
  assert.equal(lines.length, 10);
  rust(
    'request 3 agent:confirm\n["rm",7]\nrequest 4 agent:confirm\n["rm",7]\n',
  );
  app.forge("ipc:answer", { page: name, id: 3 });
  let bomb: unknown = [];
  for (let level = 0; level < 60; level++) {
    bomb = [bomb, bomb];
  }
  const failure = { name: 7, message: "m".repeat(20_000), data: bomb };
  app.forge("ipc:answer", { page: name, id: 4, failure });
  const [third, fourth] = await frames(2);
  assert.equal(
    third,
    'fail 3 {"name":"Error","message":"undefined","data":null}',
  );
  assert.equal(
    fourth,
    `fail 4 {"name":"Error","message":"${"m".repeat(10_000)}","data":null}`,
  );
  off();
  await frames(1);
});

test("an answer of a call waits for the messages before it", async () => {
  const lines = await openLines();
  const got: string[] = [];
  const call = page.invoke("math:add", [1, 2]).then(() => got.push("answer"));
  callId += 1;
  await frames(1);
  void lines.next().then(() => got.push("item"));
  rust(`item s${streamId}\n7\nreply c${callId}\n3\n`);
  await call;
  assert.deepEqual(got, ["item", "answer"]);
  await lines.return();
  await frames(1);
});

test("a detached window ends its streams, sources and requests", async () => {
  const lines = await openLines();
  let returned = 0;
  const source = {
    next: () => new Promise(() => undefined),
    return: () => (returned += 1),
  };
  const { call } = await upload(source);
  let aborts = 0;
  page.handle("agent:confirm", (_process, _size, context: RequestContext) => {
    context.onAbort(() => {
      aborts += 1;
    });
    return new Promise(() => undefined);
  });
  await frames(1);
  rust('request 1 agent:confirm\n["rm",7]\n');
  await settled();
  app.detach();
  const denied = failed("denied", "its window was detached");
  assert.deepEqual(await rejection(lines.next()), denied);
  assert.deepEqual(await rejection(call), denied);
  await settled();
  assert.deepEqual([returned, aborts], [1, 1]);
  assert.ok(!app.isReceiving());
  assert.deepEqual(await frames(0), []);

  const late = page.stream<Line>("log:lines", 7);
  streamId += 1;
  assert.equal(Reflect.get(await rejection(late.next()), "code"), "denied");

  // The page may go on with its numbers and its handlers on the next door.
  app.attach();
  callId = 0;
  assert.deepEqual(await frames(1), ["listen agent:confirm"]);
  const again = await openLines();
  rust(`done s${streamId}\n\n`);
  assert.deepEqual(await again.next(), DONE);
});

test("the end of the pipe fails what is open", async () => {
  const lines = await openLines();
  const { call } = await upload([]);
  app.closePipe();
  const gone = failed("backend-gone", "the Rust side has ended");
  assert.deepEqual(await rejection(lines.next()), gone);
  assert.deepEqual(await rejection(call), gone);
  assert.ok(!app.isReceiving());
  const late = page.stream<Line>("log:lines", 7);
  streamId += 1;
  assert.deepEqual(await rejection(late.next()), gone);
});

test("the end of the page ends what is open", async () => {
  app.openPipe();
  callId = 0;
  assert.deepEqual(await frames(1), ["listen agent:confirm"]);
  const lines = await openLines();
  await upload([]);
  rust('request 1 agent:confirm\n["rm",7]\n');
  app.unload();
  await until(() => !app.isReceiving());
  assert.match(app.mainFrames.at(-1) ?? "", /^close \d+\n\n$/);
  const { code } = (await rejection(lines.next())) as { code?: unknown };
  assert.equal(code, "cancelled");
  rust(`item s${streamId}\n7\n`);
  app.forge("ipc:answer", { page: app.name, id: 1, value: 1 });
  app.forge("ipc:cancel", { page: app.name, id: streamId });
  assert.deepEqual(await frames(0), []);
});
