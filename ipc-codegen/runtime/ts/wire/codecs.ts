// Builds converters between the JSON that crosses and the values of a type, from its codec.

import { hasForm } from "./forms.js";
import { hasOwn, isObject, printPath, textOf } from "./objects.js";
import type { Codec, Form } from "./tables.js";

/** Converts a value, in place if it is an array or an object. */
export type Convert = (value: unknown, text?: TextInfo) => unknown;

/** Facts about the text that a value was decoded from. */
export interface TextInfo {
  /** Whether it has an integer beyond 2^53. */
  readonly hasWideIntegers: boolean;
}

/** How deep a value may be nested: a deeper one crashes the page that Electron delivers it to. */
const MAX_DEPTH = 120;

/** Replaces an integer that is out of range, so that its path can be found. */
const OUT_OF_RANGE = Symbol("out of range");

/** Replaces a number that JSON lacks, so that its path can be found. */
const NON_FINITE = Symbol("non-finite");

/** Returns a function that builds converters, each on first use. `codecs` are the named codecs. */
export function converterBuilder(
  codecs: Readonly<Record<string, Codec>>,
): (codec: Codec) => Convert {
  const named = new Map<string, Convert>();
  const resolve = (name: string): Convert => {
    const codec = codecs[name];
    if (codec === undefined) {
      throw new Error(`the tables have no codec "${name}"`);
    }
    const convert = named.get(name) ?? lazily(() => build(codec));
    named.set(name, convert);
    return convert;
  };
  const build = (codec: Codec): Convert => {
    if (typeof codec === "string") {
      return CONVERTERS[codec];
    }
    if ("ref" in codec) {
      return resolve(codec.ref);
    }
    if ("each" in codec) {
      return each(build(codec.each));
    }
    if ("items" in codec) {
      return items(codec.items.map((item) => item && build(item)));
    }
    if ("values" in codec) {
      return rest([], build(codec.values));
    }
    if ("fields" in codec) {
      return fields(entries(codec.fields));
    }
    if ("variants" in codec) {
      return tagged(codec.tag, new Map(entries(codec.variants)));
    }
    if ("known" in codec) {
      return rest(codec.known, build(codec.rest));
    }
    if ("cases" in codec) {
      return byForm(
        codec.cases.map(([form, item]) => [form, item && build(item)]),
      );
    }
    if ("checked" in codec) {
      return checked(codec.checked, build(codec.codec));
    }
    if ("tagFirst" in codec) {
      return tagFirst(codec.tagFirst);
    }
    return all(codec.all.map(build));
  };
  const entries = (
    codecs: Readonly<Record<string, Codec>>,
  ): [string, Convert][] =>
    Object.entries(codecs).map(([key, codec]) => [key, build(codec)]);
  return (codec) => lazily(() => build(codec));
}

/** The path of the first number that JSON lacks, where `json` looks; `null` if there is none. */
export function findNonFinite(
  json: Convert,
  value: object,
  root: readonly string[],
): readonly (string | number)[] | null {
  return pathTo(NON_FINITE, json(value), root);
}

function lazily(build: () => Convert): Convert {
  let convert: Convert | null = null;
  return (value, text) => (convert ??= build())(value, text);
}

function each(convert: Convert): Convert {
  return (value, text) => {
    if (Array.isArray(value)) {
      for (let index = 0; index < value.length; index++) {
        value[index] = convert(value[index], text);
      }
    }
    return value;
  };
}

function items(converts: readonly (Convert | null)[]): Convert {
  return (value, text) => {
    if (Array.isArray(value)) {
      converts.forEach((convert, index) => {
        if (convert !== null && index < value.length) {
          value[index] = convert(value[index], text);
        }
      });
    }
    return value;
  };
}

function fields(converts: readonly [string, Convert][]): Convert {
  return (value, text) => {
    if (isObject(value)) {
      for (const [key, convert] of converts) {
        if (hasOwn(value, key)) {
          value[key] = convert(value[key], text);
        }
      }
    }
    return value;
  };
}

/** Converts the members of an object except those with known keys. */
function rest(known: readonly string[], convert: Convert): Convert {
  return (value, text) => {
    if (isObject(value)) {
      for (const [key, item] of Object.entries(value)) {
        if (!known.includes(key)) {
          value[key] = convert(item, text);
        }
      }
    }
    return value;
  };
}

/** Converts an object by the variant that its tag names. */
function tagged(tag: string, variants: ReadonlyMap<string, Convert>): Convert {
  return (value, text) => {
    const convert = variants.get(textOf(value, tag) ?? "");
    return convert === undefined ? value : convert(value, text);
  };
}

/** Converts a value by the first form that it has. */
function byForm(cases: readonly (readonly [Form, Convert | null])[]): Convert {
  return (value, text) => {
    const [, convert] = cases.find(([form]) => hasForm(value, form)) ?? [];
    return convert ? convert(value, text) : value;
  };
}

/** Refuses a value with an integer that does not fit into a number. */
function checked(root: string, convert: Convert): Convert {
  return (value, text) => {
    // A text without wide integers needs no check.
    if (text?.hasWideIntegers !== true) {
      return value;
    }
    const converted = convert(value, text);
    const path = pathTo(OUT_OF_RANGE, converted, [root]);
    if (path !== null) {
      throw new RangeError(
        `${printPath(path)} is an integer beyond 2^53, which a number cannot hold`,
      );
    }
    return converted;
  };
}

/** Puts the tag of an object first, because Rust needs it to read the members after it. */
function tagFirst(tag: string): Convert {
  return (value) =>
    isObject(value) && tag in value ? { [tag]: value[tag], ...value } : value;
}

/** Applies several converters in turn. */
function all(converts: readonly Convert[]): Convert {
  return (value, text) =>
    converts.reduce((value, convert) => convert(value, text), value);
}

/** The converters of codecs that are a word. */
const CONVERTERS: Readonly<Record<Codec & string, Convert>> = {
  // An integer beyond 2^53 is decoded as a bigint.
  bigint: (value) =>
    typeof value === "number" && Number.isSafeInteger(value)
      ? BigInt(value)
      : value,
  safe: (value) => (typeof value === "bigint" ? OUT_OF_RANGE : value),
  json,
  nothing: () => undefined,
  shallow(value) {
    if (depthOf(value, 0) > MAX_DEPTH) {
      throw new RangeError("the value is nested too deep");
    }
    return value;
  },
};

function json(value: unknown): unknown {
  if (typeof value === "number") {
    return Number.isFinite(value) ? value : NON_FINITE;
  }
  if (value instanceof Uint8Array) {
    return value;
  }
  return Array.isArray(value) ? each(json)(value) : rest([], json)(value);
}

/** The depth of a value at a depth of `outer`. It stops counting beyond `MAX_DEPTH`. */
function depthOf(value: unknown, outer: number): number {
  const isNested =
    typeof value === "object" &&
    value !== null &&
    !(value instanceof Uint8Array);
  if (!isNested || outer > MAX_DEPTH) {
    return outer;
  }
  const depths = Object.values(value).map((item) => depthOf(item, outer + 1));
  return depths.reduce((left, right) => Math.max(left, right), outer);
}

/** The path of `wanted` in a value, if it is there. `path` is the path of the value. */
function pathTo(
  wanted: symbol,
  value: unknown,
  path: readonly (string | number)[],
): readonly (string | number)[] | null {
  if (value === wanted) {
    return path;
  }
  if (
    typeof value !== "object" ||
    value === null ||
    value instanceof Uint8Array
  ) {
    return null;
  }
  for (const [key, item] of Object.entries(value)) {
    const name = Array.isArray(value) ? Number(key) : key;
    const found = pathTo(wanted, item, [...path, name]);
    if (found !== null) {
      return found;
    }
  }
  return null;
}
