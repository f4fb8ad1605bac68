// Marks: Electron may deliver an answer before events that were sent first. Main sends a numbered
// mark after such events, and the answer names it.

import { ipcRenderer } from "electron";

import { isFromMain, PAGE } from "./identity.js";

/** The newest mark that has come, with all events before it. */
let last = 0;

/** The answers that came before their mark. */
let waiting: { readonly mark: number; readonly resume: () => void }[] = [];

/** The newest mark that has come. */
export function lastMark(): number {
  return last;
}

/** Waits for a mark, and so for the events before it. */
export async function passed(mark: number): Promise<void> {
  if (mark > last) {
    await new Promise<void>((resume) => {
      waiting.push({ mark, resume });
    });
  }
}

ipcRenderer.on("ipc:mark", (event, page: unknown, mark: unknown) => {
  if (!isFromMain(event) || page !== PAGE || typeof mark !== "number") {
    return;
  }
  last = mark;
  const due = waiting.filter((answer) => answer.mark <= last);
  waiting = waiting.filter((answer) => answer.mark > last);
  for (const { resume } of due) {
    resume();
  }
});
