// The ends of ports to other pages.

import type { Port } from "../types.js";
import { createListeners } from "./listeners.js";
import { sendValue } from "./uncloneable.js";

/** A message of a port: the arguments of its method. */
type Message = (...args: unknown[]) => void;

/** The open ends of one door of a page. */
export interface Ends {
  /** Opens an end. */
  open(id: string, channel: string, port: MessagePort): Port<Message>;
  /** Closes an end whose other page is gone, once the messages under way have arrived. */
  lose(id: string): void;
  /** Closes all ends. */
  closeAll(): void;
}

/**
 * How long no message may have come before an end is closed whose other page is gone, in milliseconds.
 * The news comes through the main process, and may overtake the last messages.
 */
const SILENCE_MS = 100;

/** Makes a list of ends. `hangUp` tells Rust that this page has closed an end. */
export function createEnds(hangUp: (id: string) => void): Ends {
  const open = new Map<string, OpenEnd>();
  return {
    open(id, channel, messagePort) {
      const end = openEnd(channel, messagePort, () => {
        if (open.delete(id)) {
          hangUp(id);
        }
      });
      open.set(id, end);
      return end.port;
    },
    lose(id) {
      const end = open.get(id);
      open.delete(id);
      end?.lose();
    },
    closeAll() {
      const ends = [...open.values()];
      open.clear();
      for (const end of ends) {
        end.close();
      }
    },
  };
}

/** The most messages that are posted together. */
const MAX_TOGETHER = 1024;

interface OpenEnd {
  readonly port: Port<Message>;
  lose(): void;
  close(): void;
}

function openEnd(
  channel: string,
  messagePort: MessagePort,
  onClosed: () => void,
): OpenEnd {
  const messages = createListeners(channel);
  let closes = createListeners<[]>(channel);
  let isOpen = true;
  /** The messages since the first one of this turn; `null` if there was none. */
  let waiting: unknown[][] | null = null;
  let silence: ReturnType<typeof setTimeout> | undefined;

  function close(): void {
    if (!isOpen) {
      return;
    }
    isOpen = false;
    clearTimeout(silence);
    flush();
    messagePort.close();
    onClosed();
    const ended = closes;
    closes = createListeners(channel);
    ended.call();
  }

  function closeInSilence(): void {
    clearTimeout(silence);
    silence = setTimeout(close, SILENCE_MS);
  }

  /** Posts messages: a list of their arguments. */
  function postAll(messages: readonly unknown[][]): void {
    messagePort.postMessage(messages);
  }

  function flush(): void {
    const messages = waiting;
    waiting = null;
    if (messages !== null && messages.length > 0) {
      postAll(messages);
    }
  }

  /**
   * The first message of a turn is posted at once, and all others together at the end of the turn: the cost
   * of a message hardly depends on its size.
   */
  function post(args: unknown[]): void {
    if (waiting === null) {
      postAll([args]);
      waiting = [];
      queueMicrotask(flush);
      return;
    }
    // The page may change a value before the end of the turn.
    waiting.push(args.every(isPrimitive) ? args : structuredClone(args));
    if (waiting.length === MAX_TOGETHER) {
      postAll(waiting);
      waiting = [];
    }
  }

  function receive({ data }: MessageEvent<unknown>): void {
    if (silence !== undefined) {
      closeInSilence();
    }
    for (const args of Array.isArray(data) ? (data as unknown[]) : []) {
      if (isOpen && Array.isArray(args)) {
        messages.call(...(args as unknown[]));
      }
    }
  }

  return {
    lose: closeInSilence,
    close,
    port: {
      post(...args) {
        if (isOpen) {
          sendValue(args, "args", () => {
            post(args);
          });
        }
      },
      onMessage(listener) {
        const remove = messages.add(listener);
        if (messagePort.onmessage === null) {
          // Either of the two lets in the messages that have waited for a listener.
          messagePort.onmessage = receive;
          messagePort.onmessageerror = () => {
            console.error(`a message of "${channel}" cannot be read`);
          };
        }
        return () => void remove();
      },
      onClose(listener) {
        const remove = closes.add(listener);
        if (!isOpen) {
          closes.call();
          remove();
        }
        return () => void remove();
      },
      close,
    },
  };
}

function isPrimitive(value: unknown): boolean {
  return typeof value !== "object" && typeof value !== "function"
    ? typeof value !== "symbol"
    : value === null;
}
