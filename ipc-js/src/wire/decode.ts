// Decodes JSON text into values. Escapes stand for values that JSON lacks.

import { isObject } from "./objects.js";

/**
 * Decodes a value.
 *
 * @throws {SyntaxError} If the text is not JSON.
 * @throws {TypeError} If this version of the protocol has no such escape.
 */
export function decode(text: string, buffers: readonly Uint8Array[]): unknown {
  if (!text.includes('"\\u0000')) {
    return JSON.parse(text);
  }
  return JSON.parse(text, (_key, value: unknown) => {
    if (typeof value === "string") {
      return value.startsWith("\0") ? fromEscape(value, buffers) : value;
    }
    return isObject(value) ? unescapeKeys(value) : value;
  });
}

/** Whether a text has an integer beyond 2^53. */
export function hasWideIntegers(text: string): boolean {
  return text.includes('"\\u0000i');
}

function fromEscape(text: string, buffers: readonly Uint8Array[]): unknown {
  switch (text) {
    case "\0nan":
      return NaN;
    case "\0inf":
      return Infinity;
    case "\0-inf":
      return -Infinity;
    case "\0-0":
      return -0;
  }
  switch (text[1]) {
    case "s":
      return text.slice(2);
    case "i":
      return BigInt(text.slice(2));
    case "b":
      return buffers[Number(text.slice(2))] ?? new Uint8Array();
  }
  throw new TypeError("the addon does not speak this version of the protocol");
}

function unescapeKeys(object: object): object {
  const entries = Object.entries(object);
  return entries.some(([key]) => key.startsWith("\0"))
    ? Object.fromEntries(
        entries.map(([key, item]) => [key.replace(/^\0s/, ""), item]),
      )
    : object;
}
