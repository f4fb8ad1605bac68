// Buffers that share chunks.

import assert from "node:assert/strict";
import { test } from "node:test";

import fc from "fast-check";

import { pack, type Packed, unpack } from "../src/wire/buffers.js";

/** From this size on, a buffer has a chunk of its own. */
const SMALL = 65_536;

const size = fc.oneof(
  fc.integer({ min: 0, max: 300 }),
  fc.constantFrom(0, 1, SMALL - 1, SMALL, SMALL + 1),
);

/** A buffer of some size, whose bytes tell it from others. */
function buffer(size: number, seed: number): Uint8Array {
  return Uint8Array.from({ length: size }, (_byte, at) => (seed + at) % 251);
}

function roundTrip(buffers: readonly Uint8Array[]): readonly Uint8Array[] {
  const packed = pack(buffers);
  return packed === null ? [] : unpack(packed);
}

test("no buffers are no packet of buffers", () => {
  assert.equal(pack([]), null);
});

test("buffers of any sizes come as they were", () => {
  fc.assert(
    fc.property(fc.array(size, { maxLength: 12 }), (sizes) => {
      const buffers = sizes.map((size, at) => buffer(size, at * 7));
      assert.deepEqual(roundTrip(buffers), buffers);
    }),
  );
});

test("small buffers share a chunk, and large ones have their own", () => {
  const sizes = [1, 2, SMALL, 3, 0, SMALL - 1, SMALL + 1];
  const packed = pack(sizes.map((size) => buffer(size, size)));
  assert.deepEqual([...(packed?.lengths ?? [])], sizes);
  assert.deepEqual(
    packed?.chunks.map((chunk) => chunk.byteLength),
    [3, SMALL, 3 + SMALL - 1, SMALL + 1],
  );
});

test("a view keeps its own bytes only", () => {
  for (const size of [3, SMALL]) {
    const view = new Uint8Array(buffer(size + 10, 1).buffer, 5, size);
    const packed = pack([view]);
    for (const chunk of packed?.chunks ?? []) {
      assert.equal(chunk.buffer.byteLength, size);
    }
    assert.deepEqual(roundTrip([view]), [Uint8Array.from(view)]);
  }
});

test("a large buffer is not copied", () => {
  const large = buffer(SMALL, 1);
  assert.equal(pack([large])?.chunks[0], large);
});

test("each buffer has memory of its own", () => {
  const [first, second, third] = roundTrip([
    buffer(2, 0),
    buffer(3, 0),
    buffer(SMALL, 0),
  ]);
  assert.equal(first?.buffer.byteLength, 2);
  assert.equal(second?.buffer.byteLength, 3);
  assert.equal(third?.buffer.byteLength, SMALL);
});

test("what is missing is empty", () => {
  const lengths = Uint32Array.of(2, 3, 0, 1);
  assert.deepEqual(unpack({ lengths, chunks: [] }), [
    new Uint8Array(),
    new Uint8Array(),
    new Uint8Array(),
    new Uint8Array(),
  ]);
  assert.deepEqual(unpack({ lengths, chunks: [Uint8Array.of(1, 2)] }), [
    Uint8Array.of(1, 2),
    new Uint8Array(),
    new Uint8Array(),
    new Uint8Array(),
  ]);
});

test("what is too much is left out", () => {
  const chunks = [Uint8Array.of(1, 2, 3), Uint8Array.of(4)];
  const lengths = Uint32Array.of(2);
  assert.deepEqual(unpack({ lengths, chunks }), [Uint8Array.of(1, 2)]);
});

test("lengths that lie give no more bytes than there are", () => {
  const length = fc.oneof(
    fc.integer({ min: 0, max: 9 }),
    fc.constantFrom(2 ** 31, 2 ** 32 - 1),
  );
  const packed: fc.Arbitrary<Packed> = fc.record({
    lengths: fc
      .uint32Array({ maxLength: 9 })
      .chain(({ length: count }) =>
        fc
          .array(length, { minLength: count, maxLength: count })
          .map((lengths) => Uint32Array.from(lengths)),
      ),
    chunks: fc.array(fc.uint8Array({ max: 250, maxLength: 9 }), {
      maxLength: 5,
    }),
  });
  fc.assert(
    fc.property(packed, ({ lengths, chunks }) => {
      const buffers = unpack({ lengths, chunks });
      assert.equal(buffers.length, lengths.length);
      const longest = Math.max(0, ...chunks.map((chunk) => chunk.byteLength));
      for (const [at, { byteLength }] of buffers.entries()) {
        assert.ok(byteLength <= (lengths[at] ?? 0));
        assert.ok(byteLength <= longest);
      }
    }),
  );
});

test("a chunk that is a view gives its own bytes only", () => {
  const view = Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8).subarray(2, 5);
  for (const length of [3, 8, 9]) {
    assert.deepEqual(
      unpack({ lengths: Uint32Array.of(length), chunks: [view] }),
      [Uint8Array.of(3, 4, 5)],
    );
  }
  const whole = Uint8Array.of(1, 2, 3, 4);
  assert.deepEqual(unpack({ lengths: Uint32Array.of(2, 4), chunks: [whole] }), [
    Uint8Array.of(1, 2),
    Uint8Array.of(3, 4),
  ]);
});
