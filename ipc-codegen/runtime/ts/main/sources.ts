// The sources that a page sends through its plain door.
//
// Only main knows the sizes of items. It therefore lets the page send one item after the other, and
// keeps none of them.

import type { Method, SourceArgument } from "../wire/contract.js";
import { createSendCredit, itemSize, type SendCredit } from "../wire/credit.js";
import { encodeWithin } from "../wire/encode.js";
import { failure, type Failure } from "../wire/failures.js";
import { splitWord } from "../wire/frames.js";
import type { SizeLimit } from "../wire/measure.js";
import { encodeThrown } from "../wire/answers.js";
import type { Invoker } from "./invoker.js";
import { report } from "./log.js";
import { isId, type Post, sourceIdOf } from "./messages.js";

/** The sources of a page. All that the page names may be forged. */
export interface Sources {
  /** Opens the sources in the arguments of a call. Returns why it cannot be called instead. */
  open(method: Method, args: readonly unknown[]): OpenSources | Failure;
  /** The page has sent an item. */
  item(id: unknown, value: unknown): void;
  /** A source has no more items. */
  done(id: unknown): void;
  /** A source has failed. */
  error(id: unknown, thrown: unknown): void;
  /** Receives the frames `credit` and `cancel` of Rust. */
  receive(head: string, rest: string): void;
}

/** The sources of a call. */
export interface OpenSources {
  /** The arguments for Rust. */
  readonly args: readonly unknown[];
  /** Ends the sources. The preload does the same when the call ends. */
  readonly close: () => void;
}

interface Source {
  readonly codecs: SourceArgument;
  readonly credit: SendCredit;
  /** Whether the page may send an item. */
  isAsked: boolean;
}

/** Serves the sources of a page. `post` sends the page a message. */
export function serveSources(
  { sendFrame }: Pick<Invoker, "sendFrame">,
  post: Post,
  limit: SizeLimit,
): Sources {
  const sources = new Map<number, Source>();

  function find(id: unknown): Source | undefined {
    const source = isId(id) ? sources.get(id) : undefined;
    if (source === undefined) {
      // It may have ended in the meantime.
      report("a message of a source is dropped", "there is no such source");
    }
    return source;
  }

  /** Lets the page send an item, if Rust takes one. */
  function ask(id: number, source: Source): void {
    if (!source.isAsked && source.credit.isOpen()) {
      source.isAsked = true;
      post("ipc:credit", id, 1);
    }
  }

  /** Ends a source whose page is at fault. */
  function fail(id: number, error: unknown): void {
    sources.delete(id);
    sendError(id, error);
    post("ipc:cancel", id);
  }

  function sendError(id: number, error: unknown): void {
    const buffers: Uint8Array[] = [];
    const text = encodeThrown(error, buffers, limit);
    sendFrame(`error ${id}`, text, buffers);
  }

  function close(ids: readonly number[]): void {
    for (const id of ids) {
      sources.delete(id);
    }
  }

  return {
    open(method, given) {
      if (method.sources.length === 0) {
        return { args: given, close: () => undefined };
      }
      const args = [...given];
      const ids: number[] = [];
      for (const codecs of method.sources) {
        const id = sourceIdOf(args[codecs.index]);
        if (id === null || sources.has(id)) {
          close(ids);
          return failure("invalid-argument", `${codecs.name} is not a source`);
        }
        ids.push(id);
        args[codecs.index] = id;
        sources.set(id, {
          codecs,
          credit: createSendCredit(),
          isAsked: false,
        });
      }
      return {
        args,
        close() {
          close(ids);
        },
      };
    },
    item(id, value) {
      const source = find(id);
      if (source === undefined || !isId(id)) {
        return;
      }
      if (!source.credit.isOpen()) {
        report("a source of a page is ended", "it has sent more than it may");
        fail(id, failure("overloaded", "its page has sent more than it may"));
        return;
      }
      const buffers: Uint8Array[] = [];
      let text;
      try {
        text = encodeWithin(value, source.codecs, buffers, limit);
      } catch (error) {
        fail(id, error);
        return;
      }
      source.isAsked = false;
      source.credit.spend(itemSize(text, buffers));
      sendFrame(`item ${id}`, text, buffers);
      ask(id, source);
    },
    done(id) {
      if (find(id) !== undefined && isId(id)) {
        sources.delete(id);
        sendFrame(`done ${id}`);
      }
    },
    error(id, thrown) {
      if (find(id) !== undefined && isId(id)) {
        sources.delete(id);
        sendError(id, thrown);
      }
    },
    receive(head, rest) {
      const [word, credit] = splitWord(rest);
      const id = Number(word);
      const source = sources.get(id);
      if (source === undefined) {
        return;
      }
      if (head === "cancel") {
        sources.delete(id);
        post("ipc:cancel", id);
        return;
      }
      const [items, bytes] = splitWord(credit);
      source.credit.grant({ items: Number(items), bytes: Number(bytes) });
      ask(id, source);
    },
  };
}
