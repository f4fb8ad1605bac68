// Values of a type and values that are none, made from the compiler's own schema.
//
// A shape is first filled in as a tree, whose nodes know what they stand for: `value` is the
// value, and `wrong` gives values that have one mistake somewhere. What serde thinks of either is not
// decided here.

/** How many values a type gets, and how many of those with a mistake are tried. */
const VALUES = 5;
const MISTAKES = 8;

/** How deep values are nested where that can be chosen. */
const DEPTH = 8;

/** Values of leaves that every Rust type of the kind holds. Texts are one `char` each. */
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

/** Values of no leaf of the kind, for serde and for TypeScript. */
const MISTAKEN = {
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

/** Makes values from the shapes of a schema; the same name always gives the same values. */
export class Values {
  constructor(schema) {
    this.types = new Map(schema.types.map((type) => [type.name, type]));
  }

  /** Values of a use of a type in a direction, `input` or `output`, and some with a mistake. */
  of(name, type, direction) {
    const random = seeded(name);
    const fill = new Filling(this.types, direction, random);
    const nodes = Array.from({ length: VALUES }, () =>
      fill.use(type, {}, DEPTH),
    ).filter((node) => node !== null);
    const mistakes = nodes.flatMap((node) => node.wrong());
    const some = Array.from(
      { length: Math.min(MISTAKES, mistakes.length) },
      () => mistakes.splice(random(mistakes.length), 1)[0],
    );
    return { values: nodes.map((node) => node.value), mistakes: some };
  }
}

/** Numbers below an end, one after the other, that follow from a text. */
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

/** Fills shapes in. What has no end within the depth, and what a user's own text types, is `null`. */
class Filling {
  constructor(types, direction, random) {
    Object.assign(this, { types, direction, random });
  }

  pick(list) {
    return list[this.random(list.length)];
  }

  /** The first of these that has an end, in any order. */
  any(list, fill) {
    const left = [...list];
    while (left.length > 0) {
      const node = fill(left.splice(this.random(left.length), 1)[0]);
      if (node !== null) {
        return node;
      }
    }
    return null;
  }

  /** `params` are the arguments of the definition that the type stands in, as nodes to be. */
  use(type, params, depth) {
    if (depth < 0) {
      return null;
    }
    if (type === "json" || type === "rawJson") {
      return leaf(this.json(type, depth), []);
    }
    if (typeof type === "string") {
      // What only leaves Rust is read from JSON there.
      const values = LEAVES[type].filter(
        (value) =>
          this.direction === "input" ||
          typeof value !== "number" ||
          Number.isFinite(value),
      );
      return leaf(this.pick(values), MISTAKEN[type]);
    }
    const [[kind, content]] = Object.entries(type);
    return this[kind](content, params, depth - 1);
  }

  /** Any JSON. Only its text has integers beyond 64 bits. */
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
    const filled = args.map((arg) => (depth) => this.use(arg, params, depth));
    const own = Object.fromEntries(names.map((name, at) => [name, filled[at]]));
    return shape === undefined ? null : this.use(shape, own, depth);
  }

  option(type, params, depth) {
    const some = this.use(type, params, depth);
    return some !== null && this.random(3) > 0
      ? some
      : { value: null, wrong: () => some?.wrong() ?? [] };
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
        fields.set(String(name.value), { ...item, isFree: true });
      }
    }
    const isText = (key) => key === "string" || key.param !== undefined;
    const [item] = fields.values();
    const wrongKey =
      item && !isText(key) ? [{ "no such key": item.value }] : [];
    return object(fields, () => wrongKey);
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

  lenient(fields, params, depth) {
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
      // TypeScript lets other keys have what is known ones' too.
      all.unshift(
        Array.from(more.fields, ([name, node]) => [name, free(node)]),
      );
    }
    return object(new Map(all.flat()));
  }

  allOrNone(type, params, depth) {
    const all = this.use(type, params, depth);
    const fields = all === null || this.random(2) === 0 ? [] : all.fields;
    // Serde takes one with a mistake in it for none; TypeScript does not.
    const right = ([name, node]) => [name, free(node)];
    return object(new Map(Array.from(fields, right)));
  }

  keyed(type, params, depth) {
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
    // Any tag will do for TypeScript where there is an `other`, and any key beside a map.
    const isOpen = hasAnyTag || types.some((type) => type.map);
    return isOpen && node !== null ? { ...node, wrong: () => [7] } : node;
  }
}

/** A field with no mistake in it. */
function free({ value }) {
  return { ...leaf(value, []), isFree: true };
}

function leaf(value, mistaken) {
  return { value, wrong: () => mistaken };
}

function list(items, wrongLengths) {
  const value = items.map((item) => item.value);
  const wrong = () => [
    ...items.flatMap((item, at) =>
      item.wrong().map((mistake) => value.with(at, mistake)),
    ),
    ...wrongLengths(value),
    7,
    null,
  ];
  return { value, wrong };
}

/** A field that `isFree` may be missing and none is the worse for it. */
function object(fields, wrongKeys = () => []) {
  const entries = [...fields].map(([name, { value }]) => [name, value]);
  const without = (name) => entries.filter(([other]) => other !== name);
  const wrong = () => [
    ...[...fields].flatMap(([name, field]) =>
      field
        .wrong()
        .map((mistake) =>
          Object.fromEntries([...without(name), [name, mistake]]),
        ),
    ),
    ...[...fields]
      .filter(([, { isFree }]) => !isFree)
      .map(([name]) => Object.fromEntries(without(name))),
    ...wrongKeys(),
    7,
    null,
  ];
  return { fields, value: Object.fromEntries(entries), wrong };
}
