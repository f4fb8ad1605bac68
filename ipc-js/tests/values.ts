// Random values that can be sent, and some that cannot.

import fc from "fast-check";

/** Well-formed text, often with characters and sequences that need an escape. */
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

const richLeaf = fc.oneof(
  leaf,
  bytes,
  fc.bigInt({ min: -(2n ** 127n), max: 2n ** 128n - 1n }),
  fc.bigInt({ min: -(2n ** 54n), max: 2n ** 54n }),
);

/** Values that cannot be sent. */
const unsendable = fc.constantFrom<unknown>(
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

/** Arrays and objects of leaves. Objects have a prototype or none. */
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
export const value = nested(richLeaf);

/** Values without bytes and bigints. */
export const plainValue = nested(leaf);

/** Values of which some cannot be sent. */
export const anyValue = nested(
  fc.oneof({ arbitrary: richLeaf, weight: 9 }, unsendable),
);

/** The value that arrives when a value is sent. */
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

/** A list of this length with these items, and holes in all other places. */
export function sparse(
  length: number,
  items: Readonly<Record<number, unknown>> = {},
): unknown[] {
  const list: unknown[] = [];
  list.length = length;
  return Object.assign(list, items);
}
