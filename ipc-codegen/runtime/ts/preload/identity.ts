// The identity of this page, and of the senders of its messages.

import type { IpcRendererEvent } from "electron";

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
