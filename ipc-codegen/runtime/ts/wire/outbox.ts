// The messages that a page sends on a port to another page: those of one turn travel together.

import { weigh } from "./weight.js";

/** The most messages that are sent together. A receiver drops more. */
export const MAX_TOGETHER = 1024;

/** How much the messages that are sent together may weigh. */
const MAX_WEIGHT = 2 ** 18;

/** The messages of one turn. */
export interface Outbox {
  /** Sends a message now or at the end of the turn. */
  post(message: unknown[]): void;
  /** Sends all messages now. */
  flush(): void;
}

/**
 * Opens an outbox. The first message of a turn is sent at once, and the small ones of that turn together:
 * the cost of a small message hardly depends on its size.
 */
export function openOutbox(
  send: (messages: readonly unknown[][]) => void,
): Outbox {
  /** The small messages since the first message of this turn. */
  let waiting: unknown[][] = [];
  let weight = 0;
  let isInTurn = false;

  function flush(): void {
    const messages = waiting;
    waiting = [];
    weight = 0;
    if (messages.length > 0) {
      send(messages);
    }
  }

  return {
    flush,
    post(message) {
      const own = isInTurn ? weigh(message) : Infinity;
      if (own > MAX_WEIGHT) {
        flush();
        send([message]);
      } else {
        if (weight + own > MAX_WEIGHT || waiting.length === MAX_TOGETHER) {
          flush();
        }
        // The page may change a value before the end of the turn.
        waiting.push(
          message.every(isPrimitive) ? message : structuredClone(message),
        );
        weight += own;
      }
      if (!isInTurn) {
        isInTurn = true;
        queueMicrotask(() => {
          isInTurn = false;
          flush();
        });
      }
    },
  };
}

function isPrimitive(value: unknown): boolean {
  switch (typeof value) {
    case "object":
      return value === null;
    case "function":
    case "symbol":
      return false;
    default:
      return true;
  }
}
