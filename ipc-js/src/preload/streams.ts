// Streams that the page reads through the plain door.

import { ipcRenderer } from "electron";

import type { Stream } from "../types.js";
import { STREAM_ITEMS } from "../wire/credit.js";
import { failure, type Failure } from "../wire/failures.js";
import { messageOf } from "../wire/objects.js";
import { openReader, type Reader } from "../wire/reader.js";
import { readable, unserved } from "./failures.js";
import { PAGE, receive } from "./identity.js";
import { isServed } from "./served.js";
import { uncloneable } from "../wire/uncloneable.js";

/** The open streams, by their numbers. */
const readers = new Map<unknown, Reader>();

let lastId = 0;

/** Reads a stream. */
export function stream<T>(channel: string, ...args: unknown[]): Stream<T> {
  const id = ++lastId;
  const reader = openReader({
    grant({ items }) {
      ipcRenderer.send("ipc:credit", { page: PAGE, id, items });
    },
    cancel() {
      readers.delete(id);
      ipcRenderer.send("ipc:cancel", { page: PAGE, id });
    },
  });
  try {
    const last = { "ipc:page": PAGE, stream: id, items: STREAM_ITEMS };
    ipcRenderer.send(channel, ...args, last);
    readers.set(id, reader);
  } catch (error) {
    const problem = uncloneable(args, "args") ?? messageOf(error);
    reader.end({ error: readable(failure("invalid-argument", problem)) });
  }
  void isServed().then((isServed) => {
    if (!isServed) {
      end(id, unserved(channel));
    }
  });
  // The bridge needs an object with its own functions. The types of the values are generated.
  return {
    next: reader.next as Stream<T>["next"],
    return: reader.return as Stream<T>["return"],
  };
}

function end(id: unknown, reason?: Failure): void {
  readers.get(id)?.end(reason && { error: readable(reason) });
  readers.delete(id);
}

receive("ipc:item", (id, value, size) => {
  readers.get(id)?.push(value, Number(size));
});
receive("ipc:done", (id) => {
  end(id);
});
receive("ipc:error", (id, reason) => {
  // Main has written it.
  end(id, reason as Failure);
});
