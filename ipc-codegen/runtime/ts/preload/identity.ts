// What this page is to main.

import type { IpcRendererEvent } from "electron";

/** The name of this page. Nobody else can guess it. */
export const PAGE = Array.from(
  crypto.getRandomValues(new Uint32Array(4)),
  (word) => word.toString(36),
).join("-");

/** Whether main has sent a message, and no other renderer: `sendTo` was there up to Electron 27. */
export function isFromMain(event: IpcRendererEvent): boolean {
  const senderId: unknown = Reflect.get(event, "senderId");
  return senderId === undefined || senderId === 0;
}
