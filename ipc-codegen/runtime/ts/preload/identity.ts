// The identity of this page, and of the senders of its messages.

import { ipcRenderer, type IpcRendererEvent } from "electron";

/** The name of this page, which no other page can guess. */
export const PAGE = Array.from(
  crypto.getRandomValues(new Uint32Array(4)),
  (word) => word.toString(36),
).join("-");

/** Whether main sent a message. Up to Electron 27, another renderer can send one with `sendTo`. */
export function isFromMain(event: IpcRendererEvent): boolean {
  const senderId: unknown = Reflect.get(event, "senderId");
  return senderId === undefined || senderId === 0;
}

/** Receives the messages for this page on one of the channels that all methods share. */
export function receive(
  channel: string,
  listener: (...args: unknown[]) => void,
): void {
  ipcRenderer.on(channel, (event, page: unknown, ...args: unknown[]) => {
    // Electron may deliver a message for the previous page of this frame.
    if (isFromMain(event) && page === PAGE) {
      listener(...args);
    }
  });
}
