// The fast door: serves the port of a page's client. It knows the port, what its page may do, and
// the pipe, so it can run wherever the pipe is.

import type { Packed } from "../wire/buffers.js";
import { failure, type Failure } from "../wire/failures.js";
import {
  callIds,
  eachFrame,
  errorFrame,
  frame,
  type Message,
} from "../wire/frames.js";
import { member, messageOf } from "../wire/objects.js";
import type { Core } from "./core.js";
import { report, shielded } from "./log.js";
import { MAIN, type Endpoint } from "./pipe.js";

/** How many calls of a message are refused one by one. Our client joins fewer. */
const MOST_REFUSED = 2 ** 17;

/** The port of a client, as this process sees it. */
export interface Port {
  postMessage(message: unknown): void;
  on(event: "message", listener: (event: { data: unknown }) => void): unknown;
  on(event: "close", listener: () => void): unknown;
  start(): void;
  close(): void;
}

/** A client that is served. */
export interface ServedClient {
  /** Ends the calls of the client, and its port. */
  end(reason: Failure): void;
}

/** Ends a port that is not served: the client is told why. */
export function refusePort(port: Port, reason: Failure): void {
  port.postMessage(frame("end", JSON.stringify(reason)));
  port.close();
}

/**
 * Serves a client. `page` is the first endpoint of its page, and `onEnd` is called once, when the
 * client is served no longer.
 */
export function serveClient(
  core: Core,
  port: Port,
  page: Endpoint,
  stale: Failure,
  onEnd: (client: ServedClient) => void,
): ServedClient {
  const endpoint = ++core.endpoints;
  let isOpen = true;
  let hasSaidHello = false;

  function end(reason: Failure | null): void {
    if (!isOpen) {
      return;
    }
    isOpen = false;
    core.receivers.delete(endpoint);
    tellMain(core, `close ${endpoint}`);
    if (reason === null) {
      port.close();
    } else {
      refusePort(port, reason);
    }
    onEnd(client);
  }

  function receive(data: unknown): void {
    if (!hasSaidHello) {
      hasSaidHello = true;
      if (!isCurrent(core, data)) {
        end(stale);
      }
      return;
    }
    const text = isList(data) ? data[0] : data;
    if (typeof text !== "string") {
      report("a message of a page is dropped", "it has no frames");
      return;
    }
    const packed = packedFrom(data, text.length);
    if (packed === undefined) {
      const reason = "the buffers of its message are not what they must be";
      refuseCalls(text, failure("invalid-argument", reason));
      return;
    }
    const { messageSize } = core.limits;
    if (sizeOf({ text, packed }) > messageSize) {
      const reason = `its message is larger than ${messageSize} bytes`;
      refuseCalls(text, failure("too-large", reason));
      return;
    }
    try {
      core.pipe?.send(endpoint, { text, packed });
    } catch (error) {
      report("Rust did not take a message of a page", error);
      refuseCalls(text, failure("internal", messageOf(error)));
    }
  }

  function refuseCalls(text: string, reason: Failure): void {
    const ids = callIds(text, MOST_REFUSED);
    if (ids.length > 0) {
      port.postMessage(ids.map((id) => errorFrame(id, reason)).join(""));
    }
  }

  const client: ServedClient = { end };
  core.receivers.set(endpoint, ({ text, packed }) => {
    port.postMessage(packed ? [text, packed.lengths, packed.chunks] : text);
  });
  tellMain(core, `join ${endpoint} ${page}`);
  port.on(
    "message",
    shielded(({ data }: { readonly data: unknown }) => {
      if (isOpen) {
        receive(data);
      }
    }),
  );
  port.on("close", () => {
    end(null);
  });
  port.start();
  return client;
}

/** Tells Rust something that this process alone may say. */
export function tellMain(core: Core, header: string, payload = ""): void {
  try {
    core.pipe?.send(MAIN, { text: frame(header, payload), packed: null });
  } catch (error) {
    report(`Rust did not take "${header}"`, error);
  }
}

/** Whether the first message of a client says that it was generated together with this side. */
function isCurrent({ tables }: Core, data: unknown): boolean {
  let isSame = false;
  if (typeof data === "string") {
    eachFrame(data, (head, _rest, payload) => {
      if (head === "hello") {
        isSame = sayTheSame(tables, parsed(payload));
      }
    });
  }
  return isSame;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** Whether another file was generated together with this one. */
export function sayTheSame(
  { protocol, schema }: Core["tables"],
  hello: unknown,
): boolean {
  return (
    member(hello, "protocol") === protocol && member(hello, "schema") === schema
  );
}

/** The buffers of a message of a client, at most `most`; `undefined` if they are none. */
function packedFrom(data: unknown, most: number): Packed | null | undefined {
  if (!isList(data)) {
    return null;
  }
  const [, lengths, chunks] = data;
  return data.length === 3 &&
    lengths instanceof Uint32Array &&
    lengths.length <= most &&
    isChunks(chunks, lengths.length)
    ? { lengths, chunks }
    : undefined;
}

function isList(value: unknown): value is unknown[] {
  return Array.isArray(value);
}

/** Whether a value is a list of at most `most` chunks. A list of a page can have holes. */
function isChunks(value: unknown, most: number): value is Uint8Array[] {
  if (!isList(value) || value.length > most) {
    return false;
  }
  for (let at = 0; at < value.length; at++) {
    if (!(value[at] instanceof Uint8Array)) {
      return false;
    }
  }
  return true;
}

function sizeOf({ text, packed }: Message): number {
  let size = text.length;
  for (const chunk of packed?.chunks ?? []) {
    size += chunk.byteLength;
  }
  return size;
}
