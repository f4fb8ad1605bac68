// The plain door of a page: one channel per method, ordinary values, as in Electron's tutorial.

import type { WebContents } from "electron";

import { argsOf, type Method, type Outcome } from "../wire/contract.js";
import type { Failure } from "../wire/failures.js";
import type { FrameHandler } from "../wire/frames.js";
import { type Calls, serveCalls } from "./calls.js";
import type { Core } from "./core.js";
import { type Invoker, openInvoker } from "./invoker.js";
import { report } from "./log.js";
import type { Post } from "./messages.js";
import { type PlainPorts, servePlainPorts } from "./page-ports.js";
import type { Endpoint } from "./pipe.js";
import { type Requests, serveRequests } from "./requests.js";
import { serveSources, type Sources } from "./sources.js";
import { serveStreams, type Streams } from "./streams.js";

/** The plain door of a page with a generated preload. */
export interface PlainDoor {
  readonly invoker: Invoker;
  readonly calls: Calls;
  readonly streams: Streams;
  readonly sources: Sources;
  readonly requests: Requests;
  readonly ports: PlainPorts;
  /** Wraps an outcome for the preload. `seen` is the newest mark that has arrived in the page. */
  answer(outcome: Outcome, seen: number): unknown;
  /** Ends everything that is open, and receives nothing more. */
  end(reason: Failure): void;
}

/** Opens the plain door of a page. `name` is the name that the page has given itself. */
export function openPlainDoor(
  core: Core,
  endpoint: Endpoint,
  name: string,
  contents: WebContents,
): PlainDoor {
  // The newest mark, and whether messages were sent after it.
  let mark = 0;
  let hasUnmarked = false;
  const methods = core.pageContract.peer;

  const onFrame: FrameHandler = (head, rest, payload, buffers) => {
    switch (head) {
      case "event":
        emit(rest, payload, buffers);
        break;
      case "item":
      case "done":
      case "error":
        streams.receive(head, rest, payload, buffers);
        break;
      case "credit":
      case "cancel":
        sources.receive(head, rest);
        break;
      case "request":
        requests.request(rest, payload, buffers);
        break;
      case "abort":
        requests.abort(rest);
        break;
      case "hangup":
        ports.lose(rest);
        break;
    }
  };

  function emit(
    channel: string,
    payload: string,
    buffers: readonly Uint8Array[],
  ): void {
    const method = methods.get(channel);
    const last = { "ipc:event": name };
    if (
      method?.kind === "event" &&
      sendEvent(contents, method, payload, buffers, [last])
    ) {
      hasUnmarked = true;
    }
  }

  function send(channel: string, ...args: readonly unknown[]): void {
    if (!contents.isDestroyed()) {
      contents.send(channel, ...args);
      hasUnmarked = true;
    }
  }

  const post: Post = (channel, id, ...more) => {
    send(channel, name, id, ...more);
  };

  const invoker = openInvoker(core, endpoint, onFrame);
  const calls = serveCalls(invoker);
  const streams = serveStreams(invoker, post);
  const sources = serveSources(invoker, post, core.argsLimit);
  const requests = serveRequests(
    methods,
    invoker,
    post,
    (method, args, request) => {
      send(method.channel, ...args, { "ipc:event": name, request });
    },
    core.argsLimit,
  );

  const ports = servePlainPorts(core, invoker, contents, name, post);

  /** Marks the end of the messages so far. Electron may deliver an answer before earlier messages. */
  function sendMark(): number {
    if (hasUnmarked && !contents.isDestroyed()) {
      hasUnmarked = false;
      contents.send("ipc:mark", name, ++mark);
    }
    return mark;
  }

  return {
    ...{ invoker, calls, streams, sources, requests, ports },
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
    end(reason) {
      invoker.end(reason);
      streams.end(reason);
      requests.end();
      ports.end();
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
