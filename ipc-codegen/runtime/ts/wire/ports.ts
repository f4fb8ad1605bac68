// The ends of ports to other pages.

import type { Port } from "../types.js";
import { createListeners } from "./listeners.js";
import { MAX_TOGETHER, openOutbox } from "./outbox.js";
import { sendValue } from "./uncloneable.js";

/** A message of a port: the arguments of its method. */
type Message = (...args: unknown[]) => void;

/** The open ends of one door of a page. */
export interface Ends {
  /** Opens an end. */
  open(id: string, channel: string, port: MessagePort): Port<Message>;
  /** Closes an end whose other page is gone, once the messages under way have arrived. */
  lose(id: string): void;
  /** Closes an end at once, because this page may not use it any more. */
  revoke(id: string): void;
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
  /** Those whose other page is gone. */
  const lost = new Set<OpenEnd>();
  return {
    open(id, channel, messagePort) {
      const end = openEnd(channel, messagePort, () => {
        if (!lost.delete(end)) {
          open.delete(id);
          hangUp(id);
        }
      });
      open.set(id, end);
      return end.port;
    },
    lose(id) {
      const end = open.get(id);
      if (end !== undefined) {
        open.delete(id);
        lost.add(end);
        end.lose();
      }
    },
    revoke(id) {
      open.get(id)?.close();
    },
    closeAll() {
      for (const end of [...open.values(), ...lost]) {
        end.close();
      }
    },
  };
}

/** How long an end whose other page is gone stays open at most, in milliseconds. */
const MAX_LOST_MS = 1000;

/** The most arguments of a message. No method has more. */
const MAX_ARGUMENTS = 16;

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
  const outbox = openOutbox((messages) => {
    messagePort.postMessage(messages);
  });
  const listeners = createListeners(channel);
  const closeListeners = createListeners<[]>(channel);
  let isOpen = true;
  /** The messages so far; `null` once there was a listener. */
  let backlog: unknown[][] | null = [];
  let silence: ReturnType<typeof setTimeout> | undefined;
  let deadline: ReturnType<typeof setTimeout> | undefined;

  function close(): void {
    if (!isOpen) {
      return;
    }
    isOpen = false;
    clearTimeout(silence);
    clearTimeout(deadline);
    outbox.flush();
    messagePort.close();
    onClosed();
    closeListeners.call();
  }

  function awaitSilence(): void {
    clearTimeout(silence);
    silence = setTimeout(close, SILENCE_MS);
  }

  messagePort.onmessage = ({ data }: MessageEvent<unknown>) => {
    if (deadline !== undefined) {
      awaitSilence();
    }
    for (const message of messagesIn(data)) {
      if (backlog !== null) {
        backlog.push(message);
      } else if (isOpen) {
        listeners.call(...message);
      }
    }
  };
  messagePort.onmessageerror = () => {
    console.error(`a message of "${channel}" cannot be read`);
  };

  return {
    lose() {
      deadline = setTimeout(close, MAX_LOST_MS);
      awaitSilence();
    },
    close,
    port: {
      post(...message) {
        if (isOpen) {
          sendValue(message, "args", () => {
            outbox.post(message);
          });
        }
      },
      onMessage(listener) {
        const remove = listeners.add(listener);
        if (backlog !== null) {
          const messages = backlog;
          backlog = null;
          // After the other listeners that the page adds now.
          queueMicrotask(() => {
            for (const message of messages) {
              listeners.call(...message);
            }
          });
        }
        return () => void remove();
      },
      onClose(listener) {
        const remaining = isOpen
          ? closeListeners
          : createListeners<[]>(channel);
        const remove = remaining.add(listener);
        if (!isOpen) {
          remaining.call();
        }
        return () => void remove();
      },
      close,
    },
  };
}

/** The messages in what another page has sent, which may be anything. */
function messagesIn(data: unknown): unknown[][] {
  const isMessage = (value: unknown): value is unknown[] =>
    Array.isArray(value) && value.length <= MAX_ARGUMENTS;
  return Array.isArray(data) && data.length <= MAX_TOGETHER
    ? (data as unknown[]).filter(isMessage)
    : [];
}
