// Sources that the page sends through the plain door.

import { ipcRenderer } from "electron";

import { iterate, type Pump, pump } from "../wire/source.js";
import { sendThrown } from "./failures.js";
import { PAGE, receive } from "./identity.js";
import { sendValue } from "../wire/uncloneable.js";

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

/** The open sources, by their numbers. */
const pumps = new Map<unknown, Pump>();

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
      pumps.get(id)?.close();
      pumps.delete(id);
    }
  };
  try {
    const sent = args.map((arg) => {
      if (!(arg instanceof SourceArgument)) {
        return arg;
      }
      const id = ++lastId;
      pumps.set(id, open(id, arg));
      opened.push(id);
      return { "ipc:source": id };
    });
    return { args: sent, close };
  } catch (error) {
    close();
    throw error;
  }
}

function open(id: number, { name, source }: SourceArgument): Pump {
  return pump(iterate(source, name), {
    item(value) {
      sendValue(value, "value", () => {
        ipcRenderer.send("ipc:item", { page: PAGE, id, value });
      });
      // Main measures the items.
      return 0;
    },
    done() {
      pumps.delete(id);
      ipcRenderer.send("ipc:done", { page: PAGE, id });
    },
    error(error) {
      pumps.delete(id);
      sendThrown("ipc:error", id, error);
    },
  });
}

receive("ipc:credit", (id, items) => {
  pumps.get(id)?.grant({ items: Number(items), bytes: 1 });
});
receive("ipc:cancel", (id) => {
  const pump = pumps.get(id);
  pumps.delete(id);
  pump?.close();
});
