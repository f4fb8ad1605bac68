// Sources: the values that one side sends as a stream, pulled only while there is credit.

import { member } from "./objects.js";

/** The values of a source, one after the other. */
export interface Iteration {
  next(): unknown;
  /** Ends the source early. */
  return(): unknown;
}

/** Receives the values of a source. */
export interface Sink {
  /** Whether it takes a value now. */
  readonly isOpen: () => boolean;
  /**
   * Sends a value.
   *
   * @throws If the value cannot be sent.
   */
  item(value: unknown): void;
  /** Called after the last value. */
  readonly done: () => void;
  /** Called if the source fails, or a value cannot be sent. */
  error(error: unknown): void;
}

/** A source that is being sent. */
export interface Pump {
  /** Pulls values while the sink is open. */
  readonly pull: () => void;
  /** Ends the source, and sends nothing more. */
  readonly close: () => void;
}

/**
 * Iterates over an iterable, a `ReadableStream`, or an object with a function `next`. `name` is its
 * path.
 *
 * @throws {TypeError} If it is none of these.
 */
export function iterate(source: unknown, name: string): Iteration {
  const iterator =
    callMember(source, Symbol.asyncIterator) ??
    readerOf(source) ??
    callMember(source, Symbol.iterator) ??
    source;
  if (typeof member(iterator, "next") !== "function") {
    throw new TypeError(
      `${name} must be an iterable, a ReadableStream or an object with the function "next"`,
    );
  }
  return {
    next: () => callMember(iterator, "next"),
    return: () => callMember(iterator, "return"),
  };
}

/** An iterator over a stream. Before Chromium 124, a `ReadableStream` is not iterable. */
function readerOf(source: unknown): object | undefined {
  const reader = callMember(source, "getReader");
  return reader === undefined
    ? undefined
    : {
        next: () => callMember(reader, "read"),
        return: () => callMember(reader, "cancel"),
      };
}

/** Calls a function of an object; `undefined` if the object has none. */
function callMember(object: unknown, key: string | symbol): unknown {
  const method =
    typeof object === "object" && object !== null
      ? (Reflect.get(object, key) as unknown)
      : undefined;
  return typeof method === "function"
    ? Reflect.apply(method, object, [])
    : undefined;
}

/** Sends the values of a source as its sink takes them. */
export function pump(source: Iteration, sink: Sink): Pump {
  let isOpen = true;
  let isPulling = false;

  async function pull(): Promise<void> {
    if (isPulling) {
      return;
    }
    isPulling = true;
    while (isOpen && sink.isOpen()) {
      try {
        const next = source.next();
        // The values of a synchronous source share a message.
        send(isThenable(next) ? await next : next);
      } catch (error) {
        end(() => {
          sink.error(error);
        });
      }
    }
    isPulling = false;
  }

  function send(result: unknown): void {
    if (typeof result !== "object" || result === null) {
      throw new TypeError('the function "next" returned no object');
    }
    const isDone: unknown = Reflect.get(result, "done");
    if (!isOpen) {
      return;
    }
    if (isDone) {
      end(sink.done);
      return;
    }
    try {
      sink.item(Reflect.get(result, "value"));
    } catch (error) {
      close();
      sink.error(error);
    }
  }

  function end(act: () => void): void {
    if (isOpen) {
      isOpen = false;
      act();
    }
  }

  function close(): void {
    end(() => {
      // Nothing waits for the source any more.
      Promise.resolve()
        .then(() => source.return())
        .catch(() => undefined);
    });
  }

  return {
    pull() {
      void pull();
    },
    close,
  };
}

function isThenable(value: unknown): boolean {
  return typeof member(value, "then") === "function";
}
