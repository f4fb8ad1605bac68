// Joins the items of a source into the messages that main asks for, one after the other.

import { messageOf } from "../wire/objects.js";
import { uncloneable } from "../wire/uncloneable.js";
import { weigh } from "../wire/weight.js";

/** The items of the next message. */
export interface Batch {
  /** Whether an item more may join. */
  readonly isOpen: () => boolean;
  /** Adds an item. It is sent when the batch is full, or when the page has done its work of this moment. */
  readonly add: (value: unknown) => void;
  /** Main takes the next message: so many items, and items of so many bytes. */
  take(items: number, bytes: number): void;
  /** Sends the items at once. Returns whether all of them could be sent. */
  flush(): boolean;
  /** Forgets the items. */
  close(): void;
}

/**
 * Opens a batch whose messages go to `send`. `fail` is called with the error of an item that cannot be
 * sent.
 */
export function openBatch(
  send: (values: readonly unknown[]) => void,
  fail: (error: unknown) => void,
): Batch {
  let values: unknown[] = [];
  let bytes = 0;
  // What main takes, which is nothing until it asks.
  let mostItems = 0;
  let mostBytes = 0;
  let isScheduled = false;

  const isOpen = () => values.length < mostItems && bytes < mostBytes;

  function flush(): boolean {
    if (values.length === 0) {
      return true;
    }
    const sent = values;
    close();
    mostItems = 0;
    // A message with an item that cannot be sent is not sent at all, so the items before it are sent alone.
    let count = sent.length;
    let reason: unknown;
    while (count > 0) {
      try {
        send(sent.slice(0, count));
        break;
      } catch (error) {
        reason = error;
        count -= 1;
      }
    }
    if (count === sent.length) {
      return true;
    }
    const problem = uncloneable(sent[count], "value") ?? messageOf(reason);
    fail(new TypeError(problem, { cause: reason }));
    return false;
  }

  function close(): void {
    values = [];
    bytes = 0;
  }

  /** Sends the items that main takes: all at once if no more may join, or else soon. */
  function sendSoon(): void {
    if (mostItems === 0 || values.length === 0) {
      return;
    }
    if (!isOpen()) {
      flush();
    } else if (!isScheduled) {
      isScheduled = true;
      runTask(() => {
        isScheduled = false;
        if (mostItems > 0) {
          flush();
        }
      });
    }
  }

  return {
    isOpen,
    add(value) {
      values.push(value);
      bytes += weigh(value);
      sendSoon();
    },
    take(items, bytes) {
      mostItems = items;
      mostBytes = bytes;
      sendSoon();
    },
    flush,
    close,
  };
}

/** Runs `task` after the microtasks of this moment. A timer would wait for a second in a hidden window. */
function runTask(task: () => void): void {
  const { port1, port2 } = new MessageChannel();
  port1.onmessage = () => {
    port1.close();
    task();
  };
  port2.postMessage(null);
}
