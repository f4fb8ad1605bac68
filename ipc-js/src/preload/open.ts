// Opens the page: a port to main that lives as long as the page, and the functions that APIs call.

import { contextBridge, ipcRenderer } from "electron";

import { invoke, send, sync } from "./calls.js";
import { forwardClientPorts } from "./clients.js";
import { on } from "./events.js";
import { handle } from "./handlers.js";
import { isObject } from "../wire/objects.js";
import { PAGE } from "./identity.js";
import { onPort } from "./ports.js";
import { source } from "./sources.js";
import { stream } from "./streams.js";

/** The constants that the preload was generated with. */
export interface PreloadOptions {
  /** The version of the frames between the two sides. */
  readonly protocol: number;
  /** The hash of the whole schema. */
  readonly schema: string;
  /** Whether clients may open ports of their own. */
  readonly fast: boolean;
}

/** The functions that a generated preload uses. */
export interface Preload {
  /** Exposes an API to the page as `window[key]`. */
  expose<Api extends object>(key: string, api: Api): void;
  /** Calls main without an answer. */
  readonly send: typeof send;
  /** Calls main. The answer is a `T`: both sides compare their schemas. */
  readonly invoke: typeof invoke;
  /** Calls main, and blocks the page until it gets the answer, which is a `T`. */
  readonly sync: typeof sync;
  /** Listens to an event. Returns the function that removes the listener. */
  readonly on: typeof on;
  /** Reads a stream, whose values are `T`s. */
  readonly stream: typeof stream;
  /** Marks an argument of `invoke` as a source of values. */
  readonly source: typeof source;
  /** Handles the requests of Rust. Returns the function that removes the handler. */
  readonly handle: typeof handle;
  /** Listens to ports to other pages. Returns the function that removes the listener. */
  readonly onPort: typeof onPort;
}

/** Opens the page, before any script of the page runs. */
export function open({ protocol, schema, fast }: PreloadOptions): Preload {
  // The port closes when the page ends, whatever ends the page. A port without a handler could be
  // collected, which closes it too.
  const { port1: port, port2 } = new MessageChannel();
  port.onmessage = () => {
    // The window has just been attached: clients that were refused may open their ports again.
    window.dispatchEvent(new Event("ipc:attached"));
  };
  const hello = { page: PAGE, protocol, schema };
  ipcRenderer.postMessage("ipc:hello", hello, [port2]);
  if (fast) {
    forwardClientPorts(port);
  }
  return { expose, send, invoke, sync, on, stream, source, handle, onPort };
}

/** The argument that limits the keys that a window's pages get: `--ipc-expose=electronAPI,ipc.files`. */
const EXPOSE_ARGUMENT = "--ipc-expose=";

function expose(key: string, api: object): void {
  const given = process.argv.find((word) => word.startsWith(EXPOSE_ARGUMENT));
  const keys = given?.slice(EXPOSE_ARGUMENT.length).split(",");
  const exposed = keys === undefined ? api : partOf(api, key, keys);
  if (exposed !== undefined) {
    contextBridge.exposeInMainWorld(key, exposed);
  }
}

/** The part of the value at `path` that has these keys in it; `undefined` if it has none of them. */
function partOf(
  value: unknown,
  path: string,
  keys: readonly string[],
): unknown {
  if (keys.includes(path)) {
    return value;
  }
  if (!isObject(value) || !keys.some((key) => key.startsWith(`${path}.`))) {
    return undefined;
  }
  const parts = Object.entries(value)
    .map(([name, inner]) => [name, partOf(inner, `${path}.${name}`, keys)])
    .filter(([, part]) => part !== undefined);
  return parts.length > 0 ? Object.fromEntries(parts) : undefined;
}
