// How much a page may ask for at once.

import { hasOwn } from "../wire/objects.js";

/** How much a page may ask for at once, which is more than pages need. What is beyond fails. */
export interface Limits {
  /**
   * The size of a message of a page and of an answer: the length of its text and the bytes of its
   * buffers. What is larger fails with `too-large`. 128 MiB if not given, at least 4 MiB; twice
   * the default keeps Electron busy for seconds, and eight times end a page.
   */
  readonly messageSize?: number;
  /** How many calls of a page may be open, more being `overloaded`: 65,536 if not given. */
  readonly openCalls?: number;
  /**
   * How many bytes the arguments of the open calls of a window may take, more being `overloaded`:
   * 256 MiB if not given, and at least the size of a message.
   */
  readonly openBytes?: number;
  /** How many copies of the client a page may have loaded, more being `overloaded`: 64 if not given. */
  readonly clients?: number;
}

/** What holds where `connect` is not told otherwise. */
const DEFAULTS: Required<Limits> = {
  messageSize: 128 * 2 ** 20,
  openCalls: 65_536,
  openBytes: 256 * 2 ** 20,
  clients: 64,
};

/** The page's client joins small calls into messages of up to a quarter of this. */
const LEAST_SIZE = 4 * 2 ** 20;

/**
 * The limits that hold.
 *
 * @throws {TypeError} If one is unknown or too small.
 */
export function limitsOf(given: Limits = {}): Required<Limits> {
  const { messageSize = DEFAULTS.messageSize } = given;
  // What is no number is refused below, as one.
  const size = Number.isSafeInteger(messageSize) ? messageSize : LEAST_SIZE;
  const openBytes = Math.max(DEFAULTS.openBytes, size);
  const chosen = { ...DEFAULTS, openBytes, ...given };
  const least: Required<Limits> = {
    messageSize: LEAST_SIZE,
    openCalls: 1,
    openBytes: size,
    clients: 1,
  };
  for (const [name, limit] of Object.entries(chosen)) {
    if (!hasOwn(DEFAULTS, name)) {
      const names = Object.keys(DEFAULTS).join(", ");
      throw new TypeError(`there is no limit "${name}": there is ${names}`);
    }
    const lowest = least[name as keyof Limits];
    if (!Number.isSafeInteger(limit) || limit < lowest) {
      throw new TypeError(
        `limits.${name} must be a whole number of at least ${lowest}`,
      );
    }
  }
  return chosen;
}
