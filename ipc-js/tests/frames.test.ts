// Reading and writing frames.

import assert from "node:assert/strict";
import { test } from "node:test";

import fc from "fast-check";

import { pack } from "../src/wire/buffers.js";
import {
  awaitedFrames,
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

/** The awaited frames of a text, as `head id`. */
function awaited(text: string, most?: number): string[] {
  return awaitedFrames(text, most).map(({ head, id }) => `${head} ${id}`);
}

test("the ids of calls are found, also of an incomplete one", () => {
  const whole = "call 1 add\n[]\nsend note\n[]\ncall x-2 read file\n[]\n";
  const calls = ["call 1", "call x-2"];
  assert.deepEqual(awaited(""), []);
  assert.deepEqual(awaited(whole), calls);
  assert.deepEqual(awaited(`${whole}call 3 add\n[1,`), [...calls, "call 3"]);
  assert.deepEqual(awaited(`${whole}call 3 add\n`), [...calls, "call 3"]);
  // The header may be incomplete.
  assert.deepEqual(awaited(`${whole}call 3`), calls);
  assert.deepEqual(awaited(`${whole}call 3 add`), calls);
  assert.deepEqual(awaited(`${whole}cancel 3\n`), calls);
  assert.deepEqual(awaited(whole, 1), ["call 1"]);
});

test("streams, items and answers are awaited too", () => {
  const text =
    "stream 1 64 9 log:lines\n[]\nitem 2\n7\ndone 2\n\nanswer 3\n1\nfail 4\n{}\ncredit 1 2 3\n\nlisten tick\n\ncancel 1\n\nerror 5\n{}\n";
  const all = ["stream 1", "item 2", "answer 3", "fail 4"];
  assert.deepEqual(awaited(text), all);
  assert.deepEqual(awaited(`${text}item 6\n[1,`), [...all, "item 6"]);
});

test("a call without an id is skipped", () => {
  assert.deepEqual(awaited("call\n[]\ncall \n[]\ncall  add\n[]\n"), []);
  assert.deepEqual(awaited("call 1\n[]\n"), ["call 1"]);
  assert.deepEqual(awaited(`call ${"x".repeat(65)} add\n[]\n`), []);
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
