// Events of the plain door: the page's listeners, and the subscriptions of the page in main.

import { ipcRenderer } from "electron";

import { listenerEvent } from "../wire/listener-event.js";
import { member } from "../wire/objects.js";
import { send } from "./calls.js";
import { isFromMain, PAGE } from "./identity.js";

type Listener = (...args: unknown[]) => void;

/** The listeners of each channel that has ever had one. */
const listenersOf = new Map<string, Set<Listener>>();

/**
 * Listens to an event. Returns the function that removes the listener. With `sends`, the first argument of
 * the listener is an event that sends on these channels.
 */
export function on<Args extends unknown[]>(
  channel: string,
  listener: (...args: Args) => void,
  sends?: readonly string[],
): () => void {
  if (typeof listener !== "function") {
    throw new TypeError(`the listener of "${channel}" must be a function`);
  }
  const first =
    sends === undefined
      ? []
      : [
          listenerEvent(sends, (channel, args) => {
            send(channel, ...args);
          }),
        ];
  // A new function, so that a listener that is added twice is called twice. Both sides have compared
  // their schemas, so the arguments have these types.
  const call: Listener = (...args) => {
    listener(...([...first, ...args] as Args));
  };
  const listeners = listenersOf.get(channel) ?? receive(channel);
  listeners.add(call);
  if (listeners.size === 1) {
    ipcRenderer.send("ipc:listen", { page: PAGE, channel });
  }
  return () => {
    if (listeners.delete(call) && listeners.size === 0) {
      ipcRenderer.send("ipc:unlisten", { page: PAGE, channel });
    }
  };
}

/** Receives the events of a channel. Returns the set of its listeners. */
function receive(channel: string): Set<Listener> {
  const listeners = new Set<Listener>();
  listenersOf.set(channel, listeners);
  ipcRenderer.on(channel, (event, ...args: unknown[]) => {
    const page = member(args[args.length - 1], "ipc:event");
    // Electron may deliver an event for the previous page of this frame.
    if (!isFromMain(event) || (page !== undefined && page !== PAGE)) {
      return;
    }
    if (page !== undefined) {
      args.pop();
    }
    for (const listener of [...listeners]) {
      try {
        listener(...args);
      } catch (error) {
        console.error(`a listener of "${channel}" failed:`, error);
      }
    }
  });
  return listeners;
}
