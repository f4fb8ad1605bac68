// Streams that the client reads, on real ports.

import assert from "node:assert/strict";
import { test, type TestContext } from "node:test";

import { type Door, open } from "../src/client.js";
import type { Failure } from "../src/wire/failures.js";
import { failure } from "../src/wire/failures.js";
import { type FakePage, openPage } from "./page.js";
import { tables } from "./tables.js";
import { until } from "./until.js";

const GONE = failure("cancelled", "its page is gone");
const DONE = { done: true, value: undefined };
const OPEN = "stream 1 256 1048576 log:lines\n[7]\n";

interface Line {
  readonly size: bigint;
}

function openDoor(t: TestContext): { page: FakePage; door: Door } {
  const page = openPage(t);
  return { page, door: open(tables) };
}

/** The error that a promise rejects with. */
async function rejection(promise: Promise<unknown>): Promise<Error & Failure> {
  const error: unknown = await promise.then(
    () => assert.fail("it was not rejected"),
    (error: unknown) => error,
  );
  assert.ok(error instanceof Error && "code" in error);
  return error as Error & Failure;
}

test("a stream opens at the call, in order with other calls", async (t) => {
  const { page, door } = openDoor(t);
  door.send("note", ["a"]);
  door.stream("log:lines", [7]);
  door.send("note", ["b"]);
  assert.deepEqual(await page.port.messages(1), [
    'send note\n["a"]\nstream 1 256 1048576 log:lines\n[7]\nsend note\n["b"]\n',
  ]);
});

test("`for await` reads the items, with their types and buffers", async (t) => {
  const { page, door } = openDoor(t);
  const lines = door.stream<Line>("log:lines", [7]);
  page.port.send([
    'item 1\n{"size":1}\nat 1\n\nitem 1\n{"size":2,"text":"\\u0000b0"}\ndone 1\n\n',
    Uint32Array.of(1, 2),
    [Uint8Array.of(9, 4, 5)],
  ]);
  const got: unknown[] = [];
  for await (const line of lines) {
    got.push(line);
  }
  assert.deepEqual(got, [
    { size: 1n },
    { size: 2n, text: Uint8Array.of(4, 5) },
  ]);
  assert.deepEqual(await lines.next(), DONE);
  assert.deepEqual(await page.port.messages(1), [OPEN]);
});

test("a loop that is left early cancels the stream", async (t) => {
  const { page, door } = openDoor(t);
  const problem = new Error("in the loop");
  for (const leave of [
    () => true,
    () => {
      throw problem;
    },
  ]) {
    const lines = door.stream<Line>("log:lines", [7]);
    page.port.send(
      ["1", "2"].map((id) => `item ${id}\n{"size":1}\n`.repeat(2)).join(""),
    );
    try {
      for await (const line of lines) {
        assert.deepEqual(line, { size: 1n });
        if (leave()) {
          break;
        }
      }
    } catch (error) {
      assert.equal(error, problem);
    }
    assert.deepEqual(await lines.next(), DONE);
  }
  await until(() => page.port.received.includes("cancel 2\n\n"));
  assert.ok(page.port.received.includes("cancel 1\n\n"));
  page.port.send('item 1\n{"size":1}\ndone 1\n\nerror 1\n{"message":"late"}\n');
});

test("credit is granted as items are read", async (t) => {
  const { page, door } = openDoor(t);
  const lines = door.stream<Line>("log:lines", [7]);
  page.port.send('item 1\n{"size":1}\n'.repeat(256));
  await page.port.messages(1);
  for (let index = 0; index < 128; index++) {
    await lines.next();
  }
  assert.deepEqual(await page.port.messages(2), [
    OPEN,
    `credit 1 128 ${128 * '{"size":1}'.length}\n\n`,
  ]);
});

test("a stream that fails rejects once, with the error of its method", async (t) => {
  const { page, door } = openDoor(t);
  const lines = door.stream<Line>("log:lines", [7]);
  page.port.send(
    'item 1\n{"size":1}\nerror 1\n{"message":"no","data":{"Rotated":3}}\n',
  );
  assert.deepEqual(await lines.next(), { done: false, value: { size: 1n } });
  const { name, code, message, data } = await rejection(lines.next());
  assert.deepEqual(
    { name, code, message, data },
    { name: "LogError", code: "Rotated", message: "no", data: { Rotated: 3 } },
  );
  assert.deepEqual(await lines.next(), DONE);
});

test("an item that does not decode fails the stream and cancels it", async (t) => {
  const { page, door } = openDoor(t);
  const lines = door.stream<Line>("log:lines", [7]);
  page.port.send("item 1\n{\n");
  assert.equal((await rejection(lines.next())).code, "internal");
  assert.deepEqual(await page.port.messages(2), [OPEN, "cancel 1\n\n"]);
});

test("a stream that cannot be opened fails at the first item", async (t) => {
  const { page, door } = openDoor(t);
  const wrong = await rejection(door.stream("log:lines", [() => 1]).next());
  assert.deepEqual(
    [wrong.code, wrong.message],
    ["invalid-argument", "args.since is a function, and cannot be sent"],
  );
  assert.equal(
    (await rejection(door.stream("tick", []).next())).message,
    'there is no method on "tick"',
  );
  page.hasPreload = false;
  page.port.send(`end\n${JSON.stringify(GONE)}\n`);
  await until(() => page.port.isClosed);
  const unserved = await rejection(door.stream("log:lines", [7]).next());
  assert.equal(unserved.code, "not-found");
});

test("an abort ends the stream, with its reason as the cause", async (t) => {
  const { page, door } = openDoor(t);
  const controller = new AbortController();
  const { signal } = controller;
  const lines = door.stream<Line>("log:lines", [7], { signal });
  const waiting = [lines.next(), lines.next()] as const;
  await page.port.messages(1);
  const reason = new Error("enough");
  controller.abort(reason);
  const error = await rejection(waiting[0]);
  assert.deepEqual(
    [error.code, error.message, error.cause],
    ["cancelled", "the caller cancelled the stream", reason],
  );
  assert.deepEqual(await waiting[1], DONE);
  assert.deepEqual(await page.port.messages(2), [OPEN, "cancel 1\n\n"]);
});

test("a stream with an aborted signal is not opened", async (t) => {
  const { page, door } = openDoor(t);
  const signal = AbortSignal.abort("why");
  const lines = door.stream<Line>("log:lines", [7], { signal });
  assert.equal((await rejection(lines.next())).cause, "why");
  door.send("note", ["b"]);
  assert.deepEqual(await page.port.messages(1), ['send note\n["b"]\n']);
});

test("an abort after the end has no effect", async (t) => {
  const { page, door } = openDoor(t);
  const controller = new AbortController();
  const { signal } = controller;
  const lines = door.stream<Line>("log:lines", [7], { signal });
  page.port.send('item 1\n{"size":1}\ndone 1\n\n');
  await lines.next();
  assert.deepEqual(await lines.next(), DONE);
  controller.abort();
  door.send("note", ["b"]);
  assert.deepEqual(await page.port.messages(2), [OPEN, 'send note\n["b"]\n']);
});

test("the end of the port fails all streams, after the items before it", async (t) => {
  const { page, door } = openDoor(t);
  const streams = [1, 2].map(() => door.stream<Line>("log:lines", [7]));
  page.port.send(`item 1\n{"size":1}\nend\n${JSON.stringify(GONE)}\n`);
  const [first, second] = streams;
  assert.ok(first && second);
  assert.equal((await rejection(second.next())).code, "cancelled");
  assert.deepEqual(await first.next(), { done: false, value: { size: 1n } });
  assert.equal((await rejection(first.next())).message, "its page is gone");
  assert.deepEqual(await first.return(), DONE);
});

test("a stream that nobody reads keeps no more than its credit and fails quietly", async (t) => {
  const { page, door } = openDoor(t);
  door.stream<Line>("log:lines", [7]);
  page.port.send(
    'item 1\n{"size":1}\n'.repeat(256) + 'error 1\n{"message":"no"}\n',
  );
  const call = door.invoke("math:add", [1, 2]);
  page.port.send("reply 2\n3\n");
  assert.equal(await call, 3n);
  assert.deepEqual(await page.port.messages(1), [
    `${OPEN}call 2 math:add\n[1,2]\n`,
  ]);
});
