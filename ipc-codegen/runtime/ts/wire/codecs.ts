// Codecs: what makes of JSON the values that a type promises, built from data.

import { hasOwn, isObject, pathOf, textOf } from "./objects.js";
import type { Codec, Form, Forms } from "./tables.js";

/** Converts a value, in place where it can. */
export type Convert = (value: unknown, source?: Source) => unknown;

/** What is known of the text that a value was read from. */
export interface Source {
  /** Whether it has an integer beyond 2^53. */
  readonly hasWideIntegers: boolean;
}

/** How deep a value may be nested: Electron crashes a page that gets a deeper one. */
const MAX_DEPTH = 120;

/** Stands for an integer that is out of range, until its path is known. */
const OUT_OF_RANGE = Symbol("out of range");

/** Stands for a number that JSON does not have, until its path is known. */
const NON_FINITE = Symbol("non-finite");

/** Builds converters. `codecs` are those that others refer to. Each is built when it is first used. */
export function compiler(
  codecs: Readonly<Record<string, Codec>>,
): (codec: Codec) => Convert {
  const named = new Map<string, Convert>();
  const refer = (name: string): Convert => {
    const codec = codecs[name];
    if (codec === undefined) {
      throw new Error(`the tables have no codec "${name}"`);
    }
    const convert = named.get(name) ?? lazily(() => compile(codec));
    named.set(name, convert);
    return convert;
  };
  const compile = (codec: Codec): Convert => {
    if (typeof codec === "string") {
      return WORDS[codec];
    }
    if ("ref" in codec) {
      return refer(codec.ref);
    }
    if ("each" in codec) {
      return each(compile(codec.each));
    }
    if ("items" in codec) {
      return items(codec.items.map((item) => item && compile(item)));
    }
    if ("values" in codec) {
      return rest([], compile(codec.values));
    }
    if ("fields" in codec) {
      return fields(entries(codec.fields));
    }
    if ("variants" in codec) {
      return tagged(codec.tag, new Map(entries(codec.variants)));
    }
    if ("known" in codec) {
      return rest(codec.known, compile(codec.rest));
    }
    if ("kinds" in codec) {
      return kinds(
        codec.kinds.map(([form, kind]) => [form, kind && compile(kind)]),
      );
    }
    if ("checked" in codec) {
      return checked(codec.checked, compile(codec.codec));
    }
    if ("tagFirst" in codec) {
      return tagFirst(codec.tagFirst);
    }
    return all(codec.all.map(compile));
  };
  const entries = (
    codecs: Readonly<Record<string, Codec>>,
  ): [string, Convert][] =>
    Object.entries(codecs).map(([key, codec]) => [key, compile(codec)]);
  return (codec) => lazily(() => compile(codec));
}

/** Where `json` finds a number that JSON does not have; `null` if it finds none. */
export function convertJson(
  json: Convert,
  value: object,
  root: readonly string[],
): readonly (string | number)[] | null {
  return pathTo(NON_FINITE, json(value), root);
}

function lazily(build: () => Convert): Convert {
  let convert: Convert | null = null;
  return (value, source) => (convert ??= build())(value, source);
}

function each(convert: Convert): Convert {
  return (value, source) => {
    if (Array.isArray(value)) {
      for (let at = 0; at < value.length; at++) {
        value[at] = convert(value[at], source);
      }
    }
    return value;
  };
}

function items(converts: readonly (Convert | null)[]): Convert {
  return (value, source) => {
    if (Array.isArray(value)) {
      converts.forEach((convert, at) => {
        if (convert !== null && at < value.length) {
          value[at] = convert(value[at], source);
        }
      });
    }
    return value;
  };
}

function fields(converts: readonly [string, Convert][]): Convert {
  return (value, source) => {
    if (isObject(value)) {
      for (const [key, convert] of converts) {
        if (hasOwn(value, key)) {
          value[key] = convert(value[key], source);
        }
      }
    }
    return value;
  };
}

/** An object with any keys besides those that are known. */
function rest(known: readonly string[], convert: Convert): Convert {
  return (value, source) => {
    if (isObject(value)) {
      for (const [key, item] of Object.entries(value)) {
        if (!known.includes(key)) {
          value[key] = convert(item, source);
        }
      }
    }
    return value;
  };
}

/** An object of one of several kinds, told apart by the value of `tag`. */
function tagged(tag: string, variants: ReadonlyMap<string, Convert>): Convert {
  return (value, source) => {
    const convert = variants.get(textOf(value, tag) ?? "");
    return convert === undefined ? value : convert(value, source);
  };
}

/** A value of one of several kinds, told apart by their looks. */
function kinds(kinds: readonly (readonly [Form, Convert | null])[]): Convert {
  return (value, source) => {
    const [, convert] = kinds.find(([form]) => looksLike(value, form)) ?? [];
    return convert ? convert(value, source) : value;
  };
}

/** A value with integers in it that a number must hold. */
function checked(root: string, convert: Convert): Convert {
  return (value, source) => {
    // Without a wide integer in its text it has none that is too wide.
    if (source?.hasWideIntegers !== true) {
      return value;
    }
    const converted = convert(value, source);
    const path = pathTo(OUT_OF_RANGE, converted, [root]);
    if (path !== null) {
      throw new RangeError(
        `${pathOf(path)} is an integer beyond 2^53, which a number cannot hold`,
      );
    }
    return converted;
  };
}

/** An object whose content Rust can read only if it has seen the tag. */
function tagFirst(tag: string): Convert {
  return (value) =>
    isObject(value) && tag in value ? { [tag]: value[tag], ...value } : value;
}

/** A value of one of several types that cannot be mistaken for each other, or of all of them. */
function all(converts: readonly Convert[]): Convert {
  return (value, source) =>
    converts.reduce((value, convert) => convert(value, source), value);
}

const WORDS: Readonly<Record<Codec & string, Convert>> = {
  // Beyond 2^53 it is a bigint already.
  bigint: (value) =>
    typeof value === "number" && Number.isSafeInteger(value)
      ? BigInt(value)
      : value,
  // Beyond 2^53 it has come as a bigint.
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

/** How deep a value is nested, as far as that matters. */
function depthOf(value: unknown, around: number): number {
  const isNested =
    typeof value === "object" &&
    value !== null &&
    !(value instanceof Uint8Array);
  if (!isNested || around > MAX_DEPTH) {
    return around;
  }
  const depths = Object.values(value).map((item) => depthOf(item, around + 1));
  return depths.reduce((left, right) => Math.max(left, right), around);
}

/** Where `wanted` is in a value, if it is there. */
function pathTo(
  wanted: symbol,
  value: unknown,
  at: readonly (string | number)[],
): readonly (string | number)[] | null {
  if (value === wanted) {
    return at;
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
    const path = pathTo(wanted, item, [...at, name]);
    if (path !== null) {
      return path;
    }
  }
  return null;
}

function looksLike(value: unknown, form: Form): boolean {
  if (typeof form === "string") {
    return form === "any" || form === wordFor(value);
  }
  if ("is" in form) {
    return value === form.is;
  }
  if ("either" in form) {
    return form.either.some((form) => looksLike(value, form));
  }
  if ("each" in form) {
    return (
      Array.isArray(value) && value.every((item) => looksLike(item, form.each))
    );
  }
  if ("items" in form) {
    const { items } = form;
    return (
      Array.isArray(value) &&
      value.length === items.length &&
      items.every((form, at) => looksLike(value[at], form))
    );
  }
  return isObject(value) && hasForms(value, form);
}

function hasForms(
  value: object,
  { keys, optional = {}, rest }: Extract<Form, { readonly keys: Forms }>,
): boolean {
  return (
    !(value instanceof Uint8Array) &&
    Object.keys(keys).every((key) => hasOwn(value, key)) &&
    Object.entries(value).every(([key, item]) => {
      const forms = [keys, optional].find((forms) => hasOwn(forms, key));
      const form = forms?.[key] ?? rest;
      return form !== undefined && looksLike(item, form);
    })
  );
}

function wordFor(value: unknown): string {
  if (value === null) {
    return "null";
  }
  if (value instanceof Uint8Array) {
    return "bytes";
  }
  return typeof value === "bigint" ? "number" : typeof value;
}
