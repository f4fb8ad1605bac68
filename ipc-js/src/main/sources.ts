// The sources that a page sends through its plain door.
//
// The page sends as many items in a message as Rust takes at that time, and the next message when main
// asks for it. Main keeps no item.

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
  /** The page has sent items. */
  items(id: unknown, values: unknown): void;
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
  /** Whether the page was asked for a message, and has not sent it. */
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

  /** Asks the page for the items that Rust takes now. */
  function ask(id: number, source: Source): void {
    if (!source.isAsked && source.credit.isOpen()) {
      source.isAsked = true;
      const { items, bytes } = source.credit.left();
      post("ipc:credit", id, items, bytes);
    }
  }

  /** Sends an item to Rust. Returns whether the source is still open. */
  function send(id: number, source: Source, value: unknown): boolean {
    if (!source.credit.isOpen()) {
      report("a source of a page is ended", "it has sent more than it may");
      fail(id, failure("overloaded", "its page has sent more than it may"));
      return false;
    }
    const buffers: Uint8Array[] = [];
    let text;
    try {
      text = encodeWithin(value, source.codecs, buffers, limit);
    } catch (error) {
      fail(id, error);
      return false;
    }
    source.credit.spend(itemSize(text, buffers));
    sendFrame(`item ${id}`, text, buffers);
    // Rust may cancel the source meanwhile.
    return sources.get(id) === source;
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
    items(id, values) {
      const source = find(id);
      if (source === undefined || !isId(id)) {
        return;
      }
      if (!Array.isArray(values)) {
        fail(id, failure("invalid-argument", "its items are no list"));
        return;
      }
      // The credit ends the loop, however long the list is. Rust may grant more meanwhile, but the page is
      // asked only when the credit of all these items is spent.
      for (let index = 0; index < values.length; index++) {
        if (!send(id, source, values[index])) {
          return;
        }
      }
      source.isAsked = false;
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
