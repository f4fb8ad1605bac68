// The fast door: encodes calls in the page's own world, and matches answers to them.

import {
  contractOf,
  outcomeOf,
  type Method,
  type Outcome,
} from "../wire/contract.js";
import {
  type Failure,
  failure,
  failureFrom,
  invalidArgument,
} from "../wire/failures.js";
import { eachFrameOf, type Message } from "../wire/frames.js";
import type { Tables } from "../wire/tables.js";
import { openBatch } from "./batch.js";
import { IpcError } from "./error.js";
import { createListeners, type Listener } from "./listeners.js";
import { openPort, postFrames } from "./port.js";

/** When to cancel a call. */
export interface CallOptions {
  /** Cancels the call. It rejects with the code `cancelled`, and `Caller::cancelled` resolves in Rust. */
  readonly signal?: AbortSignal;
  /** Cancels the call after this many milliseconds. It rejects with the code `timeout`. */
  readonly timeoutMs?: number;
}

/** A function with options as its last parameter; a constant as it is. */
type WithOptions<Member> = Member extends (...args: infer Args) => infer Result
  ? Result extends () => void
    ? Member
    : (...args: [...Args, options?: CallOptions]) => Result
  : Member;

/**
 * The constants and functions of an API, without the `Blocking` functions, which block the page: a port
 * cannot answer meanwhile. All functions take options, except those that add a listener.
 */
export type Client<Api, Blocking extends keyof Api = never> = {
  readonly [Name in keyof Api as Exclude<Name, Blocking>]: WithOptions<
    Api[Name]
  >;
};

/** The functions that generated clients call. */
export interface Door {
  /** Calls Rust without an answer. */
  send(channel: string, args: readonly unknown[], options?: CallOptions): void;
  /** Calls Rust. The answer is a `T`: both sides compare their schemas. */
  invoke<T>(
    channel: string,
    args: readonly unknown[],
    options?: CallOptions,
  ): Promise<T>;
  /** Listens to an event. Returns the function that removes the listener. */
  on<Args extends unknown[]>(
    channel: string,
    listener: (...args: Args) => void,
  ): () => void;
}

/** A call without an answer yet. */
interface Call {
  readonly method: Method;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: IpcError) => void;
  /** Removes the timer and the listener of the signal. */
  readonly release: (() => void) | undefined;
}

/** Opens the door of one copy of the client. The first call or listener opens its port. */
export function open(tables: Tables): Door {
  const contract = contractOf(tables, "page");
  const calls = new Map<number, Call>();
  const listeners = createListeners(contract.peer);
  let port: MessagePort | null = null;
  let lastId = 0;

  const batch = openBatch((text, packed) => {
    if (port !== null) {
      postFrames(port, text, packed);
    }
  });

  /** Opens the port unless it is open, and subscribes it to the events that have listeners. */
  function connect(): void {
    if (port !== null) {
      return;
    }
    port = openPort(tables, receive);
    if (port === null) {
      throw new IpcError(
        failure(
          "not-found",
          "the fast door is not available: load the preload.js that was generated with this client, and look in the console for why it did not load",
        ),
      );
    }
    for (const channel of listeners.channels()) {
      batch.post(`listen ${channel}`, "");
    }
    batch.flush();
  }

  function methodOf(channel: string): Method {
    const method = contract.rust.get(channel);
    if (method === undefined) {
      throw new Error(`there is no method on "${channel}"`);
    }
    connect();
    return method;
  }

  /** Starts the timer of a call and listens to its signal. Returns a function that ends both. */
  function limit(id: number, { signal, timeoutMs }: CallOptions): () => void {
    const cancel = (reason: Failure) => {
      batch.post(`cancel ${id}`, "");
      removeCall(id)?.reject(new IpcError(reason));
    };
    const onAbort = () => {
      cancel(failure("cancelled", "the caller cancelled the call"));
    };
    signal?.addEventListener("abort", onAbort);
    let timer: ReturnType<typeof setTimeout> | undefined;
    // A longer timer would fire at once.
    if (timeoutMs !== undefined && timeoutMs < 2 ** 31) {
      timer = setTimeout(() => {
        cancel(failure("timeout", `no answer came within ${timeoutMs} ms`));
      }, timeoutMs);
    }
    return () => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", onAbort);
    };
  }

  function removeCall(id: number): Call | undefined {
    const call = calls.get(id);
    calls.delete(id);
    call?.release?.();
    return call;
  }

  function receive(message: Message): void {
    eachFrameOf(message, (head, rest, payload, buffers) => {
      switch (head) {
        case "reply":
        case "error": {
          const call = removeCall(Number(rest));
          if (call !== undefined) {
            settle(call, outcomeOf(call.method, head, payload, buffers));
          }
          break;
        }
        case "event":
          listeners.emit(rest, payload, buffers);
          break;
        case "end":
          end(failureFrom(JSON.parse(payload)));
          break;
      }
    });
  }

  function settle({ resolve, reject }: Call, outcome: Outcome): void {
    if ("failure" in outcome) {
      reject(new IpcError(outcome.failure));
    } else {
      resolve(outcome.value);
    }
  }

  /** Closes the port, which main no longer serves. The next call opens another one. */
  function end(reason: Failure): void {
    port?.close();
    port = null;
    for (const id of [...calls.keys()]) {
      removeCall(id)?.reject(new IpcError(reason));
    }
  }

  // The window has been attached, so main serves the page now.
  window.addEventListener("ipc:attached", () => {
    if (listeners.channels().length > 0) {
      connect();
    }
  });

  return {
    send(channel, args, options) {
      if (options?.signal?.aborted !== true) {
        const payload = batch.encode(methodOf(channel), args);
        batch.post(`send ${channel}`, payload);
      }
    },
    invoke<T>(
      channel: string,
      args: readonly unknown[],
      options?: CallOptions,
    ): Promise<T> {
      return new Promise<T>((resolve, reject) => {
        const method = methodOf(channel);
        if (options?.signal?.aborted === true) {
          reject(
            new IpcError(failure("cancelled", "the caller cancelled the call")),
          );
          return;
        }
        let payload;
        try {
          payload = batch.encode(method, args);
        } catch (error) {
          reject(new IpcError(invalidArgument(error)));
          return;
        }
        const id = ++lastId;
        calls.set(id, {
          method,
          // Both sides have compared their schemas.
          resolve: resolve as (value: unknown) => void,
          reject,
          release: options && limit(id, options),
        });
        batch.post(`call ${id} ${channel}`, payload);
      });
    },
    on<Args extends unknown[]>(
      channel: string,
      listener: (...args: Args) => void,
    ): () => void {
      if (typeof listener !== "function") {
        throw new TypeError(`the listener of "${channel}" must be a function`);
      }
      connect();
      // A new function, so that a listener that is added twice is called twice.
      const call: Listener = (...args) => {
        listener(...(args as Args));
      };
      if (listeners.add(channel, call)) {
        batch.post(`listen ${channel}`, "");
        // The subscription comes before any call that is made after this one.
        batch.flush();
      }
      return () => {
        if (listeners.remove(channel, call)) {
          batch.post(`unlisten ${channel}`, "");
        }
      };
    },
  };
}
