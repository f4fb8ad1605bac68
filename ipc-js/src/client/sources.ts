// The sources that one copy of the client sends.

import type { Method } from "../wire/contract.js";
import {
  createSendCredit,
  type Credit,
  itemSize,
  type SendCredit,
} from "../wire/credit.js";
import { encodeWithin } from "../wire/encode.js";
import { iterate, type Pump, pump, type Sink } from "../wire/source.js";
import { encodeThrown } from "../wire/answers.js";
import type { Batch } from "./batch.js";

/** The open sources, by their ids. */
export interface Sources {
  /**
   * Opens the sources in the arguments of a call.
   *
   * @throws {TypeError} If one of them has no values.
   */
  open(method: Method, args: readonly unknown[]): OpenSources;
  /** Rust takes more items. */
  grant(id: number, credit: Credit): void;
  /** Rust takes no more items. */
  cancel(id: number): void;
}

/** The sources of a call. */
export interface OpenSources {
  /** The arguments for Rust. */
  readonly args: readonly unknown[];
  /** Ends the sources that are still open. */
  readonly close: (() => void) | undefined;
}

/** A source, and the credit that Rust has granted it. */
interface Source {
  readonly pump: Pump;
  readonly credit: SendCredit;
}

/** Makes a list of sources, whose items join a batch. */
export function createSources(batch: Batch, newId: () => number): Sources {
  const sources = new Map<number, Source>();

  function close(id: number): void {
    const source = sources.get(id);
    sources.delete(id);
    source?.pump.close();
  }

  /** The frames of a source. */
  function sinkOf(
    id: number,
    codecs: Method["sources"][number],
    credit: SendCredit,
  ): Sink {
    return {
      isOpen: credit.isOpen,
      item(value) {
        let size = 0;
        const payload = batch.encode((buffers, limit) => {
          const text = encodeWithin(value, codecs, buffers, limit);
          size = itemSize(text, buffers);
          return text;
        });
        batch.post(`item ${id}`, payload);
        credit.spend(size);
      },
      done() {
        sources.delete(id);
        batch.post(`done ${id}`, "");
      },
      error(error) {
        sources.delete(id);
        const payload = batch.encode((buffers, limit) =>
          encodeThrown(error, buffers, limit),
        );
        batch.post(`error ${id}`, payload);
      },
    };
  }

  return {
    open(method, given) {
      if (method.sources.length === 0) {
        return { args: given, close: undefined };
      }
      const args = [...given];
      const ids: number[] = [];
      const closeAll = () => {
        ids.forEach(close);
      };
      try {
        for (const codecs of method.sources) {
          const source = iterate(args[codecs.index], codecs.name);
          const id = newId();
          ids.push(id);
          args[codecs.index] = id;
          const credit = createSendCredit();
          sources.set(id, {
            pump: pump(source, sinkOf(id, codecs, credit)),
            credit,
          });
        }
      } catch (error) {
        closeAll();
        throw error;
      }
      return { args, close: closeAll };
    },
    grant(id, credit) {
      const source = sources.get(id);
      source?.credit.grant(credit);
      source?.pump.pull();
    },
    cancel: close,
  };
}
