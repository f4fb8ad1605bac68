// Handlers of requests: functions of a page that Rust calls and waits for.

import { type Answer, notServed } from "./answers.js";

/** A handler. Its last argument is the context. */
export type Handler = (...args: unknown[]) => unknown;

/** What a handler learns about its request. */
export interface RequestControl {
  /** Calls `listener` once when Rust no longer waits for the answer. */
  readonly onAbort: (listener: () => void) => void;
  readonly signal: AbortSignal;
}

/** A request from Rust. */
export interface Request {
  readonly id: string;
  readonly channel: string;
  /** Decodes the arguments. */
  args(): unknown[];
  /** Called once, unless Rust no longer waits for the answer. */
  answer(answer: Answer): void;
}

/** The handlers of one door of a page. */
export interface Handlers {
  /** The channels that have handlers. */
  channels(): string[];
  /** Adds a handler, which gets the requests from now on. Returns the function that removes it. */
  add(channel: string, handler: Handler): () => void;
  /** Calls the newest handler of a channel. */
  handle(request: Request): void;
  /** Ends a request that Rust no longer waits for. */
  abort(id: string): void;
  /** Ends all requests. */
  abortAll(): void;
}

/**
 * Makes a list of handlers. `announce` gets the first handler of a channel and the end of the last
 * one; `contextOf` makes the last argument of handlers.
 */
export function createHandlers(
  announce: (head: "listen" | "unlisten", channel: string) => void,
  contextOf: (control: RequestControl) => object,
): Handlers {
  const byChannel = new Map<string, Set<Handler>>();
  const open = new Map<string, AbortController>();

  function newest(channel: string): Handler {
    const handler = [...(byChannel.get(channel) ?? [])].at(-1);
    if (handler === undefined) {
      throw notServed(channel);
    }
    return handler;
  }

  async function answerOf(
    request: Request,
    signal: AbortSignal,
  ): Promise<Answer> {
    try {
      const handler = newest(request.channel);
      const context = contextOf(controlOf(request.channel, signal));
      return { value: await handler(...request.args(), context) };
    } catch (thrown) {
      return { thrown };
    }
  }

  async function handle(request: Request): Promise<void> {
    const controller = new AbortController();
    open.set(request.id, controller);
    const answer = await answerOf(request, controller.signal);
    if (open.get(request.id) === controller) {
      open.delete(request.id);
      request.answer(answer);
    }
  }

  return {
    channels: () => [...byChannel.keys()],
    add(channel, given) {
      if (typeof given !== "function") {
        throw new TypeError(`the handler of "${channel}" must be a function`);
      }
      // A new function, so that a handler may be added twice.
      const handler: Handler = (...args) => given(...args);
      const handlers = byChannel.get(channel) ?? new Set<Handler>();
      byChannel.set(channel, handlers);
      handlers.add(handler);
      if (handlers.size === 1) {
        announce("listen", channel);
      }
      return () => {
        if (handlers.delete(handler) && handlers.size === 0) {
          byChannel.delete(channel);
          announce("unlisten", channel);
        }
      };
    },
    handle(request) {
      void handle(request);
    },
    abort(id) {
      const controller = open.get(id);
      open.delete(id);
      controller?.abort();
    },
    abortAll() {
      const controllers = [...open.values()];
      open.clear();
      for (const controller of controllers) {
        controller.abort();
      }
    },
  };
}

function controlOf(channel: string, signal: AbortSignal): RequestControl {
  return {
    signal,
    onAbort(listener) {
      if (typeof listener !== "function") {
        throw new TypeError("the listener of onAbort must be a function");
      }
      const call = () => {
        try {
          listener();
        } catch (error) {
          console.error(`an abort listener of "${channel}" failed:`, error);
        }
      };
      if (signal.aborted) {
        call();
      } else {
        signal.addEventListener("abort", call, { once: true });
      }
    },
  };
}
