// Generates valid and invalid values of a type from the compiler's own schema.
//
// A shape becomes a tree of nodes. A node has `value`, a valid value, and `invalid()`, which returns values
// with one mistake each. `run.mjs` then checks which of all these values serde accepts.

/** The number of valid values for a type, and the maximum number of invalid values. */
const VALUE_COUNT = 5;
const INVALID_COUNT = 8;

/** The maximum depth of the nodes. */
const DEPTH = 8;

/** Values of leaves that every Rust type of the kind accepts. A `char` accepts each of the strings. */
const LEAVES = {
  unit: [null],
  bool: [false, true],
  integer: [1, 7, 100],
  safeInteger: [1, 100],
  safeInteger128: [1, 100],
  float: [0.5, -2, -0, NaN, Infinity, -Infinity],
  bigInt: [1n, 100n, 2n ** 53n + 1n],
  bigInt128: [1n, 2n ** 53n + 1n, 2n ** 100n],
  number: [7, 2.5, 2n ** 60n],
  string: ["a", "\0", "\u2028", "\u{1f600}"],
  bytes: [new Uint8Array(0), Uint8Array.of(1, 2, 255)],
};

/** Values of leaves that no Rust type and no TypeScript type of the kind accepts. */
const INVALID_LEAVES = {
  unit: [7, "a"],
  bool: [7, "a", null],
  integer: ["a", true, null],
  safeInteger: ["a", true, null],
  safeInteger128: ["a", true, null],
  float: ["a", true, null],
  bigInt: ["a", true, null],
  bigInt128: ["a", true, null],
  number: ["a", true, null],
  string: [7, true, null],
  bytes: [7, true, null],
};

/** Generates values for the types of a schema. The same name always gives the same values. */
export class Values {
  /** `isFinite`: whether to leave out the numbers that JSON does not have. */
  constructor(schema, isFinite) {
    this.isFinite = isFinite;
    this.types = new Map(schema.types.map((type) => [type.name, type]));
  }

  /** Valid and invalid values of a type in a direction, `input` or `output`. */
  of(name, type, direction) {
    const random = seeded(name);
    const generator = new Generator(
      this.types,
      direction,
      random,
      this.isFinite,
    );
    const nodes = Array.from({ length: VALUE_COUNT }, () =>
      generator.use(type, {}, DEPTH),
    ).filter((node) => node !== null);
    const all = nodes.flatMap((node) => node.invalid());
    const invalid = Array.from(
      { length: Math.min(INVALID_COUNT, all.length) },
      () => all.splice(random(all.length), 1)[0],
    );
    return { values: nodes.map((node) => node.value), invalid };
  }
}

/** A random number generator, seeded with a text. It returns an integer from 0 to below `end`. */
function seeded(text) {
  let state = Array.from(text).reduce(
    (hash, char) => Math.imul(hash ^ char.codePointAt(0), 0x01000193),
    0x811c9dc5,
  );
  return (end) => {
    state = (state + 0x9e3779b9) | 0;
    let word = Math.imul(state ^ (state >>> 16), 0x21f0aaad);
    word = Math.imul(word ^ (word >>> 15), 0x735a2d97);
    return ((word ^ (word >>> 15)) >>> 0) % end;
  };
}

/**
 * Generates nodes. The node is `null` for a type whose values exceed the depth, and for a type that a user
 * wrote in TypeScript.
 */
class Generator {
  constructor(types, direction, random, isFinite) {
    Object.assign(this, { types, direction, random, isFinite });
  }

  pick(list) {
    return list[this.random(list.length)];
  }

  /** The first node that is not `null`, for the list in random order. */
  any(list, generate) {
    const left = [...list];
    while (left.length > 0) {
      const node = generate(left.splice(this.random(left.length), 1)[0]);
      if (node !== null) {
        return node;
      }
    }
    return null;
  }

  /** `params` has a function for each type parameter in scope, which generates a node of the argument. */
  use(type, params, depth) {
    if (depth < 0) {
      return null;
    }
    if (type === "json" || type === "rawJson") {
      return leaf(this.json(type, depth), []);
    }
    if (typeof type === "string") {
      // Rust decodes outputs from JSON, which does not have these numbers.
      const values = LEAVES[type].filter(
        (value) =>
          (this.direction === "input" && !this.isFinite) ||
          typeof value !== "number" ||
          Number.isFinite(value),
      );
      return leaf(this.pick(values), INVALID_LEAVES[type]);
    }
    const [[kind, content]] = Object.entries(type);
    return this[kind](content, params, depth - 1);
  }

  /** Any JSON value. Only raw JSON has integers beyond 64 bits. */
  json(type, depth) {
    const kind = this.random(depth > 0 ? 8 : 6);
    const items = () =>
      Array.from({ length: this.random(4) }, () => this.json(type, depth - 1));
    const text = () => this.pick(["", "a", "\0", "\0i7", "\0s\0", '"\\\n']);
    switch (kind) {
      case 0:
        return this.pick([null, true, false]);
      case 1:
        return this.pick([0, -0, 1.5, 1e-7, -1e300, 2 ** 53 - 1]);
      case 2:
        return this.pick([2n ** 53n, -(2n ** 63n), 2n ** 64n - 1n]);
      case 3:
        return type === "json" ? 7 : this.pick([7n ** 99n, -(2n ** 64n)]);
      case 4:
      case 5:
        return text();
      case 6:
        return items();
      default:
        return Object.fromEntries(items().map((item) => [text(), item]));
    }
  }

  literal(text) {
    return leaf(text, [`${text}?`, 7, null]);
  }

  typeScript() {
    return null;
  }

  param(name, params, depth) {
    return params[name]?.(depth) ?? null;
  }

  named({ name, args = [] }, params, depth) {
    const {
      params: names = [],
      shape: both,
      [this.direction]: shape = both,
    } = this.types.get(name);
    const functions = args.map(
      (arg) => (depth) => this.use(arg, params, depth),
    );
    const own = Object.fromEntries(
      names.map((name, index) => [name, functions[index]]),
    );
    return shape === undefined ? null : this.use(shape, own, depth);
  }

  option(type, params, depth) {
    const some = this.use(type, params, depth);
    return some !== null && this.random(3) > 0
      ? some
      : { value: null, invalid: () => some?.invalid() ?? [] };
  }

  list(type, params, depth) {
    const items = Array.from({ length: this.random(3) }, () =>
      this.use(type, params, depth),
    );
    return list(items.includes(null) ? [] : items, () => []);
  }

  tuple(types, params, depth) {
    const items = types.map((type) => this.use(type, params, depth));
    return items.includes(null)
      ? null
      : list(items, (values) => [values.slice(0, -1), [...values, null]]);
  }

  map({ key, value }, params, depth) {
    const fields = new Map();
    for (let count = this.random(2); count > 0; count -= 1) {
      const item = this.use(value, params, depth);
      const name = this.use(key, params, depth);
      if (item !== null && name !== null) {
        fields.set(String(name.value), { ...item, isOptional: true });
      }
    }
    const allowsAnyKey = key === "string" || key.param !== undefined;
    const [item] = fields.values();
    const invalidKey =
      item && !allowsAnyKey ? [{ "no such key": item.value }] : [];
    return object(fields, () => invalidKey);
  }

  object(fields, params, depth) {
    const filled = new Map();
    for (const { name, type, optional } of fields) {
      const node = this.use(type, params, depth);
      if (node === null && !optional) {
        return null;
      }
      if (node !== null && !(optional && this.random(2) === 0)) {
        filled.set(name, node);
      }
    }
    return object(filled);
  }

  oneOf(fields, params, depth) {
    return this.any(fields, (field) => this.object([field], params, depth));
  }

  missingAsNull(fields, params, depth) {
    return this.object(fields, params, depth);
  }

  flat({ fields, parts, rest }, params, depth) {
    const own = this.object(fields, params, depth);
    const others = parts.map((part) => this.use(part, params, depth));
    if (own === null || others.some((other) => !other?.fields)) {
      return null;
    }
    const all = [...others.reverse(), own].map(({ fields }) => [...fields]);
    if (rest) {
      const more = this.map({ key: "string", value: rest }, params, depth);
      // TypeScript allows other keys to have the types of the known keys too.
      all.unshift(
        Array.from(more.fields, ([name, node]) => [name, unchecked(node)]),
      );
    }
    return object(new Map(all.flat()));
  }

  allOrNone(type, params, depth) {
    const all = this.use(type, params, depth);
    const fields = all === null || this.random(2) === 0 ? [] : all.fields;
    // serde reads fields with a mistake as `None`, but TypeScript rejects them.
    const uncheckedField = ([name, node]) => [name, unchecked(node)];
    return object(new Map(Array.from(fields, uncheckedField)));
  }

  stringsAsKeys(type, params, depth) {
    const node = this.use(type, params, depth);
    return typeof node?.value === "string"
      ? object(new Map([[node.value, leaf(null, [7])]]))
      : node;
  }

  union(types, params, depth) {
    const node = this.any(types, (type) => this.use(type, params, depth));
    const fields = types.flatMap(
      (type) => type.object ?? type.flat?.fields ?? [],
    );
    const open = fields.filter(({ type }) => type === "string");
    const hasAnyTag = open.some(({ name }) =>
      fields.some((field) => field.name === name && field.type.literal),
    );
    // TypeScript accepts any tag if a variant is `other`, and any key if a variant is a map.
    const isOpen = hasAnyTag || types.some((type) => type.map);
    return isOpen && node !== null ? { ...node, invalid: () => [7] } : node;
  }
}

/** A field that may be absent, and is never replaced by an invalid value. */
function unchecked({ value }) {
  return { ...leaf(value, []), isOptional: true };
}

function leaf(value, invalid) {
  return { value, invalid: () => invalid };
}

function list(items, invalidLengths) {
  const value = items.map((item) => item.value);
  const invalid = () => [
    ...items.flatMap((item, index) =>
      item.invalid().map((mistake) => value.with(index, mistake)),
    ),
    ...invalidLengths(value),
    7,
    null,
  ];
  return { value, invalid };
}

/** An object is valid without a field that has `isOptional`. */
function object(fields, invalidKeys = () => []) {
  const entries = [...fields].map(([name, { value }]) => [name, value]);
  const without = (name) => entries.filter(([other]) => other !== name);
  const invalid = () => [
    ...[...fields].flatMap(([name, field]) =>
      field
        .invalid()
        .map((mistake) =>
          Object.fromEntries([...without(name), [name, mistake]]),
        ),
    ),
    ...[...fields]
      .filter(([, { isOptional }]) => !isOptional)
      .map(([name]) => Object.fromEntries(without(name))),
    ...invalidKeys(),
    7,
    null,
  ];
  return { fields, value: Object.fromEntries(entries), invalid };
}
