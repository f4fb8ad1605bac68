// An invoker calls Rust for one endpoint: it encodes calls, decodes answers and matches the two. The
// main process and the plain door of each page have one.

import { pack } from "../wire/buffers.js";
import { type Method, type Outcome, outcomeOf } from "../wire/contract.js";
import { encodeArgs } from "../wire/encode.js";
import {
  backendGone,
  failure,
  type Failure,
  invalidArgument,
} from "../wire/failures.js";
import {
  eachFrameOf,
  frame,
  type FrameHandler,
  type Message,
} from "../wire/frames.js";
import { messageOf } from "../wire/objects.js";
import type { Core } from "./core.js";
import { report } from "./log.js";
import type { Endpoint } from "./pipe.js";

/** Calls Rust for an endpoint. */
export interface Invoker {
  readonly endpoint: Endpoint;
  /** Starts a call. `settle` is called once, at once or later. Returns the id of the call. */
  call(
    method: Method,
    args: readonly unknown[],
    settle: (outcome: Outcome) => void,
  ): string;
  /** Cancels a call. Rust answers with the code `cancelled`, unless the call has ended. */
  cancel(id: string): void;
  /**
   * Sends a frame with arguments, whose header ends with the channel. Returns the failure if it was
   * not sent.
   */
  send(head: string, method: Method, args: readonly unknown[]): Failure | null;
  /** Sends any other frame. */
  sendFrame(header: string, payload?: string, buffers?: Uint8Array[]): void;
  /** Ends the open calls, and receives nothing more. */
  end(reason: Failure): void;
}

/** A call without an answer yet. */
interface Call {
  readonly method: Method;
  readonly settle: (outcome: Outcome) => void;
}

/** Opens the invoker of an endpoint. `onFrame` gets the frames that do not answer its calls. */
export function openInvoker(
  core: Core,
  endpoint: Endpoint,
  onFrame: FrameHandler,
): Invoker {
  const calls = new Map<string, Call>();
  let lastId = 0;

  function settle(id: string, outcomeFor: (method: Method) => Outcome): void {
    const call = calls.get(id);
    calls.delete(id);
    call?.settle(outcomeFor(call.method));
  }

  function send(
    head: string,
    method: Method,
    args: readonly unknown[],
  ): Failure | null {
    const buffers: Uint8Array[] = [];
    let text;
    try {
      text = encodeArgs(method, args, buffers, core.argsLimit);
    } catch (error) {
      return invalidArgument(error);
    }
    return transmit(`${head} ${method.channel}`, {
      text,
      packed: pack(buffers),
    });
  }

  function sendFrame(
    header: string,
    payload = "",
    buffers: Uint8Array[] = [],
  ): void {
    transmit(header, { text: payload, packed: pack(buffers) });
  }

  /** Sends a frame with this payload. Returns the failure if Rust did not accept it. */
  function transmit(header: string, payload: Message): Failure | null {
    if (core.pipe === null) {
      return backendGone();
    }
    try {
      core.pipe.send(endpoint, {
        text: frame(header, payload.text),
        packed: payload.packed,
      });
      return null;
    } catch (error) {
      report("Rust did not accept a message", error);
      return failure("internal", messageOf(error));
    }
  }

  core.receivers.set(endpoint, (message) => {
    eachFrameOf(message, (head, rest, payload, buffers) => {
      try {
        // An `error` may also end a stream.
        if (head === "reply" || (head === "error" && calls.has(rest))) {
          settle(rest, (method) => outcomeOf(method, head, payload, buffers));
        } else {
          onFrame(head, rest, payload, buffers);
        }
      } catch (error) {
        report(`"${head} ${rest}" from Rust is dropped`, error);
      }
    });
  });

  return {
    endpoint,
    call(method, args, settleCall) {
      // The ids of streams have no letter or another one.
      const id = `c${++lastId}`;
      calls.set(id, { method, settle: settleCall });
      const problem = send(`call ${id}`, method, args);
      if (problem !== null) {
        settle(id, () => ({ failure: problem }));
      }
      return id;
    },
    cancel(id) {
      if (calls.has(id)) {
        sendFrame(`cancel ${id}`);
      }
    },
    send,
    sendFrame,
    end(reason) {
      core.receivers.delete(endpoint);
      const open = [...calls.values()];
      calls.clear();
      for (const call of open) {
        call.settle({ failure: reason });
      }
    },
  };
}
