// Frames in a text.

import assert from "node:assert/strict";
import { test } from "node:test";

import fc from "fast-check";

import { pack } from "../src/wire/buffers.js";
import {
  callIds,
  cut,
  eachFrame,
  eachFrameOf,
  errorFrame,
  frame,
  type Message,
} from "../src/wire/frames.js";

type Visited = readonly [head: string, rest: string, payload: string];

/** The frames of a text, and where the one begins that is cut off. */
function visited(text: string): { frames: Visited[]; end: number } {
  const frames: Visited[] = [];
  const end = eachFrame(text, (...frame) => frames.push(frame));
  return { frames, end };
}

/** The frames of a message with the first byte of each of their buffers. */
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
  assert.deepEqual(visited(""), { frames: [], end: 0 });
});

test("a header is a word and what follows it, which may have spaces", () => {
  const text =
    "reply 7\n[1]\nevent update counter\n[]\nwelcome\n\ncall 1 open file\n[]\n";
  assert.deepEqual(visited(text), {
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
    assert.deepEqual(visited(`welcome\n${payload}\n`).frames, [
      ["welcome", "", payload],
    ]);
  }
});

test("a frame that is cut off is not visited", () => {
  for (const tail of ["call", "call 2 add", "call 2 add\n", "call 2 add\n[1"]) {
    assert.deepEqual(visited(`send a\n[]\n${tail}`), {
      frames: [["send", "a", "[]"]],
      end: "send a\n[]\n".length,
    });
  }
});

test("the frames that are written are read", () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(word, rest, payload)), (frames) => {
      const text = frames
        .map(([head, rest, payload]) =>
          frame(rest === "" ? head : `${head} ${rest}`, payload),
        )
        .join("");
      assert.deepEqual(visited(text), { frames, end: text.length });
    }),
  );
});

test("any text is read to its end or to a frame that is cut off", () => {
  const text = fc.string({
    unit: fc.constantFrom("\n", " ", "a", "call"),
    maxLength: 30,
  });
  fc.assert(
    fc.property(text, (text) => {
      const { frames, end } = visited(text);
      const lines = text.split("\n").length - 1;
      assert.equal(frames.length, Math.floor(lines / 2));
      assert.ok(text.slice(end).split("\n").length <= 2);
      assert.deepEqual(visited(text.slice(0, end)), { frames, end });
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

test("without buffers `at` changes nothing", () => {
  assert.deepEqual(framesOf({ text: "at 4\n\na\n1\n", packed: null }), [
    ["a||1", []],
  ]);
});

test("the ids of calls are found, also of one that is cut off", () => {
  const whole = "call 1 add\n[]\nsend note\n[]\ncall x-2 read file\n[]\n";
  assert.deepEqual(callIds(""), []);
  assert.deepEqual(callIds(whole), ["1", "x-2"]);
  assert.deepEqual(callIds(`${whole}call 3 add\n[1,`), ["1", "x-2", "3"]);
  assert.deepEqual(callIds(`${whole}call 3 add\n`), ["1", "x-2", "3"]);
  // Its id may go on.
  assert.deepEqual(callIds(`${whole}call 3`), ["1", "x-2"]);
  assert.deepEqual(callIds(`${whole}call 3 add`), ["1", "x-2"]);
  assert.deepEqual(callIds(`${whole}cancel 3\n`), ["1", "x-2"]);
});

test("a call without an id has none", () => {
  assert.deepEqual(callIds("call\n[]\ncall \n[]\ncall  add\n[]\n"), []);
  assert.deepEqual(callIds("call 1\n[]\n"), ["1"]);
});

test("words are cut after the first one", () => {
  assert.deepEqual(cut(""), ["", ""]);
  assert.deepEqual(cut("7"), ["7", ""]);
  assert.deepEqual(cut("7 read file"), ["7", "read file"]);
  assert.deepEqual(cut(" read file"), ["", "read file"]);
});

test("a failure is one line", () => {
  const reason = { code: "internal", message: "two\nlines" };
  const { frames } = visited(errorFrame("7", reason));
  assert.equal(frames.length, 1);
  const [[head, rest, payload] = []] = frames;
  assert.deepEqual([head, rest], ["error", "7"]);
  assert.deepEqual(JSON.parse(payload ?? ""), reason);
});
