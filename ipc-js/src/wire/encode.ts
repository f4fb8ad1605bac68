// Values as JSON text, with escapes for what JSON does not have.

import { convertJson, type Convert } from "./codecs.js";
import { decode } from "./decode.js";
import { type Path, pathOf } from "./objects.js";

/** How deep a value may be nested: what Rust accepts. */
const MAX_DEPTH = 120;

/** How large the arguments of a call may be. */
export interface Size {
  /** Characters of text and bytes. */
  readonly bytes: number;
  /** Values: a structured clone may be a graph, whose tree is endless. */
  readonly values: number;
}

/** What a method does with its arguments on their way to Rust. */
interface Encoding {
  readonly channel: string;
  /** The names of its arguments. */
  readonly args: readonly string[];
  readonly json?: Convert | undefined;
  readonly order?: Convert | undefined;
}

/**
 * Writes the arguments of a call. Their buffers are added to `buffers`.
 *
 * @throws {TypeError} If something cannot be sent, with its path.
 * @throws {RangeError} If they are larger than `limit`.
 */
export function encodeArgs(
  { channel, args: names, json, order }: Encoding,
  args: readonly unknown[],
  buffers: Uint8Array[],
  limit: Size,
): string {
  if (args.length > names.length) {
    throw new TypeError(
      `"${channel}" takes ${names.length} arguments, not ${args.length}`,
    );
  }
  const given =
    args.length === names.length
      ? args
      : names.map((_name, at) => args[at] ?? null);
  const root = (at: number): Path => ["args", names[at] ?? at];
  const isPlain = measure(given, limit);
  if (isPlain && order === undefined) {
    const text = JSON.stringify(given);
    // A zero character, half of a surrogate pair, or text that looks like them.
    if (!text.includes("\\u") || !/\\u(?:0000|d)/.test(text)) {
      return text;
    }
  }
  const wire = given.map((arg, at) => toWire(arg, root(at), buffers));
  const text = JSON.stringify(order ? order(wire) : wire);
  checkText(text, given, root);
  if (json !== undefined) {
    const sent = Object.fromEntries(
      names.map((name, at) => [name, itemOf(decode(text, buffers), at)]),
    );
    checkJson(json, text, sent, ["args"]);
  }
  return text;
}

/**
 * Writes one value: what a function of this process has returned.
 *
 * @throws {TypeError} If something cannot be sent, with its path.
 */
export function encodeValue(
  value: unknown,
  name: string,
  { json, order }: Pick<Encoding, "json" | "order">,
  buffers: Uint8Array[],
): string {
  const wire = toWire(value ?? null, [name], buffers);
  const text = JSON.stringify(order ? order(wire) : wire);
  checkText(text, [value], () => [name]);
  if (json !== undefined) {
    checkJson(json, text, { [name]: decode(text, buffers) }, []);
  }
  return text;
}

function itemOf(value: unknown, at: number): unknown {
  return Array.isArray(value) ? value[at] : undefined;
}

/** What is left of a [`Size`] while a value is walked. */
interface Budget {
  bytes: number;
  values: number;
  /** Whether JSON says all so far without a loss, but for zero characters in text. */
  isPlain: boolean;
}

/** Walks arguments within a limit. Returns whether they are what JSON says without a loss. */
function measure(args: readonly unknown[], limit: Size): boolean {
  // A copy by hand: spreading `limit` costs more than the walk of a small call.
  const budget = { bytes: limit.bytes, values: limit.values, isPlain: true };
  walk(args, 0, budget);
  if (budget.values < 0 || budget.bytes < 0) {
    throw tooLarge();
  }
  return budget.isPlain;
}

function walk(value: unknown, depth: number, budget: Budget): void {
  budget.values -= 1;
  switch (typeof value) {
    case "string":
      budget.bytes -= value.length;
      break;
    case "number":
      // NaN, an infinity, or -0. `Number.isFinite` and `Object.is` take longer.
      if (value - value !== 0 || (value === 0 && 1 / value < 0)) {
        budget.isPlain = false;
      }
      break;
    case "boolean":
    case "undefined":
      break;
    case "object":
      if (value !== null) {
        walkInto(value, depth, budget);
      }
      break;
    default:
      budget.isPlain = false;
  }
}

function walkInto(value: object, depth: number, budget: Budget): void {
  if (budget.values < 0) {
    throw tooLarge();
  }
  // As deep as what is written, whose path begins with two keys.
  if (depth >= MAX_DEPTH) {
    budget.isPlain = false;
  } else if (Array.isArray(value)) {
    // Holes take no memory, and time.
    if (value.length > budget.values) {
      throw tooLarge();
    }
    for (let at = 0; at < value.length; at++) {
      walk(value[at], depth + 1, budget);
    }
  } else if (isRecord(value)) {
    for (const key in value) {
      budget.bytes -= key.length;
      walk(value[key], depth + 1, budget);
    }
  } else {
    budget.isPlain = false;
    if (value instanceof Uint8Array) {
      budget.bytes -= value.byteLength;
    }
  }
}

/** Whether an object is no instance of a class. */
function isRecord(value: object): value is Record<string, unknown> {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

function tooLarge(): RangeError {
  return new RangeError("the call is larger than a message may be");
}

/** A value that JSON can say. `at` is where it stands, and is as it was when this returns. */
function toWire(value: unknown, at: Path, buffers: Uint8Array[]): unknown {
  switch (typeof value) {
    case "undefined":
      return null;
    case "boolean":
      return value;
    case "string":
      return value.startsWith("\0") ? `\0s${value}` : value;
    case "number":
      return escapeNumber(value);
    case "bigint":
      return escapeBigint(value, at);
    case "object":
      break;
    default:
      throw cannotSend(`a ${typeof value}`, at);
  }
  if (value === null) {
    return null;
  }
  if (value instanceof Uint8Array) {
    return `\0b${buffers.push(value) - 1}`;
  }
  if (at.length > MAX_DEPTH) {
    throw cannotSend("nested too deep, or in a circle", at);
  }
  const inside = (key: string | number, item: unknown) => {
    at.push(key);
    const wire = toWire(item, at, buffers);
    at.pop();
    return wire;
  };
  if (Array.isArray(value)) {
    const items: unknown[] = [];
    for (let index = 0; index < value.length; index++) {
      items.push(inside(index, value[index]));
    }
    return items;
  }
  if (!isRecord(value)) {
    const { constructor: of } = value as { readonly constructor?: unknown };
    const name = typeof of === "function" ? of.name : "a class";
    throw cannotSend(`an instance of ${name}`, at);
  }
  // Without a prototype, a key `__proto__` is a key like any other.
  const object = Object.create(null) as Record<string, unknown>;
  for (const [key, item] of Object.entries(value)) {
    if (item !== undefined) {
      object[key.startsWith("\0") ? `\0s${key}` : key] = inside(key, item);
    }
  }
  return object;
}

function escapeNumber(value: number): number | string {
  if (Number.isNaN(value)) {
    return "\0nan";
  }
  if (!Number.isFinite(value)) {
    return value > 0 ? "\0inf" : "\0-inf";
  }
  return Object.is(value, -0) ? "\0-0" : value;
}

/**
 * What no integer reaches that is sent. Rust's own have 128 bits, but any JSON may have more digits; those
 * of millions of bits would take seconds to write.
 */
const BEYOND = 2n ** 4096n;

function escapeBigint(value: bigint, at: Path): number | string {
  if (value >= BEYOND || value <= -BEYOND) {
    throw cannotSend("an integer beyond 4,096 bits", at);
  }
  return Number.isSafeInteger(Number(value)) ? Number(value) : `\0i${value}`;
}

function cannotSend(what: string, at: readonly (string | number)[]): TypeError {
  return new TypeError(`${pathOf(at)} is ${what}, and cannot be sent`);
}

/** Refuses half of a surrogate pair, of which no program but JavaScript makes text. */
function checkText(
  text: string,
  values: readonly unknown[],
  root: (at: number) => Path,
): void {
  // JSON escapes what is no text to Rust.
  if (text.includes("\\ud")) {
    values.forEach((value, at) => {
      findHalfPair(value, root(at));
    });
  }
}

function findHalfPair(value: unknown, at: Path): void {
  if (typeof value === "string" && /\p{Surrogate}/u.test(value)) {
    throw cannotSend("text with half of a surrogate pair", at);
  }
  const isNested = typeof value === "object" && value !== null;
  if (!isNested || ArrayBuffer.isView(value)) {
    return;
  }
  for (const [key, item] of Object.entries(value)) {
    at.push(Array.isArray(value) ? Number(key) : key);
    findHalfPair(key, at);
    findHalfPair(item, at);
    at.pop();
  }
}

/** A text with a number in it that JSON does not have. */
const HAS_NON_FINITE = /"\\u0000(nan|-?inf)"/;

/** Refuses such a number where it is to be JSON: Rust cannot always tell it from `null`. */
function checkJson(
  json: Convert,
  text: string,
  sent: object,
  root: readonly string[],
): void {
  if (HAS_NON_FINITE.test(text)) {
    const path = convertJson(json, sent, root);
    if (path !== null) {
      throw cannotSend("a number that JSON does not have", path);
    }
  }
}
