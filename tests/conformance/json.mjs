// Converts between JavaScript's values and serde's JSON without loss.

/** The value of an expression, which is the text of a fixture and therefore trusted. */
export function evaluate(source) {
  return new Function(`"use strict"; return (${source});`)();
}

/**
 * The placeholders for numbers that JSON does not have, for serde_json. `f32` and `f64` print them with
 * the same digits. The addon gets the numbers themselves. `fixtures/src/oracle.rs` has the same placeholders.
 */
const PLACEHOLDERS = [
  ["-12345.375", -Infinity, "-inf"],
  ["12345.375", Infinity, "inf"],
  ["54321.125", NaN, "NaN"],
];

/** Rust's `Debug` output with the numbers that the placeholders stand for. */
export function replacePlaceholders(debug) {
  return PLACEHOLDERS.reduce(
    (debug, [digits, , number]) => debug.replaceAll(digits, number),
    debug,
  );
}

/** The JSON of a value for serde: integers with all digits, bytes as a list. */
export function toJson(value) {
  if (typeof value === "bigint") {
    return String(value);
  }
  if (typeof value === "number") {
    const placeholder = PLACEHOLDERS.find(([, number]) =>
      Object.is(number, value),
    );
    return placeholder?.[0] ?? (Object.is(value, -0) ? "-0.0" : String(value));
  }
  if (Array.isArray(value) || value instanceof Uint8Array) {
    return `[${Array.from(value, (item) => toJson(item ?? null)).join(",")}]`;
  }
  if (typeof value === "object" && value !== null) {
    const fields = Object.entries(value)
      .filter(([, item]) => item !== undefined)
      .map(([key, item]) => `${JSON.stringify(key)}:${toJson(item)}`);
    return `{${fields.join(",")}}`;
  }
  return JSON.stringify(value ?? null);
}

/** A number in the digits that serde wrote. */
class Digits {
  constructor(text) {
    this.text = text;
  }

  number() {
    const placeholder = PLACEHOLDERS.find(([digits]) => digits === this.text);
    return placeholder?.[1] ?? Number(this.text);
  }
}

/** Parses JSON, and keeps numbers as `Digits`. */
export function parse(json) {
  const token = /"(?:[^"\\]|\\.)*"|-?\d[\d.eE+-]*/g;
  const text = json.replace(token, (found) =>
    found.startsWith('"') ? `"s${found.slice(1)}` : JSON.stringify(`n${found}`),
  );
  const untag = (value) => {
    if (typeof value === "string") {
      return value.startsWith("n")
        ? new Digits(value.slice(1))
        : value.slice(1);
    }
    if (Array.isArray(value)) {
      return value.map(untag);
    }
    if (typeof value === "object" && value !== null) {
      return Object.fromEntries(
        Object.entries(value).map(([key, item]) => [key.slice(1), untag(item)]),
      );
    }
    return value;
  };
  return untag(JSON.parse(text));
}

/**
 * Whether a value equals the JSON that serde wrote. JSON does not distinguish a `bigint` from a `number`,
 * nor bytes from a list; the TypeScript compilers check these types.
 */
export function agrees(value, written) {
  if (written instanceof Digits) {
    return typeof value === "bigint"
      ? String(value) === written.text
      : Object.is(value, written.number());
  }
  if (Array.isArray(written)) {
    return (
      (Array.isArray(value) || value instanceof Uint8Array) &&
      value.length === written.length &&
      written.every((item, index) => agrees(value[index], item))
    );
  }
  if (typeof written === "object" && written !== null) {
    return (
      Object.prototype.toString.call(value) === "[object Object]" &&
      Object.keys(value).length === Object.keys(written).length &&
      Object.entries(written).every(
        ([key, item]) => Object.hasOwn(value, key) && agrees(value[key], item),
      )
    );
  }
  return value === written;
}
