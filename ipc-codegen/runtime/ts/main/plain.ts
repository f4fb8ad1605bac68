// The plain door of a page: one channel per method, ordinary values, as in Electron's tutorial.

import type { WebContents } from "electron";

import { argsOf, type Method, type Outcome } from "../wire/contract.js";
import type { FrameHandler } from "../wire/frames.js";
import type { LoadedDocument } from "./contents.js";
import type { Core } from "./core.js";
import { newEndpoint, openEndpoint, type PageInfo } from "./endpoints.js";
import { type Invoker, openInvoker } from "./invoker.js";
import { report } from "./log.js";
import type { Endpoint } from "./pipe.js";
import type { Attachment } from "./policy.js";
import { windowIdOf } from "./targets.js";

/** The plain door of a page with a generated preload. */
export interface PlainDoor {
  readonly invoker: Invoker;
  /** Wraps an outcome for the preload. `seen` is the newest mark that has arrived in the page. */
  answer(outcome: Outcome, seen: number): unknown;
}

/** Opens the plain door of a page. `name` is the name that the page has given itself. */
export function openPlainDoor(
  core: Core,
  endpoint: Endpoint,
  name: string,
  contents: WebContents,
): PlainDoor {
  // The newest mark, and whether events were sent after it.
  let mark = 0;
  let hasUnmarkedEvents = false;

  const emit: FrameHandler = (head, channel, payload, buffers) => {
    const method = core.pageContract.peer.get(channel);
    const last = { "ipc:event": name };
    if (
      head === "event" &&
      method !== undefined &&
      sendEvent(contents, method, payload, buffers, [last])
    ) {
      hasUnmarkedEvents = true;
    }
  };

  /** Marks the end of the events so far. Electron may deliver an answer before earlier events. */
  function sendMark(): number {
    if (hasUnmarkedEvents && !contents.isDestroyed()) {
      hasUnmarkedEvents = false;
      contents.send("ipc:mark", name, ++mark);
    }
    return mark;
  }

  return {
    invoker: openInvoker(core, endpoint, emit),
    answer(outcome, seen) {
      const due = sendMark();
      if ("failure" in outcome) {
        return { "ipc:error": [due, outcome.failure] };
      }
      const { value } = outcome;
      const looksLikeEnvelope =
        typeof value === "object" &&
        value !== null &&
        ("ipc:ok" in value || "ipc:error" in value);
      // Electron takes long to copy an envelope, so a value that waits for no mark is sent without one.
      return looksLikeEnvelope || due > seen
        ? { "ipc:ok": [due, value] }
        : value;
    },
  };
}

/** Opens a page for Rust. Returns its first endpoint, which is that of its plain door. */
export function openPage(
  core: Core,
  contents: WebContents,
  frame: string,
  { url, origin }: LoadedDocument,
  { label, apis }: Attachment,
  subscriptions: PageInfo["subscriptions"],
): Endpoint {
  const endpoint = newEndpoint(core);
  openEndpoint(core, endpoint, {
    contents: contents.id,
    window: windowIdOf(contents),
    label,
    frame,
    url,
    origin,
    apis: [...apis],
    subscriptions,
  });
  return endpoint;
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
