// The converters that codecs describe.

import assert from "node:assert/strict";
import { test } from "node:test";

import { converterBuilder, findNonFinite } from "../src/wire/codecs.js";
import { encodeArgs, encodeValue } from "../src/wire/encode.js";
import type { Codec, Form } from "../src/wire/tables.js";

const WIDE = { hasWideIntegers: true };
const NARROW = { hasWideIntegers: false };

/** A key that every object inherits. */
const INHERITED = "toString" as string;

/** Converts a value with a codec. */
function converted(
  codec: Codec,
  value: unknown,
  codecs: Readonly<Record<string, Codec>> = {},
): unknown {
  return converterBuilder(codecs)(codec)(value, WIDE);
}

/** A linked list: `{ next: { next: null } }`. */
function chain(length: number): unknown {
  let value: unknown = null;
  for (let count = 0; count < length; count++) {
    value = { count, next: value };
  }
  return value;
}

test("`bigint` converts whole numbers", () => {
  assert.equal(converted("bigint", 7), 7n);
  assert.equal(converted("bigint", -(2 ** 53) + 1), 1n - 2n ** 53n);
  for (const value of [2n ** 60n, 1.5, 2 ** 53, null, "7"]) {
    assert.equal(converted("bigint", value), value);
  }
});

test("`nothing` converts to undefined", () => {
  assert.equal(converted("nothing", null), undefined);
});

test("`each` converts all items of an array", () => {
  assert.deepEqual(converted({ each: "bigint" }, [1, 2n, 3]), [1n, 2n, 3n]);
  assert.deepEqual(converted({ each: { each: "bigint" } }, [[1], []]), [
    [1n],
    [],
  ]);
  for (const value of [null, 7, "text", { 0: 1, length: 1 }]) {
    assert.equal(converted({ each: "bigint" }, value), value);
  }
});

test("`items` converts items by their positions", () => {
  const codec: Codec = { items: ["bigint", null, "bigint"] };
  assert.deepEqual(converted(codec, [1, 2, 3]), [1n, 2, 3n]);
  assert.deepEqual(converted(codec, [1]), [1n]);
  assert.deepEqual(converted(codec, [1, 2, 3, 4]), [1n, 2, 3n, 4]);
  assert.equal(converted(codec, null), null);
});

test("`values` converts all members of an object", () => {
  const value: unknown = JSON.parse('{"a":1,"__proto__":2,"constructor":3}');
  const result = converted({ values: "bigint" }, value);
  assert.deepEqual(Object.entries(result ?? {}), [
    ["a", 1n],
    ["__proto__", 2n],
    ["constructor", 3n],
  ]);
  assert.equal(Object.getPrototypeOf(result), Object.prototype);
  assert.deepEqual(converted({ values: "bigint" }, [1]), [1]);
});

test("`fields` converts the members with these keys", () => {
  const codec: Codec = {
    fields: { id: "bigint", inner: { fields: { id: "bigint" } } },
  };
  assert.deepEqual(converted(codec, { id: 1, inner: { id: 2, other: 3 } }), {
    id: 1n,
    inner: { id: 2n, other: 3 },
  });
  assert.deepEqual(converted(codec, { other: 1 }), { other: 1 });
  // Inherited members are no fields.
  assert.deepEqual(converted({ fields: { [INHERITED]: "nothing" } }, {}), {});
});

test("`rest` converts all members but the known ones", () => {
  const codec: Codec = { known: ["name", "size"], rest: "bigint" };
  assert.deepEqual(converted(codec, { name: 1, size: 2, more: 3 }), {
    name: 1,
    size: 2,
    more: 3n,
  });
});

test("`variants` converts an object by its tag", () => {
  const codec: Codec = {
    tag: "kind",
    variants: { Sized: { fields: { size: "bigint" } } },
  };
  assert.deepEqual(converted(codec, { kind: "Sized", size: 1 }), {
    kind: "Sized",
    size: 1n,
  });
  for (const value of [
    { kind: "Other", size: 1 },
    { kind: 7, size: 1 },
    { size: 1 },
    null,
    ["Sized"],
  ]) {
    assert.deepEqual(converted(codec, structuredClone(value)), value);
  }
});

test("`all` applies each codec", () => {
  const codec: Codec = {
    all: [{ fields: { a: "bigint" } }, { fields: { b: "bigint" } }],
  };
  assert.deepEqual(converted(codec, { a: 1, b: 2 }), { a: 1n, b: 2n });
});

test("`cases` tells values apart by their forms", () => {
  const matches = (form: Form, value: unknown) =>
    converted({ cases: [[form, "nothing"]] }, value) === undefined;
  const object = { a: 1, b: "x" };
  const examples: readonly (readonly [Form, unknown[], unknown[]])[] = [
    ["any", [null, 1, "a", {}], []],
    ["null", [null], [0, "", {}, []]],
    ["boolean", [true, false], [null, 0]],
    ["number", [0, 1n], ["1", null]],
    ["string", ["", "a"], [1, null]],
    ["bytes", [new Uint8Array(1)], [[1], {}, "a"]],
    [{ is: "a" }, ["a"], ["b", { a: 1 }]],
    [{ each: "number" }, [[], [1], [1, 2n]], [["a"], [1, "a"], {}, 1]],
    [
      { items: ["number", "string"] },
      [[1, "a"]],
      [[1], [1, "a", 2], ["a", 1], {}],
    ],
    [
      { keys: { a: "number", b: "string" } },
      [object],
      [{ a: 1 }, { ...object, c: 1 }, { a: "x", b: "x" }, [], null],
    ],
    [
      { keys: { a: "number" }, optional: { b: "string" } },
      [{ a: 1 }, object],
      [{ b: "x" }, { a: 1, b: 2 }, { a: 1, c: 1 }],
    ],
    [
      { keys: { a: "number" }, rest: "string" },
      [{ a: 1 }, object, { a: 1, b: "x", c: "y" }],
      [{ a: 1, b: 2 }, {}],
    ],
    [{ keys: {} }, [{}], [{ a: 1 }, [], new Uint8Array(0)]],
    [{ keys: { [INHERITED]: "any" } }, [{ [INHERITED]: 1 }], [{}]],
    [{ either: ["null", { is: "a" }] }, [null, "a"], ["b", 1]],
  ];
  for (const [form, right, wrong] of examples) {
    for (const value of right) {
      assert.ok(matches(form, value), JSON.stringify(form));
    }
    for (const value of wrong) {
      assert.ok(!matches(form, value), JSON.stringify(form));
    }
  }
});

test("`cases` uses the first form that matches, even without a codec", () => {
  const codec: Codec = {
    cases: [
      [{ keys: { a: "any" } }, null],
      [{ keys: { a: "number" } }, { fields: { a: "bigint" } }],
      [{ keys: { b: "number" } }, { fields: { b: "bigint" } }],
    ],
  };
  assert.deepEqual(converted(codec, { a: 1 }), { a: 1 });
  assert.deepEqual(converted(codec, { b: 1 }), { b: 1n });
  assert.deepEqual(converted(codec, { c: 1 }), { c: 1 });
});

test("`checked` refuses an integer that a number cannot hold, with its path", () => {
  const codec: Codec = {
    checked: "value",
    codec: { fields: { sizes: { each: "safe" } } },
  };
  assert.deepEqual(converted(codec, { sizes: [1, 2], other: 2n ** 60n }), {
    sizes: [1, 2],
    other: 2n ** 60n,
  });
  assert.throws(() => converted(codec, { sizes: [1, 2n ** 53n] }), {
    name: "RangeError",
    message:
      "value.sizes[1] is an integer beyond 2^53, which a number cannot hold",
  });
  const args: Codec = { checked: "args", codec: { items: [null, "safe"] } };
  assert.throws(() => converted(args, [1n, 2n ** 53n]), {
    message: "args[1] is an integer beyond 2^53, which a number cannot hold",
  });
});

test("`checked` skips values of texts without wide integers", () => {
  let count = 0;
  const value = {
    get size() {
      count += 1;
      return 1;
    },
  };
  const convert = converterBuilder({})({
    checked: "value",
    codec: { fields: { size: "safe" } },
  });
  assert.equal(convert(value, NARROW), value);
  assert.equal(convert(value), value);
  assert.equal(count, 0);
});

test("`ref` allows recursive types", () => {
  const codecs: Record<string, Codec> = {
    Node: { fields: { count: "bigint", next: { ref: "Node" } } },
    Tree: { fields: { leaves: { each: { ref: "Leaf" } } } },
    Leaf: {
      cases: [
        ["number", "bigint"],
        ["any", { ref: "Tree" }],
      ],
    },
  };
  assert.deepEqual(converted({ ref: "Node" }, chain(2), codecs), {
    count: 1n,
    next: { count: 0n, next: null },
  });
  assert.deepEqual(
    converted({ ref: "Tree" }, { leaves: [1, { leaves: [2] }] }, codecs),
    { leaves: [1n, { leaves: [2n] }] },
  );
});

test("`ref` fails for a codec that the tables lack", () => {
  assert.throws(() => converted({ ref: "Gone" }, 1), {
    message: 'the tables have no codec "Gone"',
  });
});

test("`shallow` refuses a value that is nested too deep for Electron", () => {
  assert.deepEqual(converted("shallow", chain(120)), chain(120));
  assert.throws(() => converted("shallow", chain(121)), {
    name: "RangeError",
    message: "the value is nested too deep",
  });
});

test("`tagFirst` moves the tag to the front", () => {
  const entries = (value: unknown) =>
    Object.entries(converted({ tagFirst: "kind" }, value) ?? {});
  assert.deepEqual(entries({ a: 1, kind: "A", b: 2 }), [
    ["kind", "A"],
    ["a", 1],
    ["b", 2],
  ]);
  assert.deepEqual(entries({ a: 1 }), [["a", 1]]);
  const odd: unknown = JSON.parse('{"__proto__":1,"kind":"A"}');
  assert.deepEqual(entries(odd), [
    ["kind", "A"],
    ["__proto__", 1],
  ]);
  assert.equal(converted({ tagFirst: "kind" }, null), null);
});

test("arguments are sent with their tags first", () => {
  const order = converterBuilder({})({
    items: [null, { each: { tagFirst: "kind" } }],
  });
  const method = { channel: "draw", args: ["name", "shapes"], order };
  const size = { bytes: 100, values: 100 };
  assert.equal(
    encodeArgs(method, ["a", [{ x: 1n, kind: "Point" }]], [], size),
    '["a",[{"kind":"Point","x":1}]]',
  );
});

test("a number that JSON lacks is found in values that must be JSON", () => {
  const json = converterBuilder({})({
    fields: { a: "json", b: { each: "json" } },
  });
  assert.equal(
    findNonFinite(json, { a: [1, "x", null], b: [] }, ["args"]),
    null,
  );
  assert.equal(findNonFinite(json, { other: NaN }, ["args"]), null);
  assert.deepEqual(
    findNonFinite(json, { a: [1, { "odd key": NaN }], b: [] }, ["args"]),
    ["args", "a", 1, "odd key"],
  );
  assert.deepEqual(findNonFinite(json, { a: 1, b: [1, -Infinity] }, []), [
    "b",
    1,
  ]);
});

test("a number that JSON lacks is refused only in values that must be JSON", () => {
  const json = converterBuilder({})({ fields: { data: "json" } });
  const method = { channel: "put", args: ["ratio", "data"], json };
  const size = { bytes: 100, values: 100 };
  assert.equal(
    encodeArgs(method, [NaN, { a: 1 }], [], size),
    '["\\u0000nan",{"a":1}]',
  );
  for (const wrong of [NaN, Infinity, -Infinity]) {
    assert.throws(() => encodeArgs(method, [1, { a: [wrong] }], [], size), {
      name: "TypeError",
      message:
        "args.data.a[0] is a number that JSON does not have, and cannot be sent",
    });
  }
  // Text that looks like an escape is text.
  assert.equal(
    encodeArgs(method, [1, "\0nan"], [], size),
    '[1,"\\u0000s\\u0000nan"]',
  );
  const value = converterBuilder({})({ fields: { value: "json" } });
  assert.throws(
    () => encodeValue([NaN], "value", { json: value, order: undefined }, []),
    {
      message:
        "value[0] is a number that JSON does not have, and cannot be sent",
    },
  );
});

test("the check for JSON does not change the arguments", () => {
  const json = converterBuilder({})({ fields: { data: "json" } });
  const method = { channel: "put", args: ["data"], json };
  const data = { a: [1], bytes: Uint8Array.of(1), nan: "\0nan", b: NaN };
  const before = structuredClone(data);
  assert.throws(() =>
    encodeArgs(method, [data], [], { bytes: 100, values: 100 }),
  );
  assert.deepEqual(data, before);
});

test("bytes are not walked", () => {
  const bytes = new Uint8Array(2 ** 22);
  const start = performance.now();
  assert.deepEqual(converted("shallow", { bytes }), { bytes });
  const json = converterBuilder({})({ fields: { a: "json" } });
  const path = findNonFinite(json, { a: [bytes, NaN] }, ["args"]);
  assert.deepEqual(path, ["args", "a", 1]);
  assert.ok(performance.now() - start < 200);
});
