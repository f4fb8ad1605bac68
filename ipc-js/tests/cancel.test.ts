// Calls of the plain door that the page cancels, on a fake Electron.

import assert from "node:assert/strict";
import { test } from "node:test";
import { setTimeout as wait } from "node:timers/promises";

import type { ExposedCallOptions, Failure } from "../src/types.js";
import { start } from "./electron.js";
import { until } from "./until.js";

const app = await start();
const { page } = app;

/** The number of the newest call, for Rust and for the page. */
let callId = 0;
let number = 0;

/** The code and the message with which a call rejects, or its answer. */
async function outcome(call: Promise<unknown>): Promise<unknown> {
  return call.catch((error: unknown) => {
    const { name, code, message, data } = error as Record<string, unknown>;
    assert.deepEqual([name, data], ["IpcError", null]);
    return [code, message];
  });
}

/** A call with options that has reached Rust. */
async function add(
  options: ExposedCallOptions,
): Promise<{ readonly result: Promise<unknown> }> {
  const result = outcome(page.invoke("math:add", [1, 2], options));
  callId += 1;
  number += 1;
  assert.deepEqual(await app.frames(1), [`call c${callId} math:add [1,2]`]);
  return { result };
}

/** Options whose call can be cancelled with `abort`. */
function abortable(): {
  readonly options: ExposedCallOptions;
  readonly abort: () => void;
} {
  let listener: () => void = () => undefined;
  const onAbort = (given: () => void) => {
    listener = given;
  };
  return {
    options: { onAbort },
    abort: () => {
      listener();
    },
  };
}

/** The envelope of a failure. */
interface Refused {
  readonly "ipc:error": readonly [mark: number, failure: Failure];
}

const CANCELLED = ["cancelled", "the caller cancelled the call"];
const LATE = '{"code":"cancelled","message":"late"}';

test("a call rejects when it is cancelled, and a late answer is ignored", async () => {
  for (const late of [`error c1\n${LATE}\n`, "reply c2\n3\n"]) {
    const { options, abort } = abortable();
    const { result } = await add(options);
    assert.deepEqual(app.lastArguments.at(-1), {
      "ipc:page": app.name,
      mark: 0,
      call: number,
    });
    abort();
    abort();
    assert.deepEqual(await result, CANCELLED);
    assert.deepEqual(await app.frames(1), [`cancel c${callId}`]);
    app.rust(late);
    abort();
    assert.deepEqual(await app.frames(0), []);
  }
});

test("a call rejects after its timeout", async () => {
  const { result } = await add({ timeoutMs: 10 });
  assert.deepEqual(await result, ["timeout", "no answer came within 10 ms"]);
  assert.deepEqual(await app.frames(1), [`cancel c${callId}`]);
  app.rust(`error c${callId}\n${LATE}\n`);
  for (const timeoutMs of [60_000, Infinity, NaN, 2 ** 31]) {
    const { result } = await add({ timeoutMs });
    app.rust(`reply c${callId}\n3\n`);
    assert.equal(await result, 3n);
  }
  for (const timeoutMs of [0, -1]) {
    const message = `no answer came within ${timeoutMs} ms`;
    const call = page.invoke("math:add", [1, 2], { timeoutMs });
    callId += 1;
    number += 1;
    assert.deepEqual(await outcome(call), ["timeout", message]);
    await app.frames(2);
    app.rust(`error c${callId}\n${LATE}\n`);
  }
});

test("neither an abort nor a timeout has an effect after the answer", async () => {
  const { options, abort } = abortable();
  const { result } = await add({ ...options, timeoutMs: 30 });
  app.rust(`reply c${callId}\n3\n`);
  assert.equal(await result, 3n);
  abort();
  await wait(60);
  assert.deepEqual(await app.frames(0), []);
});

test("a call that is cancelled before it is sent is not sent", async () => {
  let closed = 0;
  const source = page.source("chunks", {
    next: () => ({ done: true, value: 0 }),
    return: () => (closed += 1),
  });
  const marks = page.source("marks", []);
  const onAbort = (abort: () => void) => {
    abort();
  };
  number += 1;
  assert.deepEqual(
    await outcome(page.invoke("upload", ["a", source, marks], { onAbort })),
    CANCELLED,
  );
  await until(() => closed === 1);
  assert.deepEqual(await app.frames(0), []);
});

test("a call whose onAbort fails is not sent, and rejects", async () => {
  const thrown = new Error("no signal");
  const failing = () => {
    throw thrown;
  };
  const text = "onAbort failed: onAbort is not a function";
  for (const [onAbort, message] of [
    [failing, "onAbort failed: no signal"],
    ...[7, "text", {}].map((it) => [it, text] as const),
  ] as const) {
    const options = { onAbort } as unknown as ExposedCallOptions;
    number += 1;
    assert.deepEqual(await outcome(page.invoke("math:add", [1, 2], options)), [
      "invalid-argument",
      message,
    ]);
  }
  // The call has ended when its `onAbort` throws after it.
  const onAbort = (abort: () => void) => {
    abort();
    throw thrown;
  };
  number += 1;
  assert.deepEqual(
    await outcome(page.invoke("math:add", [1, 2], { onAbort, timeoutMs: 1 })),
    CANCELLED,
  );
  await wait(5);
  assert.deepEqual(await app.frames(0), []);
});

test("a cancelled call closes its sources once", async () => {
  let closed = 0;
  const chunks = page.source("chunks", {
    next: () => new Promise(() => undefined),
    return: () => (closed += 1),
  });
  const { options, abort } = abortable();
  const args = ["a", chunks, page.source("marks", [])];
  const result = outcome(page.invoke("upload", args, options));
  callId += 1;
  number += 1;
  const [call] = await app.frames(1);
  const [, ids] = String(call).split('"a",');
  const id = Number(ids?.split(",")[0]);
  app.rust(`credit ${id} 9 9\n\n`);
  await app.frames(0);
  abort();
  assert.deepEqual(await result, CANCELLED);
  await until(() => closed === 1);
  assert.deepEqual(await app.frames(1), [`cancel c${callId}`]);
  app.rust(`error c${callId}\n${LATE}\ncancel ${id}\n\n`);
  assert.deepEqual(await app.frames(0), []);
  assert.equal(closed, 1);
});

test("other values of options have no effect", async () => {
  for (const options of [null, 0, "text", {}, { signal: {} }, []]) {
    const call = page.invoke("math:add", [1, 2], options as object);
    callId += 1;
    await app.frames(1);
    assert.deepEqual(Object.keys(app.lastArguments.at(-1) as object), [
      "ipc:page",
      "mark",
    ]);
    app.rust(`reply c${callId}\n3\n`);
    assert.equal(await call, 3n);
  }
});

test("a number that is no number of a call is refused", async () => {
  for (const call of [0, -1, NaN, 2 ** 53, 1.5, -0, "1", null, {}, [1], 1n]) {
    const last = { "ipc:page": app.name, mark: 9, call };
    const answer = await app.forgeCall("math:add", 1, 2, last);
    const [, { code, message }] = (answer as Refused)["ipc:error"];
    assert.deepEqual(
      [code, message],
      ["invalid-argument", "the number of the call is invalid or in use"],
    );
  }
  assert.deepEqual(await app.frames(0), []);
});

test("the number of an open call is refused, and the call goes on", async () => {
  const last = { "ipc:page": app.name, mark: 9, call: 900 };
  const first = app.forgeCall("math:add", 1, 2, last);
  callId += 1;
  await app.frames(1);
  for (let attempt = 0; attempt < 100; attempt++) {
    const refused = await app.forgeCall("math:add", 1, 2, last);
    assert.deepEqual(Object.keys(refused as object), ["ipc:error"]);
  }
  assert.deepEqual(await app.frames(0), []);
  app.forge("ipc:abort", { page: app.name, id: 900 });
  assert.deepEqual(await app.frames(1), [`cancel c${callId}`]);
  app.rust(`error c${callId}\n${LATE}\n`);
  await first;

  // The number is free, and now belongs to another call.
  const second = app.forgeCall("math:add", 1, 2, last);
  callId += 1;
  await app.frames(1);
  app.forge("ipc:abort", { page: app.name, id: 900 });
  assert.deepEqual(await app.frames(1), [`cancel c${callId}`]);
  app.rust(`reply c${callId}\n3\n`);
  assert.equal(await second, 3n);
  app.forge("ipc:abort", { page: app.name, id: 900 });
  assert.deepEqual(await app.frames(0), []);
});

test("forged messages about calls are dropped", async () => {
  const { result } = await add({ timeoutMs: 60_000 });
  const { name } = app;
  for (const message of [
    ...[null, undefined, 7, {}, { page: name }, { page: "other", id: number }],
    ...[0, -1, NaN, 2 ** 53, `${number}`, `c${callId}`, {}, [number], 901].map(
      (id) => ({ page: name, id }),
    ),
  ]) {
    app.forge("ipc:abort", message);
  }
  // The number of a call names no stream.
  app.forge("ipc:cancel", { page: name, id: number });
  assert.deepEqual(await app.frames(0), []);
  app.rust(`reply c${callId}\n3\n`);
  assert.equal(await result, 3n);
});

test("the number of a call of a closed door names none of the next door", async () => {
  const { options, abort } = abortable();
  const { result } = await add(options);
  const old = number;
  app.detach();
  assert.deepEqual(await result, ["denied", "its window was detached"]);
  app.attach();
  callId = 0;
  const { result: next } = await add({ timeoutMs: 60_000 });
  abort();
  app.forge("ipc:abort", { page: app.name, id: old });
  assert.deepEqual(await app.frames(0), []);
  app.rust(`reply c${callId}\n3\n`);
  assert.equal(await next, 3n);
  app.unload();
});
