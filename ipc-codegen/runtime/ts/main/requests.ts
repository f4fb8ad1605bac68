// The requests of Rust to the plain door of a page.

import { type Answer, encodeAnswer, notServed } from "../wire/answers.js";
import { argsOf, type Method } from "../wire/contract.js";
import { splitWord } from "../wire/frames.js";
import type { SizeLimit } from "../wire/measure.js";
import { hasOwn, isObject, member } from "../wire/objects.js";
import type { Invoker } from "./invoker.js";
import { report } from "./log.js";
import type { Post } from "./messages.js";

/** The open requests to a page. */
export interface Requests {
  /** Sends the page a request. `rest` is the id and the channel. */
  request(rest: string, payload: string, buffers: readonly Uint8Array[]): void;
  /** Rust no longer waits for an answer. */
  abort(id: string): void;
  /** The page has answered, or a forger. */
  answer(id: unknown, message: unknown): void;
  /** Ends all requests. */
  end(): void;
}

/**
 * Serves requests to a page. `post` sends the page a message, and `ask` a request on the channel of a
 * method.
 */
export function serveRequests(
  methods: ReadonlyMap<string, Method>,
  { sendFrame }: Pick<Invoker, "sendFrame">,
  post: Post,
  ask: (method: Method, args: readonly unknown[], id: number) => void,
  limit: SizeLimit,
): Requests {
  const open = new Map<number, Method>();

  function send(
    id: number | string,
    method: Method | undefined,
    answer: Answer,
  ): void {
    const buffers: Uint8Array[] = [];
    const { head, payload } = encodeAnswer(answer, method, buffers, limit);
    sendFrame(`${head} ${id}`, payload, buffers);
  }

  return {
    request(rest, payload, buffers) {
      const [word, channel] = splitWord(rest);
      const id = Number(word);
      const method = methods.get(channel);
      if (method?.kind !== "request") {
        send(word, method, { thrown: notServed(channel) });
        return;
      }
      open.set(id, method);
      try {
        ask(method, argsOf(method, payload, buffers), id);
      } catch (thrown) {
        open.delete(id);
        send(id, method, { thrown });
      }
    },
    abort(word) {
      const id = Number(word);
      if (open.delete(id)) {
        post("ipc:abort", id);
      }
    },
    answer(id, message) {
      const method = typeof id === "number" ? open.get(id) : undefined;
      if (method === undefined || typeof id !== "number") {
        report("an answer of a page is dropped", "nothing waits for it");
        return;
      }
      open.delete(id);
      const answer: Answer =
        isObject(message) && hasOwn(message, "value")
          ? { value: message["value"] }
          : { thrown: member(message, "failure") };
      send(id, method, answer);
    },
    end() {
      const left = [...open.keys()];
      open.clear();
      for (const id of left) {
        post("ipc:abort", id);
      }
    },
  };
}
