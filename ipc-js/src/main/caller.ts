// A caller: an endpoint whose values this process writes and reads, as its own are, and those of a
// page's plain door.

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
  type Message,
  type TakeFrame,
} from "../wire/frames.js";
import { messageOf } from "../wire/objects.js";
import type { Core } from "./core.js";
import { report } from "./log.js";
import type { Endpoint } from "./pipe.js";

/** Who calls Rust through this process. */
export interface Caller {
  readonly endpoint: Endpoint;
  /** Starts a call. `settle` is called once, sooner or later. */
  call(
    method: Method,
    args: readonly unknown[],
    settle: (outcome: Outcome) => void,
  ): void;
  /** Calls and waits for nothing. Returns why it was not sent, if it was not. */
  send(method: Method, args: readonly unknown[]): Failure | null;
  /** Sends any other frame. */
  tell(header: string, payload?: string, buffers?: Uint8Array[]): void;
  /** Ends the open calls, and takes nothing more. */
  end(reason: Failure): void;
}

/** A call that Rust has not answered. */
interface Call {
  readonly method: Method;
  readonly settle: (outcome: Outcome) => void;
}

/** Opens an endpoint. `take` gets the frames that are no answers to its calls. */
export function openCaller(
  core: Core,
  endpoint: Endpoint,
  take: TakeFrame,
): Caller {
  const calls = new Map<string, Call>();
  let count = 0;

  function settle(id: string, outcomeFor: (method: Method) => Outcome): void {
    const call = calls.get(id);
    calls.delete(id);
    call?.settle(outcomeFor(call.method));
  }

  function write(method: Method, args: readonly unknown[]): Message {
    const buffers: Uint8Array[] = [];
    const text = encodeArgs(method, args, buffers, core.size);
    return { text, packed: pack(buffers) };
  }

  /** Hands a frame to Rust. Returns why it was not taken, if it was not. */
  function hand(header: string, { text, packed }: Message): Failure | null {
    if (core.pipe === null) {
      return backendGone();
    }
    try {
      core.pipe.send(endpoint, { text: frame(header, text), packed });
      return null;
    } catch (error) {
      report("Rust did not take a message", error);
      return failure("internal", messageOf(error));
    }
  }

  core.receivers.set(endpoint, (message) => {
    eachFrameOf(message, (head, rest, payload, buffers) => {
      try {
        if (head === "reply" || head === "error") {
          settle(rest, (method) => outcomeOf(method, head, payload, buffers));
        } else {
          take(head, rest, payload, buffers);
        }
      } catch (error) {
        report(`"${head} ${rest}" from Rust is lost`, error);
      }
    });
  });

  return {
    endpoint,
    call(method, args, settleCall) {
      let message;
      try {
        message = write(method, args);
      } catch (error) {
        settleCall({ failure: invalidArgument(error) });
        return;
      }
      const id = String(++count);
      calls.set(id, { method, settle: settleCall });
      const problem = hand(`call ${id} ${method.channel}`, message);
      if (problem !== null) {
        settle(id, () => ({ failure: problem }));
      }
    },
    send(method, args) {
      try {
        return hand(`send ${method.channel}`, write(method, args));
      } catch (error) {
        return invalidArgument(error);
      }
    },
    tell(header, payload = "", buffers = []) {
      hand(header, { text: payload, packed: pack(buffers) });
    },
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
