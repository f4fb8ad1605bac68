// Events of the plain door: the page's listeners, and what main is told of them.

import { ipcRenderer } from "electron";

import { member } from "../wire/objects.js";
import { isFromMain, PAGE } from "./identity.js";

type Listener = (...args: unknown[]) => void;

/** The listeners of each event that ever had one. */
const listeners = new Map<string, Set<Listener>>();

/** Listens to an event, and returns the function that ends this. */
export function on<Args extends unknown[]>(
  channel: string,
  listener: (...args: Args) => void,
): () => void {
  if (typeof listener !== "function") {
    throw new TypeError(`the listener of "${channel}" must be a function`);
  }
  // A function of its own, so that a listener that is given twice counts twice. Its arguments are
  // what the schema says, which the two sides compare.
  const call: Listener = (...args) => {
    listener(...(args as Args));
  };
  const calls = listeners.get(channel) ?? receive(channel);
  calls.add(call);
  if (calls.size === 1) {
    ipcRenderer.send("ipc:listen", { page: PAGE, channel });
  }
  return () => {
    if (calls.delete(call) && calls.size === 0) {
      ipcRenderer.send("ipc:unlisten", { page: PAGE, channel });
    }
  };
}

/** Receives an event for all its listeners, from the first one on. */
function receive(channel: string): Set<Listener> {
  const calls = new Set<Listener>();
  listeners.set(channel, calls);
  ipcRenderer.on(channel, (event, ...args: unknown[]) => {
    const page = member(args[args.length - 1], "ipc:event");
    // It may have been on its way to the page that was here before this one.
    if (!isFromMain(event) || (page !== undefined && page !== PAGE)) {
      return;
    }
    if (page !== undefined) {
      args.pop();
    }
    for (const call of [...calls]) {
      try {
        call(...args);
      } catch (error) {
        console.error(`a listener of "${channel}" failed:`, error);
      }
    }
  });
  return calls;
}
