// Sources that the page sends through the plain door.

import { ipcRenderer } from "electron";

import { iterate, pump } from "../wire/source.js";
import { type Batch, openBatch } from "./batch.js";
import { sendThrown } from "./failures.js";
import { PAGE, receive } from "./identity.js";

/** An argument that is a source. The page cannot make one. */
class SourceArgument {
  /** The path of the argument. */
  readonly name: string;
  readonly source: unknown;

  constructor(name: string, source: unknown) {
    this.name = name;
    this.source = source;
  }
}

/** A source that is being sent. */
interface OpenSource {
  /** Main takes a message of so many items and bytes. */
  take(items: number, bytes: number): void;
  /** Ends it, and sends nothing more. */
  close(): void;
}

/** The open sources, by their numbers. */
const sources = new Map<unknown, OpenSource>();

let lastId = 0;

/** Marks an argument of `invoke` as a source. `name` is the name of the argument. */
export function source(name: string, source: unknown): unknown {
  return new SourceArgument(`args.${name}`, source);
}

/**
 * Opens the sources among arguments.
 *
 * @throws {TypeError} If a source has no values.
 */
export function openSources(args: readonly unknown[]): {
  readonly args: readonly unknown[];
  /** Ends the sources that are still open. */
  close(): void;
} {
  if (!args.some((arg) => arg instanceof SourceArgument)) {
    return { args, close: () => undefined };
  }
  const opened: number[] = [];
  const close = () => {
    for (const id of opened) {
      sources.get(id)?.close();
      sources.delete(id);
    }
  };
  try {
    const sent = args.map((arg) => {
      if (!(arg instanceof SourceArgument)) {
        return arg;
      }
      const id = ++lastId;
      sources.set(id, open(id, arg));
      opened.push(id);
      return { "ipc:source": id };
    });
    return { args: sent, close };
  } catch (error) {
    close();
    throw error;
  }
}

function open(id: number, { name, source }: SourceArgument): OpenSource {
  const batch: Batch = openBatch((values) => {
    ipcRenderer.send("ipc:items", { page: PAGE, id, values });
  }, fail);

  function fail(error: unknown): void {
    sources.delete(id);
    pulled.close();
    sendThrown("ipc:error", id, error);
  }

  const pulled = pump(iterate(source, name), {
    isOpen: batch.isOpen,
    item: batch.add,
    done() {
      if (batch.flush()) {
        sources.delete(id);
        ipcRenderer.send("ipc:done", { page: PAGE, id });
      }
    },
    error(error) {
      if (batch.flush()) {
        fail(error);
      }
    },
  });
  return {
    take(items, bytes) {
      batch.take(items, bytes);
      pulled.pull();
    },
    close() {
      batch.close();
      pulled.close();
    },
  };
}

receive("ipc:credit", (id, items, bytes) => {
  sources.get(id)?.take(Number(items), Number(bytes));
});
receive("ipc:cancel", (id) => {
  const source = sources.get(id);
  sources.delete(id);
  source?.close();
});
