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
  let silence: ReturnType<typeof setTimeout> | undefined;

  function close(): void {
    if (!isOpen) {
      return;
    }
    isOpen = false;
    clearTimeout(silence);
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

  function receive({ data }: MessageEvent<unknown>): void {
    if (silence !== undefined) {
      closeInSilence();
    }
    if (isOpen && Array.isArray(data)) {
      messages.call(...(data as unknown[]));
    }
  }

  return {
    lose: closeInSilence,
    close,
    port: {
      post(...args) {
        if (isOpen) {
          sendValue(args, "args", () => {
            messagePort.postMessage(args);
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
