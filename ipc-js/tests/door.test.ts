// The fast door of the client, on real ports.

import assert from "node:assert/strict";
import { test, type TestContext } from "node:test";
import { setImmediate, setTimeout } from "node:timers/promises";

import { type Door, open } from "../src/client.js";
import { IpcError } from "../src/errors.js";
import { failure } from "../src/wire/failures.js";
import { member } from "../src/wire/objects.js";
import { assertIsSafe, type CounterEvent } from "./events.js";
import { type FakePage, openPage } from "./page.js";
import { tables } from "./tables.js";
import { until } from "./until.js";
import { sparse } from "./values.js";

const GONE = failure("cancelled", "its page is gone");

/** A page and a door of its client. */
function openDoor(t: TestContext): { page: FakePage; door: Door } {
  const page = openPage(t);
  return { page, door: open(tables) };
}

/** Waits until the messages under way have arrived. */
async function settled(): Promise<void> {
  for (let turn = 0; turn < 20; turn++) {
    await setImmediate();
  }
}

/** The error that a call rejects with. */
async function rejection(call: Promise<unknown>): Promise<object> {
  const error: unknown = await call.then(
    () => assert.fail("the call was not rejected"),
    (error: unknown) => error,
  );
  assert.ok(error instanceof Error);
  const { name, message } = error;
  return {
    name,
    code: member(error, "code"),
    message,
    data: member(error, "data"),
  };
}

test("a failure of the runtime is an IpcError, the error of a method is not", async (t) => {
  const { page, door } = openDoor(t);
  const calls = [1, 2].map((left) => door.invoke("math:add", [left, 0]));
  page.port.send(
    'error 1\n{"code":"denied","message":"no"}\nerror 2\n{"message":"no","data":{"kind":"Overflow"}}\n',
  );
  const [denied, failed] = await Promise.allSettled(calls);
  assert.ok(denied?.status === "rejected" && failed?.status === "rejected");
  assert.ok(denied.reason instanceof IpcError);
  assert.equal(denied.reason.code, "denied");
  assert.ok(failed.reason instanceof Error);
  assert.ok(!(failed.reason instanceof IpcError));
});

test("no port is opened before the first call", async (t) => {
  const { page } = openDoor(t);
  await settled();
  assert.deepEqual(page.ports, []);
});

test("the first message is a hello", async (t) => {
  const { page, door } = openDoor(t);
  door.send("note", ["a"]);
  await page.port.messages(1);
  assert.equal(
    page.port.received[0],
    'hello\n{"protocol":3,"schema":"0123456789abcdef"}\n',
  );
  assert.equal(page.ports.length, 1);
});

test("the calls of one microtask share a message", async (t) => {
  const { page, door } = openDoor(t);
  door.send("note", ["a"]);
  const add = door.invoke("math:add", [1, 2]);
  door.send("note", ["b"]);
  await Promise.resolve();
  await Promise.resolve();
  door.send("note", ["c"]);
  assert.deepEqual(await page.port.messages(2), [
    'send note\n["a"]\ncall 1 math:add\n[1,2]\nsend note\n["b"]\n',
    'send note\n["c"]\n',
  ]);
  page.port.send("reply 1\n3\n");
  assert.equal(await add, 3n);
});

test("answers may arrive in any order", async (t) => {
  const { page, door } = openDoor(t);
  const calls = [1, 2, 3].map((left) => door.invoke("math:add", [left, 0]));
  page.port.send(
    'reply 3\n3\nerror 1\n{"message":"no","data":{"kind":"Overflow"}}\nreply 9\n9\nreply 2\n2\nreply 2\n7\n',
  );
  assert.deepEqual(await Promise.allSettled(calls.slice(1)), [
    { status: "fulfilled", value: 2n },
    { status: "fulfilled", value: 3n },
  ]);
  assert.deepEqual(await rejection(calls[0] ?? Promise.resolve()), {
    name: "AddError",
    code: "Overflow",
    message: "no",
    data: { kind: "Overflow" },
  });
});

test("a malformed answer fails only its call", async (t) => {
  const { page, door } = openDoor(t);
  const bad = door.invoke("math:add", [1, 2]);
  const good = door.invoke("math:add", [1, 2]);
  page.port.send("reply 1\n{\nreply 2\n3\n");
  assert.equal(Reflect.get(await rejection(bad), "code"), "internal");
  assert.equal(await good, 3n);
});

test("buffers travel beside the text in both directions", async (t) => {
  const { page, door } = openDoor(t);
  const call = door.invoke("read file", [Uint8Array.of(1, 2)]);
  door.send("note", [[Uint8Array.of(3), "x"]]);
  assert.deepEqual(await page.port.messages(1), [
    [
      'call 1 read file\n["\\u0000b0"]\nsend note\n[["\\u0000b1","x"]]\n',
      Uint32Array.of(2, 1),
      [Uint8Array.of(1, 2, 3)],
    ],
  ]);
  page.port.send([
    'at 1\n\nreply 1\n"\\u0000b0"\n',
    Uint32Array.of(1, 2),
    [Uint8Array.of(9, 4, 5)],
  ]);
  assert.deepEqual(await call, Uint8Array.of(4, 5));
});

test("a full message is sent at once, and a large call has its own message", async (t) => {
  const { page, door } = openDoor(t);
  const large = "x".repeat(600 * 2 ** 10);
  const huge = "y".repeat(2 ** 20 + 1);
  door.send("note", ["a"]);
  door.send("note", [large]);
  door.send("note", [large]);
  door.send("note", ["b"]);
  door.send("note", [huge]);
  door.send("note", ["c"]);
  const messages = await page.port.messages(4);
  assert.deepEqual(messages, [
    `send note\n["a"]\nsend note\n["${large}"]\n`,
    `send note\n["${large}"]\nsend note\n["b"]\n`,
    `send note\n["${huge}"]\n`,
    'send note\n["c"]\n',
  ]);
});

test("buffers are numbered within their message", async (t) => {
  const { page, door } = openDoor(t);
  const large = new Uint8Array(600 * 2 ** 10);
  door.send("note", [Uint8Array.of(1)]);
  door.send("note", [large]);
  door.send("note", [[Uint8Array.of(2), large]]);
  door.send("note", [Uint8Array.of(3)]);
  assert.deepEqual(await page.port.messages(2), [
    [
      'send note\n["\\u0000b0"]\nsend note\n["\\u0000b1"]\n',
      Uint32Array.of(1, large.length),
      [Uint8Array.of(1), large],
    ],
    [
      'send note\n[["\\u0000b0","\\u0000b1"]]\nsend note\n["\\u0000b2"]\n',
      Uint32Array.of(1, large.length, 1),
      [Uint8Array.of(2), large, Uint8Array.of(3)],
    ],
  ]);
});

test("arguments that cannot be sent leave no buffers in the message", async (t) => {
  const { page, door } = openDoor(t);
  const call = door.invoke("math:add", [Uint8Array.of(1), () => 1]);
  assert.throws(() => {
    door.send("note", [[Uint8Array.of(1), new Date(0)]]);
  }, /^TypeError: args\.text\[1\] is an instance of Date, and cannot be sent$/);
  door.send("note", [Uint8Array.of(2)]);
  assert.deepEqual(
    await rejection(call),
    failure("invalid-argument", "args.right is a function, and cannot be sent"),
  );
  assert.deepEqual(
    await rejection(door.invoke("read file", [sparse(2 ** 32 - 1)])),
    failure("too-large", "the data is larger than a message may be"),
  );
  assert.deepEqual(await page.port.messages(1), [
    ['send note\n["\\u0000b0"]\n', Uint32Array.of(1), [Uint8Array.of(2)]],
  ]);
});

test("an unknown channel throws", async (t) => {
  const { door } = openDoor(t);
  const message = 'there is no method on "tick"';
  assert.throws(
    () => {
      door.send("tick", []);
    },
    { message },
  );
  await assert.rejects(door.invoke("tick", []), { message });
});

test("without a preload, calls fail with a hint", async (t) => {
  const { page, door } = openDoor(t);
  page.hasPreload = false;
  const reason = failure(
    "not-found",
    "the fast door is not available: load the preload.js that was generated with this client, and look in the console for why it did not load",
  );
  assert.deepEqual(await rejection(door.invoke("math:add", [1, 2])), reason);
  assert.throws(() => {
    door.send("note", ["a"]);
  }, reason);
  assert.throws(() => door.on("tick", () => undefined), reason);
  // The next call tries again.
  page.hasPreload = true;
  door.send("note", ["b"]);
  assert.deepEqual(await page.port.messages(1), ['send note\n["b"]\n']);
});

test("the first listener of a channel subscribes at once, and the last one unsubscribes", async (t) => {
  const { page, door } = openDoor(t);
  const got: unknown[] = [];
  const listener = (count: bigint) => {
    got.push(count);
  };
  door.send("note", ["a"]);
  const offs = [door.on("tick", listener), door.on("tick", listener)];
  door.send("note", ["b"]);
  assert.deepEqual(await page.port.messages(2), [
    'send note\n["a"]\nlisten tick\n\n',
    'send note\n["b"]\n',
  ]);
  page.port.send("event tick\n[1]\nevent unknown\n[]\n");
  await until(() => got.length === 2);
  offs[0]?.();
  offs[0]?.();
  page.port.send("event tick\n[2]\n");
  await until(() => got.length === 3);
  offs[1]?.();
  offs[1]?.();
  assert.equal((await page.port.messages(3))[2], "unlisten tick\n\n");
  page.port.send("event tick\n[3]\n");
  await settled();
  assert.deepEqual(got, [1n, 1n, 2n]);
  door.on("tick", listener);
  assert.equal((await page.port.messages(4))[3], "listen tick\n\n");
});

test("an error of a listener or an event is logged, and the other listeners are called", async (t) => {
  const { page, door } = openDoor(t);
  const lines: unknown[][] = [];
  t.mock.method(console, "error", (...line: unknown[]) => lines.push(line));
  const got: unknown[] = [];
  const problem = new Error("no");
  door.on("tick", () => {
    throw problem;
  });
  door.on("tick", (count) => {
    got.push(count);
  });
  page.port.send("event tick\n[1]\nevent tick\n[\nevent tick\n[2]\n");
  await until(() => got.length === 2);
  assert.deepEqual(got, [1n, 2n]);
  assert.equal(lines.length, 3);
  assert.deepEqual(lines[0], ['a listener of "tick" failed:', problem]);
  assert.equal(lines[1]?.[0], 'an event "tick" is dropped:');
});

test("a listener answers through its event", async (t) => {
  const { page, door } = openDoor(t);
  let isCalled = false;
  door.on("update-counter", (event: CounterEvent, step: number) => {
    assertIsSafe(event);
    isCalled = true;
    event.sender.send("counter-value", step + 1);
  });
  page.port.send("event update-counter\n[4]\n");
  await until(() => isCalled);
  const received = await page.port.messages(2);
  assert.equal(received[1], "send counter-value\n[5]\n");
});

test("a listener that another one removes still gets the current event", async (t) => {
  const { page, door } = openDoor(t);
  const got: string[] = [];
  door.on("tick", () => {
    got.push("first");
    off();
  });
  const off = door.on("tick", () => {
    got.push("second");
  });
  page.port.send("event tick\n[1]\nevent tick\n[2]\n");
  await until(() => got.length === 3);
  assert.deepEqual(got, ["first", "second", "first"]);
});

test("a listener must be a function", (t) => {
  const { door } = openDoor(t);
  assert.throws(
    () => door.on("tick", null as unknown as (count: bigint) => void),
    { name: "TypeError", message: 'the listener of "tick" must be a function' },
  );
});

test("an `end` frame rejects the open calls, and the next call opens another port", async (t) => {
  const { page, door } = openDoor(t);
  door.on("tick", () => undefined);
  const calls = [door.invoke("math:add", [1, 2]), door.invoke("read file", [])];
  const first = page.port;
  first.send(`end\n${JSON.stringify(GONE)}\n`);
  for (const call of calls) {
    assert.deepEqual(await rejection(call), GONE);
  }
  await until(() => first.isClosed);
  const again = door.invoke("math:add", [3, 4]);
  assert.equal(page.ports.length, 2);
  assert.deepEqual(await page.port.messages(2), [
    "listen tick\n\n",
    "call 3 math:add\n[3,4]\n",
  ]);
  assert.match(String(page.port.received[0]), /^hello\n/);
  page.port.send("reply 1\n1\nreply 3\n7\n");
  assert.equal(await again, 7n);
});

test("an `end` frame without a reason rejects the open calls", async (t) => {
  const { page, door } = openDoor(t);
  const call = door.invoke("math:add", [1, 2]);
  page.port.send("end\nnull\n");
  assert.deepEqual(await rejection(call), failure("internal", ""));
});

test("listeners subscribe again when the page is attached", async (t) => {
  const { page, door } = openDoor(t);
  page.dispatchEvent(new Event("ipc:attached"));
  assert.equal(page.ports.length, 0, "there is no listener");
  const off = door.on("tick", () => undefined);
  const first = page.port;
  page.dispatchEvent(new Event("ipc:attached"));
  assert.equal(page.ports.length, 1, "the port is open");
  first.send(`end\n${JSON.stringify(GONE)}\n`);
  await until(() => first.isClosed);
  page.dispatchEvent(new Event("ipc:attached"));
  assert.equal(page.ports.length, 2);
  assert.deepEqual(await page.port.messages(1), ["listen tick\n\n"]);
  off();
  assert.equal((await page.port.messages(2))[1], "unlisten tick\n\n");
});

test("an abort cancels the call, and a late answer is ignored", async (t) => {
  const { page, door } = openDoor(t);
  const controller = new AbortController();
  const { signal } = controller;
  const call = door.invoke("math:add", [1, 2], { signal });
  const other = door.invoke("math:add", [3, 4]);
  await page.port.messages(1);
  controller.abort("the user has left");
  await assert.rejects(call, { cause: "the user has left" });
  assert.deepEqual(
    await rejection(call),
    failure("cancelled", "the caller cancelled the call"),
  );
  assert.equal((await page.port.messages(2))[1], "cancel 1\n\n");
  page.port.send("reply 1\n3\nreply 2\n7\n");
  assert.equal(await other, 7n);
});

test("an abort or a timeout after the answer has no effect", async (t) => {
  const { page, door } = openDoor(t);
  const controller = new AbortController();
  const options = { signal: controller.signal, timeoutMs: 20 };
  const call = door.invoke("math:add", [1, 2], options);
  page.port.send("reply 1\n3\n");
  assert.equal(await call, 3n);
  controller.abort();
  await setTimeout(40);
  assert.equal((await page.port.messages(1)).length, 1);
});

test("a call with an aborted signal is not sent", async (t) => {
  const { page, door } = openDoor(t);
  const signal = AbortSignal.abort();
  door.send("note", ["a"], { signal });
  assert.deepEqual(
    await rejection(door.invoke("math:add", [1, 2], { signal })),
    failure("cancelled", "the caller cancelled the call"),
  );
  door.send("note", ["b"]);
  assert.deepEqual(await page.port.messages(1), ['send note\n["b"]\n']);
});

test("a call is cancelled after its timeout", async (t) => {
  const { page, door } = openDoor(t);
  const call = door.invoke("math:add", [1, 2], { timeoutMs: 10 });
  const patient = door.invoke("math:add", [1, 2], { timeoutMs: 60_000 });
  assert.deepEqual(
    await rejection(call),
    failure("timeout", "no answer came within 10 ms"),
  );
  assert.equal((await page.port.messages(2))[1], "cancel 1\n\n");
  page.port.send("reply 2\n3\n");
  assert.equal(await patient, 3n);
});

test("an `end` frame stops the timeouts of calls", async (t) => {
  const { page, door } = openDoor(t);
  const call = door.invoke("math:add", [1, 2], { timeoutMs: 20 });
  page.port.send(`end\n${JSON.stringify(GONE)}\n`);
  assert.deepEqual(await rejection(call), GONE);
  door.send("note", ["a"]);
  await setTimeout(40);
  assert.deepEqual(await page.port.messages(1), ['send note\n["a"]\n']);
});

test("two copies of the client are independent", async (t) => {
  const { page, door: first } = openDoor(t);
  const second = open(tables);
  const got: string[] = [];
  first.on("tick", () => {
    got.push("first");
  });
  second.on("tick", () => {
    got.push("second");
  });
  const calls = [
    first.invoke("math:add", [1, 2]),
    second.invoke("math:add", [3, 4]),
  ];
  const [one, two, ...more] = page.ports;
  assert.ok(one && two && more.length === 0);
  assert.equal((await one.messages(2))[1], "call 1 math:add\n[1,2]\n");
  assert.equal((await two.messages(2))[1], "call 1 math:add\n[3,4]\n");
  one.send(`end\n${JSON.stringify(GONE)}\n`);
  two.send("event tick\n[1]\nreply 1\n7\n");
  assert.deepEqual(await rejection(calls[0] ?? Promise.resolve()), GONE);
  assert.equal(await calls[1], 7n);
  assert.deepEqual(got, ["second"]);
  assert.ok(!two.isClosed);
});

test("an infinite timeout never fires", async (t) => {
  const { page, door } = openDoor(t);
  const call = door.invoke("math:add", [1, 2], { timeoutMs: Infinity });
  await setTimeout(20);
  page.port.send("reply 1\n3\n");
  assert.equal(await call, 3n);
});
