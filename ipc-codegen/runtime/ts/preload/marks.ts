// Marks keep answers behind the events that main sent before them: Electron may deliver them first.
// Main sends a numbered mark after such events, and the answer names the mark.

import { receive } from "./identity.js";

/** The newest mark that has arrived. All events before it have arrived too. */
let newest = 0;

/** The answers that arrived before their marks. */
let waiting: { readonly mark: number; readonly resume: () => void }[] = [];

/** The newest mark that has arrived. */
export function lastMark(): number {
  return newest;
}

/** Waits until a mark has arrived, and with it the events before it. */
export async function markPassed(mark: number): Promise<void> {
  if (mark > newest) {
    await new Promise<void>((resume) => {
      waiting.push({ mark, resume });
    });
  }
}

receive("ipc:mark", (mark) => {
  if (typeof mark !== "number") {
    return;
  }
  newest = mark;
  const due = waiting.filter((answer) => answer.mark <= newest);
  waiting = waiting.filter((answer) => answer.mark > newest);
  for (const { resume } of due) {
    resume();
  }
});
