// Credit: how many items, and how many bytes of them, the sender of a stream may send before its
// receiver has read them.

/** The items that a receiver grants first. */
export const STREAM_ITEMS = 256;

/** The bytes that a receiver grants first. */
export const STREAM_BYTES = 2 ** 20;

/** A number of items and their size. */
export interface Credit {
  readonly items: number;
  readonly bytes: number;
}

/** The credit of a sender. */
export interface SendCredit {
  /** What is left. The bytes are below 0 after an item that was larger than the rest. */
  left(): Credit;
  /** Whether an item may be sent, of any size. */
  readonly isOpen: () => boolean;
  /** Takes the credit of an item. */
  spend(size: number): void;
  grant(credit: Credit): void;
}

/** Starts with no credit. */
export function createSendCredit(): SendCredit {
  let items = 0;
  let bytes = 0;
  return {
    left: () => ({ items, bytes }),
    isOpen: () => items > 0 && bytes > 0,
    spend(size) {
      items -= 1;
      bytes -= size;
    },
    grant(credit) {
      items += credit.items;
      bytes += credit.bytes;
    },
  };
}

/** The items that a reader has taken and whose credit has not been granted again. */
export interface ReadCredit {
  /** Counts an item. Returns the credit to grant, once it is half of the first credit. */
  take(size: number): Credit | null;
}

/** Starts with a sender that has all of the first credit. */
export function createReadCredit(): ReadCredit {
  let items = 0;
  let bytes = 0;
  return {
    take(size) {
      items += 1;
      bytes += size;
      if (items < STREAM_ITEMS / 2 && bytes < STREAM_BYTES / 2) {
        return null;
      }
      const credit = { items, bytes };
      items = 0;
      bytes = 0;
      return credit;
    },
  };
}

/** Matches a reference to a buffer in a payload. */
const REFERENCE = /"\\u0000b(\d+)"/g;

/**
 * The size of an item: its text in UTF-16 units, and the bytes of the buffers that it refers to.
 * `buffers` may have more, of other frames.
 */
export function itemSize(
  payload: string,
  buffers: readonly Uint8Array[],
): number {
  let size = payload.length;
  if (payload.includes('"\\u0000b')) {
    for (const [, index] of payload.matchAll(REFERENCE)) {
      size += buffers[Number(index)]?.byteLength ?? 0;
    }
  }
  return size;
}
