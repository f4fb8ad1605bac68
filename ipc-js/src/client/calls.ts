// The calls of one copy of the client that have no answer yet.

import { startTimer } from "../wire/cancel.js";
import { type Method, outcomeOf } from "../wire/contract.js";
import type { Failure } from "../wire/failures.js";
import type { CallOptions } from "./api.js";
import { abortError, errorOf } from "./error.js";

/** The open calls, by their ids. */
export interface Calls {
  /** Adds a call. Its options are in force until it ends. */
  add(id: number, call: Call, options: CallOptions | undefined): void;
  /** Ends a call with a `reply` or `error` frame, if there is one with this id. */
  receive(
    head: "reply" | "error",
    id: number,
    payload: string,
    buffers: readonly Uint8Array[],
  ): void;
  /** Ends all calls. */
  end(reason: Failure): void;
}

interface Call {
  readonly method: Method;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: Error) => void;
  /** Called once, when the call has ended. */
  readonly release: (() => void) | undefined;
}

/** Makes a list of calls. `cancel` tells Rust that a call is over. */
export function createCalls(cancel: (id: number) => void): Calls {
  const calls = new Map<number, Call>();

  function remove(id: number): Call | undefined {
    const call = calls.get(id);
    calls.delete(id);
    call?.release?.();
    return call;
  }

  /** Starts the timer of a call and listens to its signal. Returns a function that ends both. */
  function limit(id: number, { signal, timeoutMs }: CallOptions): () => void {
    const end = (error: Error) => {
      cancel(id);
      remove(id)?.reject(error);
    };
    const onAbort = () => {
      end(abortError("call", signal));
    };
    signal?.addEventListener("abort", onAbort);
    const stopTimer = startTimer(timeoutMs, (reason) => {
      end(errorOf(reason));
    });
    return () => {
      stopTimer();
      signal?.removeEventListener("abort", onAbort);
    };
  }

  return {
    add(id, call, options) {
      if (options === undefined) {
        calls.set(id, call);
        return;
      }
      const endLimit = limit(id, options);
      calls.set(id, {
        ...call,
        release() {
          endLimit();
          call.release?.();
        },
      });
    },
    receive(head, id, payload, buffers) {
      const call = remove(id);
      if (call === undefined) {
        return;
      }
      const outcome = outcomeOf(call.method, head, payload, buffers);
      if ("failure" in outcome) {
        call.reject(errorOf(outcome.failure));
      } else {
        call.resolve(outcome.value);
      }
    },
    end(reason) {
      for (const id of [...calls.keys()]) {
        remove(id)?.reject(errorOf(reason));
      }
    },
  };
}
