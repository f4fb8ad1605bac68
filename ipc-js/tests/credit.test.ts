// Credit: both halves under any interleaving.

import assert from "node:assert/strict";
import { test } from "node:test";

import fc from "fast-check";

import {
  createReadCredit,
  createSendCredit,
  type Credit,
  itemSize,
  STREAM_BYTES,
  STREAM_ITEMS,
} from "../src/wire/credit.js";

const FIRST: Credit = { items: STREAM_ITEMS, bytes: STREAM_BYTES };

/** A step of one of the sides: a message travels, or an item is sent or read. */
const step = fc.constantFrom("send", "deliver", "read", "grant");

const size = fc.oneof(
  fc.integer({ min: 0, max: 100 }),
  fc.integer({ min: 0, max: 3 * STREAM_BYTES }),
);

test("no more than the credit is out, and none of it is lost", () => {
  const property = fc.property(
    fc.array(fc.tuple(step, size), { maxLength: 2_000 }),
    (steps) => {
      const sender = createSendCredit();
      const reader = createReadCredit();
      sender.grant(FIRST);
      const onTheWay: number[] = [];
      const arrived: number[] = [];
      const grants: Credit[] = [];
      // All that was sent and has not been granted again.
      let items = 0;
      let bytes = 0;

      const take = (next: string, size: number): boolean => {
        if (next === "send" && sender.isOpen()) {
          assert.ok(items < STREAM_ITEMS && bytes < STREAM_BYTES);
          sender.spend(size);
          onTheWay.push(size);
          items += 1;
          bytes += size;
          return true;
        }
        const sent = next === "deliver" ? onTheWay.shift() : undefined;
        if (sent !== undefined) {
          arrived.push(sent);
          return true;
        }
        const read = next === "read" ? arrived.shift() : undefined;
        if (read !== undefined) {
          const grant = reader.take(read);
          if (grant !== null) {
            grants.push(grant);
          }
          return true;
        }
        const granted = next === "grant" ? grants.shift() : undefined;
        if (granted !== undefined) {
          sender.grant(granted);
          items -= granted.items;
          bytes -= granted.bytes;
          assert.ok(items >= 0 && bytes >= 0);
          return true;
        }
        return false;
      };

      for (const [next, size] of steps) {
        take(next, size);
      }
      // Whatever has happened, the sender may go on once all messages have arrived and been read.
      const rest = ["deliver", "read", "grant"];
      while (rest.some((next) => take(next, 0)));
      assert.ok(sender.isOpen());
      assert.ok(items < STREAM_ITEMS / 2 && bytes < STREAM_BYTES / 2);
    },
  );
  fc.assert(property, { numRuns: 300 });
});

test("a long stream needs few grants", () => {
  const reader = createReadCredit();
  let grants = 0;
  for (let item = 0; item < 10_000; item++) {
    grants += reader.take(10) === null ? 0 : 1;
  }
  assert.equal(grants, Math.floor(10_000 / (STREAM_ITEMS / 2)));
});

test("an item may be larger than the rest of the credit, but not the next one", () => {
  const sender = createSendCredit();
  assert.ok(!sender.isOpen());
  sender.grant({ items: 3, bytes: 10 });
  sender.spend(25);
  assert.ok(!sender.isOpen());
  sender.grant({ items: 0, bytes: 15 });
  assert.ok(!sender.isOpen());
  sender.grant({ items: 0, bytes: 1 });
  assert.ok(sender.isOpen());
  sender.spend(0);
  sender.spend(0);
  assert.ok(!sender.isOpen(), "there are bytes, but no items");
});

test("the size of an item is that of its text and of its own buffers", () => {
  assert.equal(itemSize('"é😀"', []), 5);
  const buffers = [7, 20, 300].map((length) => new Uint8Array(length));
  assert.equal(itemSize('"\\u0000b0"', buffers), 10 + 7);
  assert.equal(itemSize('["\\u0000b0","\\u0000b2"]', buffers), 23 + 307);
  assert.equal(itemSize('"\\u0000b9"', buffers), 10);
  assert.equal(itemSize('"\\\\u0000b1"', buffers), 11, "it is text");
});
