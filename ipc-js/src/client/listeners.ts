// The listeners of events and ports.

import { argsOf, type Method } from "../wire/contract.js";
import { createListeners, type Listeners } from "../wire/listeners.js";

export type Listener = (...args: unknown[]) => void;

/** The listeners of one copy of the client. */
export interface ClientListeners {
  /** The channels that have listeners. */
  channels(): string[];
  /**
   * Adds a listener. Returns the function that removes it.
   *
   * @throws {TypeError} If it is not a function.
   */
  add(channel: string, listener: Listener): () => void;
  /** Calls the listeners of a channel. Returns whether there is one. */
  call(channel: string, ...args: unknown[]): boolean;
  /** Decodes an event, and calls its listeners. */
  emit(channel: string, payload: string, buffers: readonly Uint8Array[]): void;
}

/**
 * Makes a list of listeners to `events`, the methods by their channels. `announce` gets the first listener
 * of a channel and the end of the last one.
 */
export function createClientListeners(
  events: ReadonlyMap<string, Method>,
  announce: (head: "listen" | "unlisten", channel: string) => void,
): ClientListeners {
  const byChannel = new Map<string, Listeners<unknown[]>>();
  const call = (channel: string, ...args: unknown[]) => {
    const listeners = byChannel.get(channel);
    listeners?.call(...args);
    return listeners !== undefined;
  };
  return {
    call,
    channels: () => [...byChannel.keys()],
    add(channel, listener) {
      const listeners = byChannel.get(channel) ?? createListeners(channel);
      const remove = listeners.add(listener);
      if (listeners.size() === 1) {
        byChannel.set(channel, listeners);
        announce("listen", channel);
      }
      return () => {
        if (remove() && listeners.size() === 0) {
          byChannel.delete(channel);
          announce("unlisten", channel);
        }
      };
    },
    emit(channel, payload, buffers) {
      const method = events.get(channel);
      if (method === undefined || !byChannel.has(channel)) {
        return;
      }
      let args: unknown[];
      try {
        args = argsOf(method, payload, buffers);
      } catch (error) {
        console.error(`an event "${channel}" is dropped:`, error);
        return;
      }
      call(channel, ...args);
    },
  };
}
