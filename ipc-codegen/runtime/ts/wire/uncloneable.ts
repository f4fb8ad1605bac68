// Finds the value that Electron's structured clone refuses, to report its path.

import { messageOf, type Path, printPath } from "./objects.js";

/** How many values are searched, and how deep. */
const MAX_VALUES = 100_000;
const MAX_DEPTH = 100;

/** Names the first part of a value that cannot be sent; `null` if none is found. */
export function uncloneable(value: unknown, name: string): string | null {
  let left = MAX_VALUES;
  const find = (value: unknown, path: Path): string | null => {
    left -= 1;
    if (typeof value === "function" || typeof value === "symbol") {
      return `${printPath(path)} is a ${typeof value}, and cannot be sent`;
    }
    if (typeof value !== "object" || value === null || left < 0) {
      return null;
    }
    if (value instanceof Promise) {
      return `${printPath(path)} is a promise, and cannot be sent`;
    }
    if (path.length > MAX_DEPTH || ArrayBuffer.isView(value)) {
      return null;
    }
    for (const [key, item] of Object.entries(value)) {
      const step = Array.isArray(value) ? Number(key) : key;
      const problem = find(item, [...path, step]);
      if (problem !== null) {
        return problem;
      }
    }
    return null;
  };
  return find(value, [name]);
}

/**
 * Calls a function that sends a value with this name.
 *
 * @throws {TypeError} If the value cannot be sent, with its path.
 */
export function sendValue(
  value: unknown,
  name: string,
  send: () => void,
): void {
  try {
    send();
  } catch (error) {
    throw new TypeError(uncloneable(value, name) ?? messageOf(error), {
      cause: error,
    });
  }
}
