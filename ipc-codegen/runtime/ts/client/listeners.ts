// The listeners of events.

import { argsOf, type Method } from "../wire/contract.js";

export type Listener = (...args: unknown[]) => void;

/** The listeners of one copy of the client. */
export interface Listeners {
  /** The channels that have listeners. */
  channels(): string[];
  /** Adds a listener. Returns whether it is the first one of its channel. */
  add(channel: string, listener: Listener): boolean;
  /** Removes a listener, if it is there. Returns whether it was the last one of its channel. */
  remove(channel: string, listener: Listener): boolean;
  /** Decodes an event, and calls its listeners. */
  emit(channel: string, payload: string, buffers: readonly Uint8Array[]): void;
}

/** Makes a list of listeners to `events`, the methods by their channels. */
export function createListeners(
  events: ReadonlyMap<string, Method>,
): Listeners {
  const byChannel = new Map<string, Set<Listener>>();
  return {
    channels: () => [...byChannel.keys()],
    add(channel, listener) {
      const listeners = byChannel.get(channel) ?? new Set<Listener>();
      byChannel.set(channel, listeners);
      listeners.add(listener);
      return listeners.size === 1;
    },
    remove(channel, listener) {
      const listeners = byChannel.get(channel);
      const isLast =
        listeners?.delete(listener) === true && listeners.size === 0;
      if (isLast) {
        byChannel.delete(channel);
      }
      return isLast;
    },
    emit(channel, payload, buffers) {
      const method = events.get(channel);
      const listeners = byChannel.get(channel);
      if (method === undefined || listeners === undefined) {
        return;
      }
      let args: unknown[];
      try {
        args = argsOf(method, payload, buffers);
      } catch (error) {
        console.error(`an event "${channel}" is dropped:`, error);
        return;
      }
      // A listener may remove others, which are called all the same.
      for (const listener of [...listeners]) {
        try {
          listener(...args);
        } catch (error) {
          console.error(`a listener of "${channel}" failed:`, error);
        }
      }
    },
  };
}
