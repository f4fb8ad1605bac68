// The reader of a stream.

import assert from "node:assert/strict";
import { test } from "node:test";

import { type Credit, STREAM_BYTES, STREAM_ITEMS } from "../src/wire/credit.js";
import { openReader, type Reader } from "../src/wire/reader.js";

const DONE = { done: true, value: undefined };

/** A reader with the messages that it sends. */
function open(): {
  readonly reader: Reader;
  readonly sent: (Credit | "cancel")[];
} {
  const sent: (Credit | "cancel")[] = [];
  const reader = openReader({
    grant(credit) {
      sent.push(credit);
    },
    cancel() {
      sent.push("cancel");
    },
  });
  return { reader, sent };
}

const item = (value: unknown) => ({ done: false, value });

test("items are read in order, whether they are early or late", async () => {
  const { reader, sent } = open();
  reader.push("a", 1);
  const waiting = [reader.next(), reader.next(), reader.next()];
  reader.push("b", 1);
  reader.push("c", 1);
  assert.deepEqual(await Promise.all(waiting), ["a", "b", "c"].map(item));
  reader.push("d", 1);
  reader.end();
  reader.push("e", 1);
  assert.deepEqual(await reader.next(), item("d"));
  assert.deepEqual(await reader.next(), DONE);
  assert.deepEqual(await reader.next(), DONE);
  assert.deepEqual(sent, []);
});

test("the end resolves all that wait", async () => {
  const { reader } = open();
  const waiting = [reader.next(), reader.next()];
  reader.end();
  assert.deepEqual(await Promise.all(waiting), [DONE, DONE]);
});

test("a failure rejects once, after the items before it", async () => {
  const error = new Error("no");
  const { reader, sent } = open();
  reader.push("a", 1);
  reader.end({ error });
  reader.end({ error: new Error("later") });
  assert.deepEqual(await reader.next(), item("a"));
  await assert.rejects(reader.next(), error);
  assert.deepEqual(await reader.next(), DONE);

  const { reader: other } = open();
  const waiting = [other.next(), other.next()];
  other.end({ error });
  const results = await Promise.allSettled(waiting);
  assert.deepEqual(results, [
    { status: "rejected", reason: error },
    { status: "fulfilled", value: DONE },
  ]);
  assert.deepEqual(sent, []);
});

test("an early end cancels once, and resolves all that wait", async () => {
  const { reader, sent } = open();
  const waiting = [reader.next(), reader.next(), reader.return()];
  assert.deepEqual(await Promise.all(waiting), [DONE, DONE, DONE]);
  reader.push("late", 1);
  reader.end({ error: new Error("late") });
  assert.deepEqual(await reader.return(), DONE);
  assert.deepEqual(await reader.next(), DONE);
  assert.deepEqual(sent, ["cancel"]);
});

test("an early end drops the items and the failure that have arrived", async () => {
  const { reader, sent } = open();
  reader.push("a", 1);
  reader.end({ error: new Error("no") });
  assert.deepEqual(await reader.return(), DONE);
  assert.deepEqual(await reader.next(), DONE);
  assert.deepEqual(sent, [], "the stream has ended already");
});

test("an abort drops the items, and fails once", async () => {
  const error = new Error("aborted");
  const { reader, sent } = open();
  reader.push("a", 1);
  reader.fail(error);
  reader.fail(new Error("again"));
  await assert.rejects(reader.next(), error);
  assert.deepEqual(await reader.next(), DONE);
  assert.deepEqual(sent, ["cancel"]);
});

test("credit is granted as items are read, not as they arrive", async () => {
  const { reader, sent } = open();
  for (let index = 0; index < STREAM_ITEMS; index++) {
    reader.push(index, 10);
  }
  assert.deepEqual(sent, []);
  for (let index = 0; index < STREAM_ITEMS / 2 - 1; index++) {
    await reader.next();
  }
  assert.deepEqual(sent, []);
  await reader.next();
  const half = STREAM_ITEMS / 2;
  assert.deepEqual(sent, [{ items: half, bytes: half * 10 }]);
});

test("a large item is granted at once, and nothing is granted after the end", async () => {
  const { reader, sent } = open();
  reader.push("a", 3 * STREAM_BYTES);
  await reader.next();
  assert.deepEqual(sent, [{ items: 1, bytes: 3 * STREAM_BYTES }]);
  reader.push("b", STREAM_BYTES);
  reader.end();
  await reader.next();
  assert.equal(sent.length, 1);
});
