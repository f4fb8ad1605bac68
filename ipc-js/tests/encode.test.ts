// Encoding values as text, and decoding them.

import assert from "node:assert/strict";
import { test } from "node:test";

import fc from "fast-check";

import { decode, hasWideIntegers } from "../src/wire/decode.js";
import { encodeArgs, encodeValue } from "../src/wire/encode.js";
import {
  anyValue,
  arrived,
  bytes,
  plainValue,
  sparse,
  text,
  value,
} from "./values.js";

/** A limit beyond all values here that may be sent. */
const LIMIT = { bytes: 2 ** 24, values: 2 ** 20 };

/** A method whose one argument is any value. */
const method = { channel: "put", args: ["value"] };

/** A method that needs an order, whose values are all converted before they are written. */
const converting = { ...method, order: (value: unknown) => value };

/** The longest refusal, in milliseconds. */
const QUICK_MS = 2_000;

function encoded(value: unknown, limit = LIMIT): string {
  return encodeArgs(method, [value], [], limit);
}

/** Encodes and decodes a value. */
function sent(value: unknown, by: typeof method = method): unknown {
  const buffers: Uint8Array[] = [];
  const text = encodeArgs(by, [value], buffers, LIMIT);
  const args = decode(text, buffers);
  assert.ok(Array.isArray(args) && args.length === 1);
  return args[0];
}

/** Asserts that a value is refused with this message. */
function refused(value: unknown, message: string): void {
  for (const by of [method, converting]) {
    assert.throws(() => encodeArgs(by, [value], [], LIMIT), {
      name: "TypeError",
      message,
    });
  }
}

/** Asserts that a value is refused for its size, and quickly. */
function tooLarge(value: unknown): void {
  const start = performance.now();
  for (const by of [method, converting]) {
    assert.throws(() => encodeArgs(by, [value], [], LIMIT), {
      name: "RangeError",
      message: "the data is larger than a message may be",
    });
  }
  assert.ok(performance.now() - start < QUICK_MS);
}

/** A value inside this many arrays. */
function nested(value: unknown, depth: number): unknown {
  return depth === 0 ? value : [nested(value, depth - 1)];
}

/** The size of a value. */
function sizeOf(value: unknown): { bytes: number; values: number } {
  const size = { bytes: 0, values: 1 };
  if (typeof value === "string") {
    size.bytes += value.length;
  } else if (value instanceof Uint8Array) {
    size.bytes += value.byteLength;
  } else if (typeof value === "object" && value !== null) {
    for (const [key, item] of Object.entries(value)) {
      const inner = sizeOf(item);
      size.bytes += inner.bytes + (Array.isArray(value) ? 0 : key.length);
      size.values += inner.values;
    }
  }
  return size;
}

/** The text and the buffers, or the error. */
function resultOf(by: typeof method, value: unknown): unknown {
  const buffers: Uint8Array[] = [];
  try {
    return { text: encodeArgs(by, [value], buffers, LIMIT), buffers };
  } catch (error) {
    return String(error);
  }
}

test("values survive a round trip", () => {
  fc.assert(
    fc.property(value, (value) => {
      assert.deepEqual(sent(value), arrived(value));
    }),
    { numRuns: 1000 },
  );
});

test("doubles survive a round trip", () => {
  fc.assert(
    fc.property(fc.double(), (value) => {
      assert.ok(Object.is(sent(value), value));
    }),
  );
});

test("text survives a round trip, also as a key", () => {
  fc.assert(
    fc.property(text, (text) => {
      assert.equal(sent(text), text);
      assert.deepEqual(sent({ [text]: text }), { [text]: text });
    }),
    { numRuns: 1000 },
  );
});

test("integers of up to 4,096 bits survive a round trip", () => {
  for (const edge of [0n, 2n ** 53n, 2n ** 63n, 2n ** 64n]) {
    for (const value of [edge - 1n, edge, edge + 1n, 1n - edge, -1n - edge]) {
      assert.deepEqual(sent(value), arrived(value));
    }
  }
  assert.equal(sent(2n ** 4096n - 1n), 2n ** 4096n - 1n);
  assert.equal(sent(1n - 2n ** 4096n), 1n - 2n ** 4096n);
});

test("a missing argument is null, and a member that is undefined is left out", () => {
  const holes = sparse(3, { 0: undefined, 2: 1 });
  assert.equal(sent(undefined), null);
  assert.deepEqual(sent(holes), [null, null, 1]);
  assert.deepEqual(sent(holes, converting), [null, null, 1]);
  assert.deepEqual(sent({ a: undefined, b: 1 }), { b: 1 });
  const three = { channel: "three", args: ["a", "b", "c"] };
  assert.equal(encodeArgs(three, [1], [], LIMIT), "[1,null,null]");
  assert.equal(encodeArgs(three, [], [], LIMIT), "[null,null,null]");
});

test("`__proto__` is an ordinary key", () => {
  const value: unknown = JSON.parse('{"__proto__":{"a":1},"\\u0000":2}');
  const text = '[{"__proto__":{"a":1},"\\u0000s\\u0000":2}]';
  assert.equal(encoded(value), text);
  assert.deepEqual(sent(value), value);
});

test("excess arguments are refused", () => {
  assert.throws(() => encodeArgs(method, [1, 2], [], LIMIT), {
    name: "TypeError",
    message: '"put" takes 1 arguments, not 2',
  });
});

test("buffers are numbered after the earlier ones", () => {
  const buffers = [Uint8Array.of(1)];
  const added = Uint8Array.of(2);
  assert.equal(
    encodeArgs(method, [[added, added]], buffers, LIMIT),
    '[["\\u0000b1","\\u0000b2"]]',
  );
  assert.deepEqual(buffers, [Uint8Array.of(1), added, added]);
});

test("a method with an order encodes values like one without", () => {
  for (const values of [plainValue, value, anyValue]) {
    fc.assert(
      fc.property(values, (value) => {
        assert.deepEqual(resultOf(method, value), resultOf(converting, value));
      }),
      { numRuns: 500 },
    );
  }
});

test("functions and symbols are refused with their paths", () => {
  refused(() => 1, "args.value is a function, and cannot be sent");
  refused(
    { a: [1, () => 1] },
    "args.value.a[1] is a function, and cannot be sent",
  );
  refused(
    [{ "odd key": Symbol("x") }],
    'args.value[0]["odd key"] is a symbol, and cannot be sent',
  );
});

test("instances of classes are refused with their paths", () => {
  class Point {
    readonly x = 1;
  }
  const cases = [
    [new Map([[1, 2]]), "Map"],
    [new Set(), "Set"],
    [new Date(0), "Date"],
    [new Point(), "Point"],
    [/./, "RegExp"],
    [Promise.resolve(), "Promise"],
    [new Error("no"), "Error"],
    [new ArrayBuffer(1), "ArrayBuffer"],
    [new Float64Array(1), "Float64Array"],
    [Object(1) as unknown, "Number"],
    [Object.assign(new Map(), { constructor: null }), "a class"],
    [Object.setPrototypeOf({}, Object.create(null) as object), "a class"],
  ] as const;
  for (const [value, name] of cases) {
    refused(
      { a: [value] },
      `args.value.a[0] is an instance of ${name}, and cannot be sent`,
    );
  }
});

test("lone surrogates are refused with their paths", () => {
  const wrong = "is text with a lone surrogate, and cannot be sent";
  refused("\ud800", `args.value ${wrong}`);
  refused("a\udc00b", `args.value ${wrong}`);
  refused("\udc00\ud800", `args.value ${wrong}`);
  refused({ a: ["ok", { b: "\ud83d" }] }, `args.value.a[1].b ${wrong}`);
  refused([{ "\ud800": 1 }], `args.value[0]["\\ud800"] ${wrong}`);
  refused({ a: Uint8Array.of(1), b: "\ud800" }, `args.value.b ${wrong}`);
  assert.equal(sent("\\ud800"), "\\ud800");
});

test("integers beyond 4,096 bits are refused before they are printed", () => {
  const message =
    "args.value.a is an integer beyond 4,096 bits, and cannot be sent";
  refused({ a: 2n ** 4096n }, message);
  refused({ a: -(2n ** 4096n) }, message);
  const start = performance.now();
  refused({ a: 1n << 20_000_000n }, message);
  refused({ a: -(1n << 20_000_000n) }, message);
  assert.ok(performance.now() - start < QUICK_MS);
});

test("circular values are refused", () => {
  const list: unknown[] = [];
  list.push(list);
  const object: Record<string, unknown> = {};
  object["self"] = { object };
  for (const value of [list, object]) {
    for (const by of [method, converting]) {
      assert.throws(
        () => encodeArgs(by, [value], [], LIMIT),
        /^TypeError: args\.value.* is nested too deep, or in a circle, and cannot be sent$/,
      );
    }
  }
});

test("values may be nested up to a limit", () => {
  const wrong = /nested too deep, or in a circle, and cannot be sent$/;
  for (const by of [method, converting]) {
    for (const leaf of [1, NaN, Uint8Array.of(1)]) {
      const deep = nested(leaf, 119);
      assert.deepEqual(sent(deep, by), deep);
      for (const depth of [120, 121, 1000]) {
        assert.throws(
          () => encodeArgs(by, [nested(leaf, depth)], [], LIMIT),
          wrong,
        );
      }
    }
  }
});

test("values beyond the limit are refused quickly", () => {
  const endless = sparse(2 ** 32 - 1);
  tooLarge(endless);
  tooLarge({ a: [endless] });
  let shared: unknown = 1;
  for (let level = 0; level < 60; level++) {
    shared = level % 2 === 0 ? [shared, shared] : { a: shared, b: shared };
  }
  tooLarge(shared);
  const text = "x".repeat(2 ** 20);
  tooLarge(Array.from({ length: 2 ** 10 }, () => text));
  const record = { [text]: null };
  tooLarge(Array.from({ length: 2 ** 10 }, () => record));
  const bytes = new Uint8Array(2 ** 20);
  tooLarge(Array.from({ length: 2 ** 10 }, () => bytes));
});

test("the limit is exact", () => {
  const value = ["abc", { key: "de", bytes: new Uint8Array(4) }, null, 1];
  // The list of arguments counts as a value.
  const size = { bytes: 3 + 3 + 2 + 5 + 4, values: 8 };
  assert.deepEqual(sizeOf([value]), size);
  encoded(value, size);
  for (const less of [
    { ...size, bytes: size.bytes - 1 },
    { ...size, values: size.values - 1 },
  ]) {
    assert.throws(() => encoded(value, less), RangeError);
  }
});

test("the limit is exact for random values", () => {
  fc.assert(
    fc.property(value, (value) => {
      const size = sizeOf([value]);
      encoded(value, size);
      for (const less of [
        { ...size, bytes: size.bytes - 1 },
        { ...size, values: size.values - 1 },
      ]) {
        assert.throws(() => encoded(value, less), RangeError);
      }
    }),
  );
});

test("the limit holds for all arguments together", () => {
  const two = { channel: "two", args: ["a", "b"] };
  const args = ["abc", "de"];
  encodeArgs(two, args, [], { bytes: 5, values: 3 });
  assert.throws(
    () => encodeArgs(two, args, [], { bytes: 4, values: 3 }),
    RangeError,
  );
  assert.throws(
    () => encodeArgs(two, args, [], { bytes: 5, values: 2 }),
    RangeError,
  );
});

test("a single value survives a round trip, or is refused with its path", () => {
  const codecs = { json: undefined, order: undefined };
  fc.assert(
    fc.property(value, (value) => {
      const buffers: Uint8Array[] = [];
      const text = encodeValue(value, "value", codecs, buffers);
      assert.deepEqual(decode(text, buffers), arrived(value));
    }),
  );
  assert.throws(() => encodeValue({ a: "\ud800" }, "value", codecs, []), {
    message: "value.a is text with a lone surrogate, and cannot be sent",
  });
  assert.throws(() => encodeValue([new Date(0)], "value", codecs, []), {
    message: "value[0] is an instance of Date, and cannot be sent",
  });
});

test("views survive a round trip", () => {
  fc.assert(
    fc.property(bytes, (bytes) => {
      assert.deepEqual(sent({ bytes }), { bytes });
    }),
  );
});

test("an escape with a missing buffer is empty", () => {
  assert.deepEqual(decode('["\\u0000b0","\\u0000b7"]', [Uint8Array.of(1)]), [
    Uint8Array.of(1),
    new Uint8Array(),
  ]);
});

test("malformed JSON and unknown escapes are refused", () => {
  assert.throws(() => decode("[1,", []), SyntaxError);
  assert.throws(() => decode('["\\u0000i1.5"]', []), SyntaxError);
  assert.throws(() => decode('["\\u0000x"]', []), {
    name: "TypeError",
    message: "the addon does not speak this version of the protocol",
  });
});

test("wide integers are found in the text", () => {
  assert.ok(hasWideIntegers(encoded([2n ** 53n])));
  assert.ok(!hasWideIntegers(encoded([2n ** 53n - 1n, 1e300, "\0i1"])));
});
