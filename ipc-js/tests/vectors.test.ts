// The test vectors that Rust writes: both languages must agree on them.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { pack } from "../src/wire/buffers.js";
import { decode } from "../src/wire/decode.js";
import { encodeValue } from "../src/wire/encode.js";
import {
  awaitedFrames,
  splitWord,
  eachFrame,
  eachFrameOf,
} from "../src/wire/frames.js";
import { arrived } from "./values.js";

interface Vectors {
  readonly values: readonly {
    readonly text: string;
    readonly buffers: readonly (readonly number[])[];
    /** Whether Rust decodes the text. */
    readonly ok: boolean;
    /** The decoded value as Rust encodes it. */
    readonly written: string | null;
  }[];
  readonly frames: readonly {
    readonly text: string;
    readonly frames: readonly RustFrame[];
    /** The number of malformed and incomplete frames. */
    readonly dropped: number;
  }[];
}

interface RustFrame {
  readonly kind: string;
  readonly id?: string | number;
  readonly channel?: string;
  readonly page?: number;
  readonly items?: number;
  readonly bytes?: number;
  readonly endpoints?: readonly number[];
  /** `null` if the frame is incomplete. */
  readonly payload: string | null;
  /** The index of its first buffer; `null` if that is beyond all buffers. */
  readonly base: number | null;
}

const vectors = JSON.parse(
  readFileSync(
    // From target/ipc-js/tests.
    new URL("../../../ipc-runtime/tests/wire-vectors.json", import.meta.url),
    "utf8",
  ),
) as Vectors;

/** The frames whose second word is an id that more words follow. */
const WITH_ID = new Set(["call", "request", "stream", "credit", "port"]);

const codecs = { json: undefined, order: undefined };

test("there are vectors", () => {
  assert.ok(vectors.values.length > 0);
  assert.ok(vectors.frames.length > 0);
});

test("values that Rust decodes survive a round trip", () => {
  for (const { text, buffers: lists, ok, written } of vectors.values) {
    if (!ok) {
      continue;
    }
    const buffers = lists.map((bytes) => Uint8Array.from(bytes));
    const value = arrived(decode(text, buffers));
    // Rust gives the buffers new numbers.
    if (written !== null && buffers.length === 0) {
      assert.deepEqual(decode(written, []), value, text);
    }
    const own: Uint8Array[] = [];
    let again;
    try {
      again = encodeValue(value, "value", codecs, own);
    } catch (error) {
      // Rust decodes deeper values than JavaScript sends.
      assert.match(String(error), /nested too deep/, text);
      continue;
    }
    assert.deepEqual(decode(again, own), value, text);
  }
});

test("a value that does not decode fails with the documented errors", () => {
  for (const { text, buffers: lists, ok } of vectors.values) {
    const buffers = lists.map((bytes) => Uint8Array.from(bytes));
    try {
      decode(text, buffers);
    } catch (error) {
      assert.ok(!ok, text);
      assert.ok(error instanceof SyntaxError || error instanceof TypeError);
    }
  }
});

test("frames are read as in Rust", () => {
  for (const { text, frames, dropped } of vectors.frames) {
    const found: string[] = [];
    eachFrame(text, (head, rest, payload) => {
      if (head !== "at") {
        // For Rust, a call without a channel has an empty channel.
        const words = WITH_ID.has(head) ? splitWord(rest) : [rest];
        found.push(JSON.stringify([head, ...words, payload]));
      }
    });
    const whole = frames.filter(({ payload }) => payload !== null);
    let next = 0;
    for (const frame of whole) {
      const { kind, id, page, items, bytes, endpoints, channel } = frame;
      const { payload } = frame;
      const isGiven = (word: unknown) => word !== undefined;
      const isBare = items !== undefined && channel === "";
      const after = [
        ...(endpoints ?? [items, bytes]),
        isBare ? undefined : channel,
      ].filter(isGiven);
      const words =
        page === undefined
          ? [id, after.length > 0 ? after.join(" ") : undefined]
              .filter(isGiven)
              .map(String)
          : [`${id ?? ""} ${page}`];
      const rest = words.length === 0 ? [""] : words;
      const wanted = JSON.stringify([kind, ...rest, payload]);
      next = found.indexOf(wanted, next) + 1;
      assert.ok(next > 0, `${wanted} in ${JSON.stringify(text)}`);
    }
    if (dropped === 0) {
      assert.equal(found.length, whole.length, JSON.stringify(text));
    }
  }
});

test("the ids of calls are found as in Rust", () => {
  for (const { text, frames } of vectors.frames) {
    const ids = frames.filter(({ kind }) => kind === "call");
    const found = awaitedFrames(text)
      .filter(({ head }) => head === "call")
      .map(({ id }) => id);
    for (const { id } of ids) {
      assert.ok(found.includes(String(id)), JSON.stringify(text));
    }
  }
});

test("buffers are counted as in Rust", () => {
  // The byte of each buffer is its index.
  const packed = pack(Array.from({ length: 64 }, (_, at) => Uint8Array.of(at)));
  for (const { text, frames, dropped } of vectors.frames) {
    const bases: number[] = [];
    eachFrameOf({ text, packed }, (_head, _rest, _payload, [first]) => {
      bases.push(first?.[0] ?? -1);
    });
    if (dropped === 0) {
      const whole = frames.filter(({ payload }) => payload !== null);
      const wanted = whole.map(({ base }) => base ?? -1);
      assert.deepEqual(bases, wanted, JSON.stringify(text));
    }
  }
});
