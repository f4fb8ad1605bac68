// Packing buffers into chunks, and unpacking them.

import assert from "node:assert/strict";
import { test } from "node:test";

import fc from "fast-check";

import { pack, type PackedBuffers, unpack } from "../src/wire/buffers.js";

/** A buffer of this many bytes or more has a chunk of its own. */
const OWN_CHUNK_SIZE = 65_536;

const size = fc.oneof(
  fc.integer({ min: 0, max: 300 }),
  fc.constantFrom(0, 1, OWN_CHUNK_SIZE - 1, OWN_CHUNK_SIZE, OWN_CHUNK_SIZE + 1),
);

/** A buffer of a size. Its bytes depend on the seed. */
function buffer(size: number, seed: number): Uint8Array {
  return Uint8Array.from(
    { length: size },
    (_byte, index) => (seed + index) % 251,
  );
}

function roundTrip(buffers: readonly Uint8Array[]): readonly Uint8Array[] {
  const packed = pack(buffers);
  return packed === null ? [] : unpack(packed);
}

test("an empty list packs to null", () => {
  assert.equal(pack([]), null);
});

test("buffers of any sizes survive a round trip", () => {
  fc.assert(
    fc.property(fc.array(size, { maxLength: 12 }), (sizes) => {
      const buffers = sizes.map((size, index) => buffer(size, index * 7));
      assert.deepEqual(roundTrip(buffers), buffers);
    }),
  );
});

test("small buffers share a chunk, and each large one has its own", () => {
  const sizes = [
    1,
    2,
    OWN_CHUNK_SIZE,
    3,
    0,
    OWN_CHUNK_SIZE - 1,
    OWN_CHUNK_SIZE + 1,
  ];
  const packed = pack(sizes.map((size) => buffer(size, size)));
  assert.deepEqual([...(packed?.lengths ?? [])], sizes);
  assert.deepEqual(
    packed?.chunks.map((chunk) => chunk.byteLength),
    [3, OWN_CHUNK_SIZE, 3 + OWN_CHUNK_SIZE - 1, OWN_CHUNK_SIZE + 1],
  );
});

test("a view is packed without the rest of its memory", () => {
  for (const size of [3, OWN_CHUNK_SIZE]) {
    const view = new Uint8Array(buffer(size + 10, 1).buffer, 5, size);
    const packed = pack([view]);
    for (const chunk of packed?.chunks ?? []) {
      assert.equal(chunk.buffer.byteLength, size);
    }
    assert.deepEqual(roundTrip([view]), [Uint8Array.from(view)]);
  }
});

test("a large buffer is not copied", () => {
  const large = buffer(OWN_CHUNK_SIZE, 1);
  assert.equal(pack([large])?.chunks[0], large);
});

test("each unpacked buffer has its own memory", () => {
  const [first, second, third] = roundTrip([
    buffer(2, 0),
    buffer(3, 0),
    buffer(OWN_CHUNK_SIZE, 0),
  ]);
  assert.equal(first?.buffer.byteLength, 2);
  assert.equal(second?.buffer.byteLength, 3);
  assert.equal(third?.buffer.byteLength, OWN_CHUNK_SIZE);
});

test("a missing buffer is empty", () => {
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

test("excess bytes are ignored", () => {
  const chunks = [Uint8Array.of(1, 2, 3), Uint8Array.of(4)];
  const lengths = Uint32Array.of(2);
  assert.deepEqual(unpack({ lengths, chunks }), [Uint8Array.of(1, 2)]);
});

test("wrong lengths yield no more bytes than there are", () => {
  const length = fc.oneof(
    fc.integer({ min: 0, max: 9 }),
    fc.constantFrom(2 ** 31, 2 ** 32 - 1),
  );
  const packed: fc.Arbitrary<PackedBuffers> = fc.record({
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
      for (const [index, { byteLength }] of buffers.entries()) {
        assert.ok(byteLength <= (lengths[index] ?? 0));
        assert.ok(byteLength <= longest);
      }
    }),
  );
});

test("a chunk that is a view yields only its own bytes", () => {
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
