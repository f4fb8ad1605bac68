// The reader of a stream: keeps the items that have arrived until they are read.

import { createReadCredit, type Credit } from "./credit.js";

type Result = IteratorResult<unknown, undefined>;

/** The two ends of a reader. */
export interface Reader {
  /** The next item. Rejects once with the failure that ended the stream; after that, it is done. */
  readonly next: () => Promise<Result>;
  /** Ends the stream early. */
  readonly return: () => Promise<Result>;
  /** Adds an item. */
  push(value: unknown, size: number): void;
  /** Ends the stream after the items that have arrived. */
  end(ending?: Ending): void;
  /** Ends the stream early with an error, without the items that have arrived. */
  fail(error: unknown): void;
}

/** The error that ends a stream. */
interface Ending {
  readonly error: unknown;
}

/** The other side of a stream. */
export interface Sender {
  /** Called when the reader has read enough. */
  grant(credit: Credit): void;
  /** Called once if the reader ends the stream. */
  cancel(): void;
}

/** A call of `next` without a result yet. */
interface Waiting {
  readonly resolve: (result: Result) => void;
  readonly reject: (error: unknown) => void;
}

function done(): Result {
  return { done: true, value: undefined };
}

/** Opens a reader. Its sender has the first credit. */
export function openReader(sender: Sender): Reader {
  const credit = createReadCredit();
  let items: { readonly value: unknown; readonly size: number }[] = [];
  // Not empty only while there are no items.
  let waiting: Waiting[] = [];
  let isOpen = true;
  let ending: Ending | undefined;

  function deliver(value: unknown, size: number, { resolve }: Waiting): void {
    resolve({ done: false, value });
    const read = credit.take(size);
    if (read !== null && isOpen) {
      sender.grant(read);
    }
  }

  function end(given?: Ending): void {
    if (!isOpen) {
      return;
    }
    isOpen = false;
    ending = given;
    const left = waiting;
    waiting = [];
    left.forEach(finish);
  }

  /** Settles a call of `next` after the last item. */
  function finish({ resolve, reject }: Waiting): void {
    const failed = ending;
    ending = undefined;
    if (failed === undefined) {
      resolve(done());
    } else {
      reject(failed.error);
    }
  }

  /** Drops the items, and ends the stream on both sides. */
  function stop(given?: Ending): void {
    items = [];
    if (isOpen) {
      sender.cancel();
      end(given);
    } else {
      ending = undefined;
    }
  }

  return {
    next: () =>
      new Promise((resolve, reject) => {
        const call = { resolve, reject };
        const item = items.shift();
        if (item !== undefined) {
          deliver(item.value, item.size, call);
        } else if (isOpen) {
          waiting.push(call);
        } else {
          finish(call);
        }
      }),
    return() {
      stop();
      return Promise.resolve(done());
    },
    push(value, size) {
      if (!isOpen) {
        return;
      }
      const call = waiting.shift();
      if (call === undefined) {
        items.push({ value, size });
      } else {
        deliver(value, size, call);
      }
    },
    end,
    fail(error) {
      if (isOpen) {
        stop({ error });
      }
    },
  };
}
