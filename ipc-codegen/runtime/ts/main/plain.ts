// The plain door: one channel a method, ordinary values, as Electron's tutorial has it.

import type { WebContents } from "electron";

import { argsOf, type Method, type Outcome } from "../wire/contract.js";
import type { TakeFrame } from "../wire/frames.js";
import { type Caller, openCaller } from "./caller.js";
import type { Core } from "./core.js";
import { report } from "./log.js";
import type { Endpoint } from "./pipe.js";

/** The plain door of a page whose preload is ours. */
export interface PlainDoor {
  readonly caller: Caller;
  /** What an invoke resolves with, for an outcome that comes now. `seen` is the page's newest mark. */
  answer(outcome: Outcome, seen: number): unknown;
}

/** Opens the plain door of a page. `name` is what the page calls itself. */
export function openDoor(
  core: Core,
  endpoint: Endpoint,
  name: string,
  contents: WebContents,
): PlainDoor {
  // The newest mark that was sent, and whether events were sent since.
  let mark = 0;
  let isUnmarked = false;

  const emit: TakeFrame = (head, channel, payload, buffers) => {
    const method = core.pages.events.get(channel);
    const last = { "ipc:event": name };
    if (
      head === "event" &&
      method !== undefined &&
      sendEvent(contents, method, payload, buffers, [last])
    ) {
      isUnmarked = true;
    }
  };

  /** Marks the end of the events so far. Electron may deliver an answer before earlier events. */
  function setMark(): number {
    if (isUnmarked && !contents.isDestroyed()) {
      isUnmarked = false;
      contents.send("ipc:mark", name, ++mark);
    }
    return mark;
  }

  return {
    caller: openCaller(core, endpoint, emit),
    answer(outcome, seen) {
      const due = setMark();
      if ("failure" in outcome) {
        return { "ipc:error": [due, outcome.failure] };
      }
      const { value } = outcome;
      const isClear =
        typeof value !== "object" ||
        value === null ||
        !("ipc:ok" in value || "ipc:error" in value);
      // Electron takes long to copy an object: what has nothing to wait for goes as it is.
      return isClear && due <= seen ? value : { "ipc:ok": [due, value] };
    },
  };
}

/** Sends an event on its channel. Returns whether it was sent. */
export function sendEvent(
  contents: WebContents,
  method: Method,
  payload: string,
  buffers: readonly Uint8Array[],
  more: readonly unknown[],
): boolean {
  if (contents.isDestroyed()) {
    return false;
  }
  try {
    const args = argsOf(method, payload, buffers);
    contents.send(method.channel, ...args, ...more);
    return true;
  } catch (error) {
    report(`an event "${method.channel}" is dropped`, error);
    return false;
  }
}
