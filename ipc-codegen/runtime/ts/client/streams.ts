// The streams that one copy of the client reads.

import { type Method, outcomeOf } from "../wire/contract.js";
import { type Credit, itemSize } from "../wire/credit.js";
import type { Failure } from "../wire/failures.js";
import { openReader, type Reader } from "../wire/reader.js";
import type { ClientStream, StreamOptions } from "./api.js";
import { abortError, errorOf } from "./error.js";

/** The open streams, by their ids. */
export interface Streams {
  /** Adds a stream. Its options are in force until it ends. */
  add(id: number, method: Method, options: StreamOptions | undefined): Reader;
  /** Receives an `item`, `done` or `error` frame, if there is a stream with this id. */
  receive(
    head: "item" | "done" | "error",
    id: number,
    payload: string,
    buffers: readonly Uint8Array[],
  ): void;
  /** Ends all streams. */
  end(reason: Failure): void;
}

interface Stream {
  readonly method: Method;
  readonly reader: Reader;
  /** Stops listening to the signal. */
  readonly release: () => void;
}

/** Makes a list of streams. `grant` and `cancel` tell Rust what their readers do. */
export function createStreams(
  grant: (id: number, credit: Credit) => void,
  cancel: (id: number) => void,
): Streams {
  const streams = new Map<number, Stream>();

  function remove(id: number): void {
    streams.get(id)?.release();
    streams.delete(id);
  }

  return {
    add(id, method, { signal } = {}) {
      const reader = openReader({
        grant(credit) {
          grant(id, credit);
        },
        cancel() {
          remove(id);
          cancel(id);
        },
      });
      const onAbort = () => {
        reader.fail(abortError("stream", signal));
      };
      signal?.addEventListener("abort", onAbort);
      streams.set(id, {
        method,
        reader,
        release() {
          signal?.removeEventListener("abort", onAbort);
        },
      });
      return reader;
    },
    receive(head, id, payload, buffers) {
      const stream = streams.get(id);
      if (stream === undefined) {
        return;
      }
      const { method, reader } = stream;
      if (head === "done") {
        remove(id);
        reader.end();
        return;
      }
      const outcome = outcomeOf(method, head, payload, buffers);
      if ("value" in outcome) {
        reader.push(outcome.value, itemSize(payload, buffers));
        return;
      }
      remove(id);
      reader.end({ error: errorOf(outcome.failure) });
      if (head === "item") {
        cancel(id);
      }
    },
    end(reason) {
      for (const [id, { reader }] of [...streams]) {
        remove(id);
        reader.end({ error: errorOf(reason) });
      }
    },
  };
}

/** The stream of a reader. The type of its items is generated. */
export function streamOf<T>({ next, return: end }: Reader): ClientStream<T> {
  const stream = {
    next,
    return: end,
    [Symbol.asyncIterator]: () => stream,
  } as ClientStream<T>;
  return stream;
}

/** A stream that has failed before it began. */
export function failedStream<T>(error: Error): ClientStream<T> {
  const reader = openReader({
    grant: () => undefined,
    cancel: () => undefined,
  });
  reader.end({ error });
  return streamOf(reader);
}
