// Values that a page may send, and values that it may not.

import fc from "fast-check";

/** Text with anything in it that makes trouble, in whole surrogate pairs. */
export const text = fc.oneof(
  fc.string({ unit: "binary" }),
  fc.string({
    unit: fc.constantFrom(
      "\0",
      "s",
      "nan",
      "i1",
      "b0",
      "\\u0000",
      "\\ud",
      "😀",
    ),
  }),
);

const key = fc.oneof(
  text,
  fc.constantFrom("__proto__", "constructor", "toString", "0", "10", ""),
);

/** A view of a part of its memory, or of all of it. */
export const bytes: fc.Arbitrary<Uint8Array> = fc
  .tuple(fc.uint8Array({ maxLength: 20 }), fc.nat(20), fc.nat(20))
  .map(([all, start, length]) => all.subarray(start, start + length));

const leaf = fc.oneof(
  text,
  fc.double(),
  fc.integer(),
  fc.constantFrom(-0, NaN, Infinity, 2 ** 53, -(2 ** 53), 5e-324),
  fc.boolean(),
  fc.constantFrom(null, undefined),
);

const precious = fc.oneof(
  leaf,
  bytes,
  fc.bigInt({ min: -(2n ** 127n), max: 2n ** 128n - 1n }),
  fc.bigInt({ min: -(2n ** 54n), max: 2n ** 54n }),
);

/** What no program takes from a page. */
const junk = fc.constantFrom<unknown>(
  ...[() => 1, Symbol("s"), new Map(), new Set(), new Date(0), /./],
  ...[2n ** 4096n, -(2n ** 4096n), "\ud800", "a\udc00", new Int8Array(1)],
  new (class Point {
    readonly x = 1;
  })(),
);

/** An object without a prototype. */
function bare(): object {
  return Object.setPrototypeOf({}, null) as object;
}

/** Arrays and objects of leaves, objects with and without a prototype. */
function nested(leaf: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> {
  return fc.letrec<{ value: unknown }>((tie) => {
    const entries = fc.array(fc.tuple(key, tie("value")), { maxLength: 4 });
    return {
      value: fc.oneof(
        { depthSize: "small", withCrossShrink: true },
        leaf,
        fc.array(tie("value"), { maxLength: 4 }),
        entries.map((entries): unknown => Object.fromEntries(entries)),
        entries.map((entries): unknown =>
          Object.assign(bare(), Object.fromEntries(entries)),
        ),
      ),
    };
  }).value;
}

/** Values that can be sent. */
export const value = nested(precious);

/** Values that JSON knows, more or less. */
export const plainValue = nested(leaf);

/** Values of which some cannot be sent. */
export const anyValue = nested(
  fc.oneof({ arbitrary: precious, weight: 9 }, junk),
);

/** What arrives of a value. */
export function arrived(value: unknown): unknown {
  if (value === undefined) {
    return null;
  }
  if (typeof value === "bigint") {
    const number = Number(value);
    return Number.isSafeInteger(number) ? number : value;
  }
  if (typeof value !== "object" || value === null) {
    return value;
  }
  if (value instanceof Uint8Array) {
    return value;
  }
  if (Array.isArray(value)) {
    return value.map(arrived);
  }
  const entries = Object.entries(value).filter(
    ([, item]) => item !== undefined,
  );
  return Object.fromEntries(entries.map(([key, item]) => [key, arrived(item)]));
}

/** A list of a length with these items, and holes between them. */
export function sparse(
  length: number,
  items: Readonly<Record<number, unknown>> = {},
): unknown[] {
  const list: unknown[] = [];
  list.length = length;
  return Object.assign(list, items);
}
