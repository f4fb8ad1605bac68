// The batches of the plain door's sources: what a message holds, and when it is sent.

import assert from "node:assert/strict";
import { test } from "node:test";
import { setImmediate } from "node:timers/promises";

import fc from "fast-check";

import { type Batch, openBatch } from "../src/preload/batch.js";
import { weigh } from "../src/wire/weight.js";
import { itemSize } from "../src/wire/credit.js";
import { encodeWithin } from "../src/wire/encode.js";
import { until } from "./until.js";
import { anyValue, sparse } from "./values.js";

const CODECS = { json: undefined, order: undefined };
const LIMIT = { bytes: 2 ** 28, values: 2 ** 26 };

/** A batch, its messages, and the errors of items. */
function open(): { batch: Batch; sent: unknown[]; errors: unknown[] } {
  const sent: unknown[] = [];
  const errors: unknown[] = [];
  const batch = openBatch(
    (values) => {
      sent.push(structuredClone(values));
    },
    (error) => {
      errors.push(error);
    },
  );
  return { batch, sent, errors };
}

test("an item weighs no less than main counts", () => {
  fc.assert(
    fc.property(anyValue, (value) => {
      const buffers: Uint8Array[] = [];
      let text;
      try {
        text = encodeWithin(value, CODECS, buffers, LIMIT);
      } catch {
        return;
      }
      assert.ok(itemSize(text, buffers) <= weigh(value));
    }),
    { numRuns: 2_000 },
  );
  for (const value of ["\0".repeat(9), '\u001f\u007f"\\', -5e-324, -0, NaN]) {
    const text = encodeWithin(
      [value, { [`${value}`]: value }],
      CODECS,
      [],
      LIMIT,
    );
    assert.ok(text.length <= weigh([value, { [`${value}`]: value }]));
  }
  assert.ok(
    encodeWithin(-(2n ** 4096n - 1n), CODECS, [], LIMIT).length <= weigh(1n),
  );
});

test("a graph and an endless value are weighed in a bounded time", () => {
  let graph: unknown = "leaf";
  for (let level = 0; level < 100; level++) {
    graph = [graph, graph];
  }
  const circle: unknown[] = [];
  circle.push(circle);
  const holes = sparse(2 ** 32 - 1);
  for (const value of [graph, circle, holes, new Map(), new Date(0)]) {
    assert.equal(weigh(value), Infinity);
  }
});

test("a message has the items of a moment, and no more than main takes", async () => {
  const { batch, sent } = open();
  assert.equal(batch.isOpen(), false);
  batch.take(3, 1_000);
  batch.add(1);
  batch.add(2);
  await Promise.resolve();
  assert.deepEqual([sent, batch.isOpen()], [[], true]);
  await until(() => sent.length === 1);
  assert.deepEqual([sent.pop(), batch.isOpen()], [[1, 2], false]);

  batch.take(2, 1_000);
  batch.add(3);
  batch.add(4);
  assert.deepEqual([sent.pop(), batch.isOpen()], [[3, 4], false]);

  batch.take(9, 1);
  batch.add("larger than main takes");
  assert.deepEqual(
    [sent.pop(), batch.isOpen()],
    [["larger than main takes"], false],
  );
});

test("an item that comes after its message waits for the next one", async () => {
  const { batch, sent } = open();
  batch.take(3, 1_000);
  batch.add(1);
  await until(() => sent.length === 1);
  batch.add("late".repeat(100));
  assert.equal(sent.length, 1);
  // Its weight counts, though main had not asked yet.
  batch.take(3, 1_000);
  assert.deepEqual(sent[1], ["late".repeat(100)]);
  batch.add(2);
  batch.take(1, 1_000);
  assert.deepEqual(sent[2], [2]);
});

test("a batch that is full before its moment ends leaves the next message open", async () => {
  const { batch, sent } = open();
  batch.take(2, 1_000);
  batch.add(1);
  batch.add(2);
  batch.take(2, 1_000);
  await setImmediate();
  await setImmediate();
  assert.equal(batch.isOpen(), true);
  batch.add(3);
  await until(() => sent.length === 2);
  assert.deepEqual(sent, [[1, 2], [3]]);
});

test("the items before one that cannot be sent are sent", () => {
  const { batch, sent, errors } = open();
  batch.take(4, 10_000);
  batch.add(1);
  batch.add(2);
  batch.add({ call: () => 1 });
  assert.equal(batch.flush(), false);
  assert.deepEqual(sent, [[1, 2]]);
  assert.deepEqual(errors.map(String), [
    "TypeError: value.call is a function, and cannot be sent",
  ]);
  assert.equal(batch.flush(), true);
});

test("a closed batch sends nothing", async () => {
  const { batch, sent } = open();
  batch.take(4, 10_000);
  batch.add(1);
  batch.close();
  await setImmediate();
  await setImmediate();
  assert.ok(batch.flush());
  assert.deepEqual(sent, []);
});
