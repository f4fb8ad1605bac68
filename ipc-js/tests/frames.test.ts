// Reading and writing frames.

import assert from "node:assert/strict";
import { test } from "node:test";

import fc from "fast-check";

import { pack } from "../src/wire/buffers.js";
import {
  callIds,
  eachFrame,
  eachFrameOf,
  errorFrame,
  frame,
  type Message,
  splitWord,
} from "../src/wire/frames.js";

type Frame = readonly [head: string, rest: string, payload: string];

/** The whole frames of a text, and where they end. */
function framesIn(text: string): { frames: Frame[]; end: number } {
  const frames: Frame[] = [];
  const end = eachFrame(text, (...frame) => frames.push(frame));
  return { frames, end };
}

/** The frames of a message, with the first byte of each of their buffers. */
function framesOf(message: Message): (readonly [string, number[]])[] {
  const frames: (readonly [string, number[]])[] = [];
  eachFrameOf(message, (head, rest, payload, buffers) => {
    frames.push([
      `${head}|${rest}|${payload}`,
      buffers.map(([first]) => first ?? -1),
    ]);
  });
  return frames;
}

const word = fc.stringMatching(/^[a-z0-9:-]{1,12}$/);
const rest = fc.stringMatching(/^[^\n]{0,20}$/);
const payload = fc.json();

test("an empty text has no frames", () => {
  assert.deepEqual(framesIn(""), { frames: [], end: 0 });
});

test("a header is a word and a rest, which may have spaces", () => {
  const text =
    "reply 7\n[1]\nevent update counter\n[]\nwelcome\n\ncall 1 open file\n[]\n";
  assert.deepEqual(framesIn(text), {
    frames: [
      ["reply", "7", "[1]"],
      ["event", "update counter", "[]"],
      ["welcome", "", ""],
      ["call", "1 open file", "[]"],
    ],
    end: text.length,
  });
});

test("a space in the payload is no part of the header", () => {
  for (const payload of ['{"a": 1}', " 1", " "]) {
    assert.deepEqual(framesIn(`welcome\n${payload}\n`).frames, [
      ["welcome", "", payload],
    ]);
  }
});

test("an incomplete frame is not read", () => {
  for (const tail of ["call", "call 2 add", "call 2 add\n", "call 2 add\n[1"]) {
    assert.deepEqual(framesIn(`send a\n[]\n${tail}`), {
      frames: [["send", "a", "[]"]],
      end: "send a\n[]\n".length,
    });
  }
});

test("frames survive a round trip", () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(word, rest, payload)), (frames) => {
      const text = frames
        .map(([head, rest, payload]) =>
          frame(rest === "" ? head : `${head} ${rest}`, payload),
        )
        .join("");
      assert.deepEqual(framesIn(text), { frames, end: text.length });
    }),
  );
});

test("any text is read to its end or to an incomplete frame", () => {
  const text = fc.string({
    unit: fc.constantFrom("\n", " ", "a", "call"),
    maxLength: 30,
  });
  fc.assert(
    fc.property(text, (text) => {
      const { frames, end } = framesIn(text);
      const lines = text.split("\n").length - 1;
      assert.equal(frames.length, Math.floor(lines / 2));
      assert.ok(text.slice(end).split("\n").length <= 2);
      assert.deepEqual(framesIn(text.slice(0, end)), { frames, end });
    }),
  );
});

test("buffers count from the last `at`", () => {
  const packed = pack([10, 11, 12].map((byte) => Uint8Array.of(byte)));
  const text = "a\n1\nat 1\n\nb\n2\nc x\n3\nat 3\n\nd\n4\nat 0\n\ne\n5\n";
  assert.deepEqual(framesOf({ text, packed }), [
    ["a||1", [10, 11, 12]],
    ["b||2", [11, 12]],
    ["c|x|3", [11, 12]],
    ["d||4", []],
    ["e||5", [10, 11, 12]],
  ]);
});

test("without buffers, `at` has no effect", () => {
  assert.deepEqual(framesOf({ text: "at 4\n\na\n1\n", packed: null }), [
    ["a||1", []],
  ]);
});

test("the ids of calls are found, also of an incomplete one", () => {
  const whole = "call 1 add\n[]\nsend note\n[]\ncall x-2 read file\n[]\n";
  assert.deepEqual(callIds(""), []);
  assert.deepEqual(callIds(whole), ["1", "x-2"]);
  assert.deepEqual(callIds(`${whole}call 3 add\n[1,`), ["1", "x-2", "3"]);
  assert.deepEqual(callIds(`${whole}call 3 add\n`), ["1", "x-2", "3"]);
  // The header may be incomplete.
  assert.deepEqual(callIds(`${whole}call 3`), ["1", "x-2"]);
  assert.deepEqual(callIds(`${whole}call 3 add`), ["1", "x-2"]);
  assert.deepEqual(callIds(`${whole}cancel 3\n`), ["1", "x-2"]);
});

test("a call without an id is skipped", () => {
  assert.deepEqual(callIds("call\n[]\ncall \n[]\ncall  add\n[]\n"), []);
  assert.deepEqual(callIds("call 1\n[]\n"), ["1"]);
});

test("the first word is split off", () => {
  assert.deepEqual(splitWord(""), ["", ""]);
  assert.deepEqual(splitWord("7"), ["7", ""]);
  assert.deepEqual(splitWord("7 read file"), ["7", "read file"]);
  assert.deepEqual(splitWord(" read file"), ["", "read file"]);
});

test("a failure is written on one line", () => {
  const reason = { code: "internal", message: "two\nlines" };
  const { frames } = framesIn(errorFrame("7", reason));
  assert.equal(frames.length, 1);
  const [[head, rest, payload] = []] = frames;
  assert.deepEqual([head, rest], ["error", "7"]);
  assert.deepEqual(JSON.parse(payload ?? ""), reason);
});
