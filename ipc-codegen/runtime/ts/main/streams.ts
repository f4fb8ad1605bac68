// The streams that a page reads through its plain door.
//
// Rust limits the items that are out. Main keeps their sizes, because the page only counts items.

import { type Method, outcomeOf } from "../wire/contract.js";
import { itemSize, STREAM_BYTES } from "../wire/credit.js";
import { failure, type Failure } from "../wire/failures.js";
import type { FrameHandler } from "../wire/frames.js";
import { messageOf } from "../wire/objects.js";
import type { Invoker } from "./invoker.js";
import { report } from "./log.js";
import { isCredit, isId, type Post } from "./messages.js";

/** The streams that a page reads. All that the page names may be forged. */
export interface Streams {
  /** Opens a stream that the page has named. */
  open(
    id: unknown,
    items: unknown,
    method: Method,
    args: readonly unknown[],
  ): void;
  /** The page has read so many items. */
  credit(id: unknown, items: unknown): void;
  /** The page has ended a stream. */
  cancel(id: unknown): void;
  /** Receives the frames `item`, `done` and `error` of Rust. */
  receive: FrameHandler;
  /** Ends all streams. */
  end(reason: Failure): void;
}

interface Stream {
  readonly id: number;
  readonly method: Method;
  /** The sizes of the items that the page has not read. */
  readonly sizes: number[];
}

/** Serves the streams of a page. `post` sends the page a message. */
export function serveStreams(
  { send, sendFrame }: Pick<Invoker, "send" | "sendFrame">,
  post: Post,
): Streams {
  const streams = new Map<string, Stream>();

  /** Ends a stream on the side of the page. */
  function fail(word: string, { id }: Stream, reason: Failure): void {
    streams.delete(word);
    post("ipc:error", id, reason);
  }

  /** The name of a stream for Rust. A page chooses the number. */
  const wordOf = (id: unknown) => `s${String(id)}`;

  return {
    open(id, items, method, args) {
      const word = isId(id) ? wordOf(id) : null;
      if (!isId(id) || word === null || !isCredit(items) || streams.has(word)) {
        report(
          `a stream of "${method.channel}" is not opened`,
          "its number or its credit is invalid",
        );
        return;
      }
      const stream: Stream = { id, method, sizes: [] };
      streams.set(word, stream);
      const head = `stream ${word} ${items} ${STREAM_BYTES}`;
      const problem = send(head, method, args);
      if (problem !== null) {
        fail(word, stream, problem);
      }
    },
    credit(id, items) {
      const stream = isId(id) ? streams.get(wordOf(id)) : undefined;
      if (stream === undefined) {
        // The stream may have ended in the meantime.
        return;
      }
      const { sizes } = stream;
      if (!isCredit(items) || items > sizes.length) {
        report(
          `credit for "${stream.method.channel}" is dropped`,
          "its page has not got so many items",
        );
        return;
      }
      const bytes = sizes.splice(0, items).reduce((sum, size) => sum + size, 0);
      sendFrame(`credit ${wordOf(id)} ${items} ${bytes}`);
    },
    cancel(id) {
      if (isId(id) && streams.delete(wordOf(id))) {
        sendFrame(`cancel ${wordOf(id)}`);
      }
    },
    receive(head, word, payload, buffers) {
      const stream = streams.get(word);
      if (stream === undefined) {
        return;
      }
      const { id, method, sizes } = stream;
      if (head === "done") {
        streams.delete(word);
        post("ipc:done", id);
        return;
      }
      const outcome = outcomeOf(method, head, payload, buffers);
      if ("failure" in outcome) {
        fail(word, stream, outcome.failure);
        if (head === "item") {
          sendFrame(`cancel ${word}`);
        }
        return;
      }
      const size = itemSize(payload, buffers);
      sizes.push(size);
      try {
        post("ipc:item", id, outcome.value, size);
      } catch (error) {
        fail(word, stream, failure("internal", messageOf(error)));
        sendFrame(`cancel ${word}`);
      }
    },
    end(reason) {
      const left = [...streams.values()];
      streams.clear();
      for (const { id } of left) {
        post("ipc:error", id, reason);
      }
    },
  };
}
