// Finds what the structured clone of Electron does not carry, to say where it is.

import { pathOf, type Path } from "../wire/objects.js";

/** How many values are looked at, and how deep. */
const MOST = 100_000;
const DEEPEST = 100;

/** What is wrong with arguments that could not be sent; `null` if nothing is found. */
export function uncloneable(args: readonly unknown[]): string | null {
  let left = MOST;
  const find = (value: unknown, at: Path): string | null => {
    left -= 1;
    if (typeof value === "function" || typeof value === "symbol") {
      return `${pathOf(at)} is a ${typeof value}, and cannot be sent`;
    }
    if (typeof value !== "object" || value === null || left < 0) {
      return null;
    }
    if (value instanceof Promise) {
      return `${pathOf(at)} is a promise, and cannot be sent`;
    }
    if (at.length > DEEPEST || ArrayBuffer.isView(value)) {
      return null;
    }
    for (const [key, item] of Object.entries(value)) {
      const step = Array.isArray(value) ? Number(key) : key;
      const problem = find(item, [...at, step]);
      if (problem !== null) {
        return problem;
      }
    }
    return null;
  };
  for (const [at, arg] of args.entries()) {
    const problem = find(arg, ["args", at]);
    if (problem !== null) {
      return problem;
    }
  }
  return null;
}
