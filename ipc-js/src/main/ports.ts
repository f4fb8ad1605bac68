// The fast door: serves the port of a client. It needs only the port, the endpoint of the page and
// the pipe, so it can run in the process that has the pipe.

import type { PackedBuffers } from "../wire/buffers.js";
import { failure, type Failure } from "../wire/failures.js";
import {
  awaitedFrames,
  eachFrame,
  errorFrame,
  frame,
  type Message,
} from "../wire/frames.js";
import { messageOf } from "../wire/objects.js";
import { thrownOf } from "../wire/answers.js";
import type { Core } from "./core.js";
import { closeEndpoint, joinEndpoint, newEndpoint } from "./endpoints.js";
import { isSameGeneration, STALE } from "./generation.js";
import { logErrors, report } from "./log.js";
import type { Endpoint } from "./pipe.js";
import type { Port } from "./port.js";

/** The most frames of a message that are refused one by one. The generated client joins fewer. */
const MAX_REFUSED = 2 ** 17;

/** A client that is served. */
export interface ServedClient {
  /** Ends the calls of the client, and its port. */
  end(reason: Failure): void;
}

/** Tells a client why it is not served, and closes its port. */
export function refusePort(port: Port, reason: Failure): void {
  port.postMessage(frame("end", JSON.stringify(reason)));
  port.close();
}

/**
 * Serves a client. `page` is the first endpoint of its page. `onEnd` is called once, when the client
 * is no longer served.
 */
export function serveClient(
  core: Core,
  port: Port,
  page: Endpoint,
  onEnd: (client: ServedClient) => void,
): ServedClient {
  const endpoint = newEndpoint(core);
  let isOpen = true;
  let hasSaidHello = false;

  function end(reason: Failure | null): void {
    if (!isOpen) {
      return;
    }
    isOpen = false;
    core.receivers.delete(endpoint);
    core.portReceivers.delete(endpoint);
    closeEndpoint(core, endpoint);
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
      if (!isCurrentHello(core, data)) {
        end(STALE);
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
      const reason = "the buffers of its message are malformed";
      refuse(text, failure("invalid-argument", reason));
      return;
    }
    const { messageSize } = core.limits;
    if (sizeOf({ text, packed }) > messageSize) {
      const reason = `its message is larger than ${messageSize} bytes`;
      refuse(text, failure("too-large", reason));
      return;
    }
    try {
      core.pipe?.send(endpoint, { text, packed });
    } catch (error) {
      report("Rust did not accept a message of a page", error);
      refuse(text, failure("internal", messageOf(error)));
    }
  }

  /** Ends what the frames of a dropped message belong to, on both sides. */
  function refuse(text: string, reason: Failure): void {
    let toClient = "";
    let toRust = "";
    for (const { head, id } of awaitedFrames(text, MAX_REFUSED)) {
      switch (head) {
        case "call":
        case "stream":
          toClient += errorFrame(id, reason);
          break;
        case "item":
          // A stream must not go on without one of its items.
          toClient += frame(`cancel ${id}`, "");
          toRust += errorFrame(id, thrownOf(reason));
          break;
        case "answer":
        case "fail":
          toRust += frame(`fail ${id}`, JSON.stringify(thrownOf(reason)));
          break;
      }
    }
    if (toClient !== "") {
      port.postMessage(toClient);
    }
    if (toRust !== "") {
      report("a message of a page is dropped", reason.message);
      core.pipe?.send(endpoint, { text: toRust, packed: null });
    }
  }

  const client: ServedClient = { end };
  core.receivers.set(endpoint, ({ text, packed }) => {
    port.postMessage(packed ? [text, packed.lengths, packed.chunks] : text);
  });
  core.portReceivers.set(endpoint, (pagePort, id, channel) => {
    port.postMessage(frame(`port ${id} ${channel}`, ""), [pagePort]);
  });
  joinEndpoint(core, endpoint, page);
  port.on(
    "message",
    logErrors(({ data }: { readonly data: unknown }) => {
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

/** Whether a client's first message is a hello of the same generation. */
function isCurrentHello({ tables }: Core, data: unknown): boolean {
  let isCurrent = false;
  if (typeof data === "string") {
    eachFrame(data, (head, _rest, payload) => {
      if (head === "hello") {
        isCurrent = isSameGeneration(tables, parsed(payload));
      }
    });
  }
  return isCurrent;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** The buffers of a client's message, at most `most`; `undefined` if they are malformed. */
function packedFrom(
  data: unknown,
  most: number,
): PackedBuffers | null | undefined {
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

/** Whether a value is a list of at most `most` chunks. A hole in the list is no chunk. */
function isChunks(value: unknown, most: number): value is Uint8Array[] {
  if (!isList(value) || value.length > most) {
    return false;
  }
  for (let index = 0; index < value.length; index++) {
    if (!(value[index] instanceof Uint8Array)) {
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
