// Whether main serves this page at all.

import { ipcRenderer } from "electron";

import { PAGE } from "./identity.js";

let answer: Promise<boolean> | null = null;

/** Whether connect() was called before the page was loaded. Without it, nothing ever answers. */
export function isServed(): Promise<boolean> {
  answer ??= ipcRenderer.invoke("ipc:served", PAGE).then(
    () => true,
    () => false,
  );
  return answer;
}
