// Encodes values as JSON text, with escapes for values that JSON lacks.

import { type Convert, findNonFinite } from "./codecs.js";
import { decode } from "./decode.js";
import { MAX_DEPTH, measure, type SizeLimit } from "./measure.js";
import { isRecord, type Path, printPath } from "./objects.js";

/** How the arguments of a method are encoded. */
interface Encoding {
  readonly channel: string;
  /** The names of its arguments. */
  readonly args: readonly string[];
  readonly json?: Convert | undefined;
  readonly order?: Convert | undefined;
}

/**
 * Encodes the arguments of a call. Adds their buffers to `buffers`.
 *
 * @throws {TypeError} If a value cannot be sent, with its path.
 * @throws {RangeError} If they are larger than `limit`.
 */
export function encodeArgs(
  { channel, args: names, json, order }: Encoding,
  args: readonly unknown[],
  buffers: Uint8Array[],
  limit: SizeLimit,
): string {
  if (args.length > names.length) {
    throw new TypeError(
      `"${channel}" takes ${names.length} arguments, not ${args.length}`,
    );
  }
  const given =
    args.length === names.length
      ? args
      : names.map((_name, index) => args[index] ?? null);
  const rootOf = (index: number): Path => ["args", names[index] ?? index];
  const isPlain = measure(given, limit);
  if (isPlain && order === undefined) {
    const text = JSON.stringify(given);
    if (isFinal(text)) {
      return text;
    }
  }
  const wire = given.map((arg, index) => toWire(arg, rootOf(index), buffers));
  const text = JSON.stringify(order ? order(wire) : wire);
  checkText(text, given, rootOf);
  if (json !== undefined) {
    const sent = Object.fromEntries(
      names.map((name, index) => [name, itemOf(decode(text, buffers), index)]),
    );
    checkJson(json, text, sent, ["args"]);
  }
  return text;
}

/** Whether the JSON of plain values needs no change. */
function isFinal(text: string): boolean {
  // Zero characters need an escape, and lone surrogates are refused. Text may look like these.
  return !text.includes("\\u") || !/\\u(?:0000|d)/.test(text);
}

/**
 * Encodes one value: an answer, or an item of a stream. Adds its buffers to `buffers`.
 *
 * @throws {TypeError} If a value cannot be sent, with its path.
 * @throws {RangeError} If it is larger than `limit`.
 */
export function encodeWithin(
  value: unknown,
  codecs: Pick<Encoding, "json" | "order">,
  buffers: Uint8Array[],
  limit: SizeLimit,
): string {
  if (measure([value], limit) && codecs.order === undefined) {
    const text = JSON.stringify(value ?? null);
    if (isFinal(text)) {
      return text;
    }
  }
  return encodeValue(value, "value", codecs, buffers);
}

/**
 * Encodes one value of any size.
 *
 * @throws {TypeError} If a value cannot be sent, with its path.
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

function itemOf(value: unknown, index: number): unknown {
  return Array.isArray(value) ? value[index] : undefined;
}

/** Converts a value into one that JSON carries. `path` is its path, which is restored on return. */
function toWire(value: unknown, path: Path, buffers: Uint8Array[]): unknown {
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
      return escapeBigint(value, path);
    case "object":
      break;
    default:
      throw cannotSend(`a ${typeof value}`, path);
  }
  if (value === null) {
    return null;
  }
  if (value instanceof Uint8Array) {
    return `\0b${buffers.push(value) - 1}`;
  }
  if (path.length > MAX_DEPTH) {
    throw cannotSend("nested too deep, or in a circle", path);
  }
  const inside = (key: string | number, item: unknown) => {
    path.push(key);
    const wire = toWire(item, path, buffers);
    path.pop();
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
    const type: unknown = Reflect.get(value, "constructor");
    const name = typeof type === "function" ? type.name : "a class";
    throw cannotSend(`an instance of ${name}`, path);
  }
  // In an object without a prototype, `__proto__` is an ordinary key.
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
 * Integers are sent up to this size. Those of Rust have 128 bits, but JSON in general may have more
 * digits. Printing millions of bits would take seconds.
 */
const BIGINT_LIMIT = 2n ** 4096n;

function escapeBigint(value: bigint, path: Path): number | string {
  if (value >= BIGINT_LIMIT || value <= -BIGINT_LIMIT) {
    throw cannotSend("an integer beyond 4,096 bits", path);
  }
  return Number.isSafeInteger(Number(value)) ? Number(value) : `\0i${value}`;
}

function cannotSend(
  what: string,
  path: readonly (string | number)[],
): TypeError {
  return new TypeError(`${printPath(path)} is ${what}, and cannot be sent`);
}

/** Refuses lone surrogates: only JavaScript allows them in text. */
function checkText(
  text: string,
  values: readonly unknown[],
  rootOf: (index: number) => Path,
): void {
  // `JSON.stringify` escapes lone surrogates.
  if (text.includes("\\ud")) {
    values.forEach((value, index) => {
      checkSurrogates(value, rootOf(index));
    });
  }
}

function checkSurrogates(value: unknown, path: Path): void {
  if (typeof value === "string" && /\p{Surrogate}/u.test(value)) {
    throw cannotSend("text with a lone surrogate", path);
  }
  const isNested = typeof value === "object" && value !== null;
  if (!isNested || ArrayBuffer.isView(value)) {
    return;
  }
  for (const [key, item] of Object.entries(value)) {
    path.push(Array.isArray(value) ? Number(key) : key);
    checkSurrogates(key, path);
    checkSurrogates(item, path);
    path.pop();
  }
}

/** Matches a text with a number that JSON lacks. */
const HAS_NON_FINITE = /"\\u0000(nan|-?inf)"/;

/** Refuses such numbers in values that must be JSON: Rust may decode them as `null`. */
function checkJson(
  json: Convert,
  text: string,
  sent: object,
  root: readonly string[],
): void {
  if (HAS_NON_FINITE.test(text)) {
    const path = findNonFinite(json, sent, root);
    if (path !== null) {
      throw cannotSend("a number that JSON does not have", path);
    }
  }
}
