// The fast door: encodes calls in the page's own world, and matches answers to them.

import { encodeAnswer } from "../wire/answers.js";
import { argsOf, contractOf, type Method } from "../wire/contract.js";
import { encodeArgs } from "../wire/encode.js";
import { STREAM_BYTES, STREAM_ITEMS } from "../wire/credit.js";
import {
  type Failure,
  failure,
  failureFrom,
  invalidArgument,
} from "../wire/failures.js";
import { eachFrameOf, type Message, splitWord } from "../wire/frames.js";
import { createHandlers, type Handler } from "../wire/handlers.js";
import {
  type AnyListenerEvent,
  listenerEvent,
} from "../wire/listener-event.js";
import { createEnds } from "../wire/ports.js";
import type { Api, Tables } from "../wire/tables.js";
import type { CallOptions, ClientStream, Door, StreamOptions } from "./api.js";
import { openBatch } from "./batch.js";
import { createCalls } from "./calls.js";
import { isIpcError } from "../errors.js";
import { abortError, errorOf } from "./error.js";
import { createClientListeners, type Listener } from "./listeners.js";
import { openPort, postFrames } from "./port.js";
import { createSources } from "./sources.js";
import { createStreams, failedStream, streamOf } from "./streams.js";

/** Opens the door of one copy of the client. The first call or listener opens its port. */
export function open(tables: Tables): Door {
  const contract = contractOf(tables, "page");
  let port: MessagePort | null = null;
  let lastId = 0;

  const batch = openBatch((text, packed) => {
    if (port !== null) {
      postFrames(port, text, packed);
    }
  });
  const newId = () => ++lastId;
  const cancel = (id: number) => {
    batch.post(`cancel ${id}`, "");
  };
  const calls = createCalls(cancel);
  const streams = createStreams((id, { items, bytes }) => {
    batch.post(`credit ${id} ${items} ${bytes}`, "");
  }, cancel);
  const sources = createSources(batch, newId);
  const listeners = createClientListeners(contract.peer, announce);
  const handlers = createHandlers(announce, (control) => control);
  const ends = createEnds((id) => {
    batch.post(`hangup ${id}`, "");
  });

  /** Opens the port unless it is open, and subscribes it to the channels of listeners and handlers. */
  function connect(): void {
    if (port !== null) {
      return;
    }
    port = openPort(tables, receive);
    if (port === null) {
      throw errorOf(
        failure(
          "not-found",
          "the fast door is not available: load the preload.js that was generated with this client, and look in the console for why it did not load",
        ),
      );
    }
    for (const channel of [...listeners.channels(), ...handlers.channels()]) {
      batch.post(`listen ${channel}`, "");
    }
    batch.flush();
  }

  function announce(head: "listen" | "unlisten", channel: string): void {
    batch.post(`${head} ${channel}`, "");
    if (head === "listen") {
      // The subscription comes before any call that is made after this one.
      batch.flush();
    }
  }

  function methodOf(channel: string): Method {
    const method = contract.rust.get(channel);
    if (method === undefined) {
      throw new Error(`there is no method on "${channel}"`);
    }
    connect();
    return method;
  }

  /**
   * Sends a frame with arguments.
   *
   * @throws {TypeError} If a value cannot be sent, with its path.
   * @throws {RangeError} If the arguments are too large.
   */
  function post(head: string, method: Method, args: readonly unknown[]): void {
    const payload = batch.encode((buffers, limit) =>
      encodeArgs(method, args, buffers, limit),
    );
    batch.post(`${head} ${method.channel}`, payload);
  }

  /** The event that listeners of this API get before the arguments, if they get one. */
  function eventOf(api: Api | undefined): AnyListenerEvent[] {
    if (api?.eventArgument !== true) {
      return [];
    }
    const sends = api.methods.filter(({ kind }) => kind === "send");
    const channels = sends.map(({ channel }) => channel);
    const send = (channel: string, args: readonly unknown[]) => {
      post("send", methodOf(channel), args);
    };
    return [listenerEvent(channels, send)];
  }

  function receive(message: Message, [port]: readonly MessagePort[]): void {
    eachFrameOf(message, (head, rest, payload, buffers) => {
      switch (head) {
        case "reply":
          calls.receive(head, Number(rest), payload, buffers);
          break;
        case "error":
          calls.receive(head, Number(rest), payload, buffers);
          streams.receive(head, Number(rest), payload, buffers);
          break;
        case "item":
        case "done":
          streams.receive(head, Number(rest), payload, buffers);
          break;
        case "credit": {
          const [id, items, bytes] = rest.split(" ").map(Number);
          sources.grant(id ?? 0, { items: items ?? 0, bytes: bytes ?? 0 });
          break;
        }
        case "cancel":
          sources.cancel(Number(rest));
          break;
        case "event":
          listeners.emit(rest, payload, buffers);
          break;
        case "request":
          request(rest, payload, buffers);
          break;
        case "abort":
          handlers.abort(rest);
          break;
        case "port": {
          const [id, channel] = splitWord(rest);
          const end = port && ends.open(id, channel, port);
          if (end !== undefined && !listeners.call(channel, end)) {
            // The listener was removed meanwhile.
            end.close();
          }
          break;
        }
        case "hangup":
          ends.lose(rest);
          break;
        case "end":
          end(failureFrom(JSON.parse(payload)));
          break;
      }
    });
  }

  function request(
    rest: string,
    given: string,
    givenBuffers: readonly Uint8Array[],
  ): void {
    const [id, channel] = splitWord(rest);
    const method = contract.peer.get(channel);
    handlers.handle({
      id,
      channel,
      args: () => (method ? argsOf(method, given, givenBuffers) : []),
      answer(answer) {
        let head = "";
        const payload = batch.encode((buffers, limit) => {
          const encoded = encodeAnswer(answer, method, buffers, limit);
          head = encoded.head;
          return encoded.payload;
        });
        batch.post(`${head} ${id}`, payload);
      },
    });
  }

  /** Closes the port, which main no longer serves. The next call opens another one. */
  function end(reason: Failure): void {
    port?.close();
    port = null;
    calls.end(reason);
    streams.end(reason);
    handlers.abortAll();
    ends.closeAll();
  }

  // The window has been attached, so main serves the page now.
  window.addEventListener("ipc:attached", () => {
    if (listeners.channels().length + handlers.channels().length > 0) {
      connect();
    }
  });

  return {
    send(channel, args, options) {
      if (options?.signal?.aborted !== true) {
        post("send", methodOf(channel), args);
      }
    },
    invoke<T>(
      channel: string,
      args: readonly unknown[],
      options?: CallOptions,
    ): Promise<T> {
      return new Promise<T>((resolve, reject) => {
        const method = methodOf(channel);
        let open;
        try {
          open = sources.open(method, args);
        } catch (error) {
          reject(errorOf(invalidArgument(error)));
          return;
        }
        if (options?.signal?.aborted === true) {
          open.close?.();
          reject(abortError("call", options.signal));
          return;
        }
        const id = newId();
        try {
          post(`call ${id}`, method, open.args);
        } catch (error) {
          open.close?.();
          reject(errorOf(invalidArgument(error)));
          return;
        }
        const call = {
          method,
          // Both sides have compared their schemas.
          resolve: resolve as (value: unknown) => void,
          reject,
          release: open.close,
        };
        calls.add(id, call, options);
      });
    },
    stream<T>(
      channel: string,
      args: readonly unknown[],
      options?: StreamOptions,
    ): ClientStream<T> {
      const id = newId();
      try {
        const method = methodOf(channel);
        if (options?.signal?.aborted === true) {
          return failedStream(abortError("stream", options.signal));
        }
        post(`stream ${id} ${STREAM_ITEMS} ${STREAM_BYTES}`, method, args);
        return streamOf(streams.add(id, method, options));
      } catch (error) {
        return failedStream(
          isIpcError(error) ? error : errorOf(invalidArgument(error)),
        );
      }
    },
    on<Args extends unknown[]>(
      channel: string,
      listener: (...args: Args) => void,
    ): () => void {
      connect();
      const [event] = eventOf(contract.peer.get(channel)?.api);
      // Both sides have compared their schemas, so the arguments have these types.
      const call = listener as Listener;
      const withEvent: Listener = (...args) => {
        call(event, ...args);
      };
      return listeners.add(channel, event === undefined ? call : withEvent);
    },
    handle<Args extends unknown[]>(
      channel: string,
      handler: (...args: Args) => unknown,
    ): () => void {
      connect();
      // Both sides have compared their schemas, so the arguments have these types.
      return handlers.add(channel, handler as Handler);
    },
    onPort(channel, listener) {
      connect();
      // Both sides have compared their schemas, so the messages have these types.
      return listeners.add(channel, listener as Listener);
    },
  };
}
