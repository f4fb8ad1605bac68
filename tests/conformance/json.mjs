// Between values of JavaScript and the JSON of serde, with nothing lost.

/** The value of an expression. Fixtures are ours: their text is code already. */
export function evaluate(source) {
  return new Function(`"use strict"; return (${source});`)();
}

/**
 * What stands for the numbers that JSON does not have, where serde reads and writes JSON: the same
 * digits in `f32` and `f64`. The addon is given the numbers themselves.
 */
const STAND_INS = [
  ["-12345.375", -Infinity, "-inf"],
  ["12345.375", Infinity, "inf"],
  ["54321.125", NaN, "NaN"],
];

/** How Rust prints a value, with the numbers themselves. */
export function withoutStandIns(seen) {
  return STAND_INS.reduce(
    (seen, [digits, , number]) => seen.replaceAll(digits, number),
    seen,
  );
}

/** The JSON that serde would be given for a value: integers in full, bytes as a list. */
export function toJson(value) {
  if (typeof value === "bigint") {
    return String(value);
  }
  if (typeof value === "number") {
    const standIn = STAND_INS.find(([, number]) => Object.is(number, value));
    return standIn?.[0] ?? (Object.is(value, -0) ? "-0.0" : String(value));
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

/** A number as serde wrote it. */
class Digits {
  constructor(text) {
    this.text = text;
  }

  number() {
    const standIn = STAND_INS.find(([digits]) => digits === this.text);
    return standIn?.[1] ?? Number(this.text);
  }
}

/** JSON, with its numbers as they are written. */
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
 * Whether a value that came is the one that serde wrote. JSON does not tell a `bigint` from a
 * `number`, nor bytes from a list: their types do, and are checked by the compiler.
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
