// The limits of a page.

import { hasOwn } from "../wire/objects.js";

/** The limits of a page, which are more than pages need. Beyond them, calls fail. */
export interface Limits {
  /**
   * The size of a page's message and of an answer: the length of the text plus the bytes of the
   * buffers. Larger ones fail with `too-large`. The default is 128 MiB, and the minimum is 4 MiB. A
   * message of twice the default keeps Electron busy for seconds, and one of eight times the default
   * crashes the page.
   */
  readonly messageSize?: number;
  /** The number of open calls of a page. More fail with `overloaded`. The default is 65,536. */
  readonly openCalls?: number;
  /**
   * The bytes of the arguments of a window's open calls, with the items of streams that Rust has not
   * read. More fail with `overloaded`. Items that the window has not read have the same limit: beyond
   * it, the streams of Rust wait. The default is 256 MiB, and the minimum is the size of a message.
   */
  readonly openBytes?: number;
  /** The copies of the client in a page. More fail with `overloaded`. The default is 64. */
  readonly clients?: number;
}

const DEFAULTS: Required<Limits> = {
  messageSize: 128 * 2 ** 20,
  openCalls: 65_536,
  openBytes: 256 * 2 ** 20,
  clients: 64,
};

/** The minimum of `messageSize`: four times the client's batch size. */
const MIN_MESSAGE_SIZE = 4 * 2 ** 20;

/**
 * Adds the defaults to the limits that are given.
 *
 * @throws {TypeError} If a limit is unknown or too small.
 */
export function limitsOf(given: Limits = {}): Required<Limits> {
  const { messageSize = DEFAULTS.messageSize } = given;
  // An invalid `messageSize` is refused below.
  const size = Number.isSafeInteger(messageSize)
    ? messageSize
    : MIN_MESSAGE_SIZE;
  const openBytes = Math.max(DEFAULTS.openBytes, size);
  const chosen = { ...DEFAULTS, openBytes, ...given };
  const minimum: Required<Limits> = {
    messageSize: MIN_MESSAGE_SIZE,
    openCalls: 1,
    openBytes: size,
    clients: 1,
  };
  for (const [name, limit] of Object.entries(chosen)) {
    if (!hasOwn(DEFAULTS, name)) {
      const names = Object.keys(DEFAULTS).join(", ");
      throw new TypeError(
        `there is no limit "${name}": the limits are ${names}`,
      );
    }
    const least = minimum[name as keyof Limits];
    if (!Number.isSafeInteger(limit) || limit < least) {
      throw new TypeError(
        `limits.${name} must be a whole number of at least ${least}`,
      );
    }
  }
  return chosen;
}
