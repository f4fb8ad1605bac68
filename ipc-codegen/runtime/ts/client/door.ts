// The fast door: values become text in the page's own world, and the calls of one microtask share a
// message.

import { pack } from "../wire/buffers.js";
import {
  argsOf,
  contractOf,
  outcomeOf,
  type Method,
  type Outcome,
} from "../wire/contract.js";
import { encodeArgs } from "../wire/encode.js";
import {
  type Failure,
  failure,
  failureFrom,
  invalidArgument,
} from "../wire/failures.js";
import { eachFrameOf, type Message } from "../wire/frames.js";
import type { Tables } from "../wire/tables.js";
import { IpcError } from "./error.js";
import { openPort, postFrames } from "./port.js";

/** How a call may end before it is answered. */
export interface CallOptions {
  /** Gives the call up: it rejects with the code `cancelled`, and Rust's `Caller` is told. */
  readonly signal?: AbortSignal;
  /** After so many milliseconds the call is given up, and rejects with the code `timeout`. */
  readonly timeoutMs?: number;
}

/** A function with options as its last parameter. */
type WithOptions<Method> = Method extends (...args: infer Args) => infer Result
  ? Result extends () => void
    ? Method
    : (...args: [...Args, options?: CallOptions]) => Result
  : never;

/** The functions of an API, each but those that listen with options. */
export type Client<Api> = {
  readonly [Name in keyof Api]: WithOptions<Api[Name]>;
};

/** The way to Rust. */
export interface Door {
  /** Calls Rust and waits for nothing. */
  send(channel: string, args: readonly unknown[], options?: CallOptions): void;
  /** Calls Rust and waits for the answer, which is a `T`: both sides have the same schema. */
  invoke<T>(
    channel: string,
    args: readonly unknown[],
    options?: CallOptions,
  ): Promise<T>;
  /** Listens to an event, and returns the function that ends this. */
  on<Args extends unknown[]>(
    channel: string,
    listener: (...args: Args) => void,
  ): () => void;
}

/** A call that has no answer yet. */
interface Call {
  readonly method: Method;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: IpcError) => void;
  /** Lets go of the signal and the timer that may end it. */
  readonly release: (() => void) | undefined;
}

type Listener = (...args: unknown[]) => void;

/** A message of this size waits for no more calls. */
const FULL = 2 ** 20;

/** Half of what ends a page in Electron: a call of this size is not sent. */
const LARGEST = { bytes: 2 ** 28, values: 2 ** 26 };

/** Opens the door for one copy of the client. Its port is opened by the first call or listener. */
export function open(tables: Tables): Door {
  const contract = contractOf(tables, "page");
  const calls = new Map<number, Call>();
  const listeners = new Map<string, Set<Listener>>();
  let port: MessagePort | null = null;
  let callCount = 0;

  // What is sent when this microtask has ended.
  let text = "";
  let buffers: Uint8Array[] = [];
  let size = 0;
  // `queueMicrotask` says the same, and costs Chromium 4 µs more.
  const soon = Promise.resolve();

  /** Opens the port, unless it is open. A new one hears what the one before it heard. */
  function connect(): void {
    if (port !== null) {
      return;
    }
    port = openPort(tables, receive);
    if (port === null) {
      throw new IpcError(
        failure(
          "not-found",
          "the fast door is not here: load the preload.js that was generated with this client, and look in the console for why it did not load",
        ),
      );
    }
    for (const [channel, added] of listeners) {
      if (added.size > 0) {
        post(`listen ${channel}`, "");
      }
    }
    flush();
  }

  function methodOf(channel: string): Method {
    const method = contract.calls.get(channel);
    if (method === undefined) {
      throw new Error(`there is no method on "${channel}"`);
    }
    connect();
    return method;
  }

  /** Appends a frame to the message. The first of a message sees to it that it is sent. */
  function post(header: string, payload: string): void {
    if (text === "") {
      void soon.then(flush);
    }
    text += `${header}\n${payload}\n`;
    size += header.length + payload.length;
    if (size > FULL) {
      flush();
    }
  }

  function flush(): void {
    if (text === "") {
      return;
    }
    const message = text;
    const packed = pack(buffers);
    text = "";
    buffers = [];
    size = 0;
    if (port !== null) {
      postFrames(port, message, packed);
    }
  }

  /** The text of arguments, whose buffers join the message. What fails leaves nothing in it. */
  function encode(method: Method, args: readonly unknown[]): string {
    const first = buffers.length;
    let payload;
    try {
      payload = encodeArgs(method, args, buffers, LARGEST);
    } catch (error) {
      buffers.length = first;
      throw error;
    }
    let bytes = 0;
    for (let at = first; at < buffers.length; at++) {
      bytes += buffers[at]?.byteLength ?? 0;
    }
    // If a message is too large, it should be so for nobody else.
    if (text === "" || size + payload.length + bytes <= FULL) {
      size += bytes;
      return payload;
    }
    // Text stays as it is in another message. Buffers have other numbers there.
    const own = buffers.splice(first);
    flush();
    return own.length > 0 ? encode(method, args) : payload;
  }

  /** Gives a call up when its signal or its time says so. Returns what ends this. */
  function limit(id: number, { signal, timeoutMs }: CallOptions): () => void {
    const giveUp = (reason: Failure) => {
      post(`cancel ${id}`, "");
      take(id)?.reject(new IpcError(reason));
    };
    const onAbort = () => {
      giveUp(failure("cancelled", "the caller has given up"));
    };
    signal?.addEventListener("abort", onAbort);
    let timer: ReturnType<typeof setTimeout> | undefined;
    // A timer of more than that fires at once.
    if (timeoutMs !== undefined && timeoutMs < 2 ** 31) {
      timer = setTimeout(() => {
        giveUp(failure("timeout", `no answer came within ${timeoutMs} ms`));
      }, timeoutMs);
    }
    return () => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", onAbort);
    };
  }

  /** Takes a call off the list, for its one end. */
  function take(id: number): Call | undefined {
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
          const call = take(Number(rest));
          if (call !== undefined) {
            settle(call, outcomeOf(call.method, head, payload, buffers));
          }
          break;
        }
        case "event":
          emit(rest, payload, buffers);
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

  function emit(
    channel: string,
    payload: string,
    buffers: readonly Uint8Array[],
  ): void {
    const method = contract.events.get(channel);
    const added = listeners.get(channel);
    if (method === undefined || added === undefined || added.size === 0) {
      return;
    }
    let args: unknown[];
    try {
      args = argsOf(method, payload, buffers);
    } catch (error) {
      console.error(`an event "${channel}" is dropped:`, error);
      return;
    }
    for (const call of [...added]) {
      try {
        call(...args);
      } catch (error) {
        console.error(`a listener of "${channel}" failed:`, error);
      }
    }
  }

  /** Main serves this port no longer. The next call asks for another one. */
  function end(reason: Failure): void {
    port?.close();
    port = null;
    for (const id of [...calls.keys()]) {
      take(id)?.reject(new IpcError(reason));
    }
  }

  // Main serves the page after all: its window has been attached.
  window.addEventListener("ipc:attached", () => {
    if (listeners.size > 0) {
      connect();
    }
  });

  return {
    send(channel, args, options) {
      if (options?.signal?.aborted !== true) {
        const payload = encode(methodOf(channel), args);
        post(`send ${channel}`, payload);
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
          reject(new IpcError(failure("cancelled", "the caller has given up")));
          return;
        }
        let payload;
        try {
          payload = encode(method, args);
        } catch (error) {
          reject(new IpcError(invalidArgument(error)));
          return;
        }
        const id = ++callCount;
        calls.set(id, {
          method,
          // Both sides have compared their schemas.
          resolve: resolve as (value: unknown) => void,
          reject,
          release: options && limit(id, options),
        });
        post(`call ${id} ${channel}`, payload);
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
      // A function of its own, so that a listener that is given twice counts twice.
      const call: Listener = (...args) => {
        listener(...(args as Args));
      };
      const added = listeners.get(channel) ?? new Set<Listener>();
      listeners.set(channel, added);
      added.add(call);
      if (added.size === 1) {
        post(`listen ${channel}`, "");
        // Now, so that whatever is called next finds it listening.
        flush();
      }
      return () => {
        if (added.delete(call) && added.size === 0) {
          post(`unlisten ${channel}`, "");
        }
      };
    },
  };
}
