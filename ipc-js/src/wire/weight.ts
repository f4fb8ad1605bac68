// Weighs values: no less than the size that main counts when it has encoded them.

import { MAX_DEPTH } from "./measure.js";
import { isRecord } from "./objects.js";

/** The characters that JSON has for one of a text: an escape. */
const CHARACTER = 6;

/** The characters around a text and of its escape, and the comma or colon after it. */
const TEXT = 16;

/** The characters of the longest number, or of the text in its place. */
const NUMBER = 26;

/** The characters of the largest integer that is sent, of 4,096 bits. */
const BIGINT = 1_300;

/** The characters of the reference to a buffer. */
const REFERENCE = 32;

/** The most credit that a stream has. */
const MAX_WEIGHT = 2 ** 26;

/**
 * The most that an item may have as JSON, with its buffers; `Infinity` if it is very large, or main
 * refuses it.
 */
export function weigh(item: unknown): number {
  let weight = 0;

  function walk(value: unknown, depth: number): void {
    if (weight > MAX_WEIGHT) {
      weight = Infinity;
    } else if (typeof value === "string") {
      weight += value.length * CHARACTER + TEXT;
    } else if (typeof value === "bigint") {
      weight += BIGINT;
    } else if (typeof value === "object" && value !== null) {
      walkInto(value, depth);
    } else {
      weight += NUMBER;
    }
  }

  function walkInto(value: object, depth: number): void {
    weight += TEXT;
    if (value instanceof Uint8Array) {
      weight += value.byteLength + REFERENCE;
    } else if (depth >= MAX_DEPTH) {
      weight = Infinity;
    } else if (Array.isArray(value)) {
      for (let index = 0; index < value.length && weight < Infinity; index++) {
        walk(value[index], depth + 1);
      }
    } else if (isRecord(value)) {
      for (const key in value) {
        walk(key, depth + 1);
        walk(value[key], depth + 1);
      }
    } else {
      weight = Infinity;
    }
  }

  walk(item, 0);
  return weight;
}
