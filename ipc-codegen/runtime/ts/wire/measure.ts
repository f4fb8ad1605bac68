// Measures the arguments of a call before any of them is encoded.

import { isRecord } from "./objects.js";

/** How deep a value may be nested: deeper ones do not decode in Rust. */
export const MAX_DEPTH = 120;

/** How large the arguments of a call may be. */
export interface SizeLimit {
  /** The characters of text and the bytes of buffers together. */
  readonly bytes: number;
  /** The number of values. A structured clone may be a graph, whose tree may be infinite. */
  readonly values: number;
}

/** The rest of a `SizeLimit` while a value is walked. */
interface Budget {
  bytes: number;
  values: number;
  /** Whether JSON carries all values so far without a loss, except zero characters in text. */
  isPlain: boolean;
}

/**
 * Walks arguments within a limit. Returns whether JSON carries them without a loss.
 *
 * @throws {RangeError} If they are larger.
 */
export function measure(args: readonly unknown[], limit: SizeLimit): boolean {
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
      // NaN, an infinity, or -0. `Number.isFinite` and `Object.is` are slower.
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
  // `toWire` refuses the same depth: its paths begin with two keys.
  if (depth >= MAX_DEPTH) {
    budget.isPlain = false;
  } else if (Array.isArray(value)) {
    // An array of holes is long without taking memory.
    if (value.length > budget.values) {
      throw tooLarge();
    }
    for (let index = 0; index < value.length; index++) {
      walk(value[index], depth + 1, budget);
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

function tooLarge(): RangeError {
  return new RangeError("the data is larger than a message may be");
}
