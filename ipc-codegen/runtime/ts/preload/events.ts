// Events of the plain door: the page's listeners, and the subscriptions of the page in main.

import { ipcRenderer } from "electron";

import { listenerEvent } from "../wire/listener-event.js";
import { createListeners, type Listeners } from "../wire/listeners.js";
import { member } from "../wire/objects.js";
import { send } from "./calls.js";
import { isFromMain, PAGE } from "./identity.js";

type Listener = (...args: unknown[]) => void;

/** The listeners of each channel that has ever had one. */
const listenersOf = new Map<string, Listeners<unknown[]>>();

/**
 * Listens to an event. Returns the function that removes the listener. With `sends`, the first argument of
 * the listener is an event that sends on these channels.
 */
export function on<Args extends unknown[]>(
  channel: string,
  listener: (...args: Args) => void,
  sends?: readonly string[],
): () => void {
  if (sends === undefined) {
    // Both sides have compared their schemas, so the arguments have these types.
    return listen(channel, listener as Listener, receiveEvents);
  }
  const event = listenerEvent(sends, (channel, args) => {
    send(channel, ...args);
  });
  const call: Listener = (...args) => {
    listener(...([event, ...args] as Args));
  };
  return listen(channel, call, receiveEvents);
}

/**
 * Adds a listener, and subscribes the page if it is the channel's only one. Before the first one,
 * `receive` begins to receive messages for the listeners.
 */
export function listen(
  channel: string,
  listener: Listener,
  receive: (channel: string, listeners: Listeners<unknown[]>) => void,
): () => void {
  const listeners = listenersOf.get(channel) ?? open(channel, receive);
  const remove = listeners.add(listener);
  if (listeners.size() === 1) {
    ipcRenderer.send("ipc:listen", { page: PAGE, channel });
  }
  return () => {
    if (remove() && listeners.size() === 0) {
      ipcRenderer.send("ipc:unlisten", { page: PAGE, channel });
    }
  };
}

function open(
  channel: string,
  receive: (channel: string, listeners: Listeners<unknown[]>) => void,
): Listeners<unknown[]> {
  const listeners = createListeners(channel);
  listenersOf.set(channel, listeners);
  receive(channel, listeners);
  return listeners;
}

function receiveEvents(channel: string, listeners: Listeners<unknown[]>): void {
  ipcRenderer.on(channel, (event, ...args: unknown[]) => {
    const page = member(args[args.length - 1], "ipc:event");
    // Electron may deliver an event for the previous page of this frame.
    if (!isFromMain(event) || (page !== undefined && page !== PAGE)) {
      return;
    }
    if (page !== undefined) {
      args.pop();
    }
    listeners.call(...args);
  });
}
