// Opens the page: its port to main lives as long as it does, and its name goes with every call.

import { contextBridge, ipcRenderer } from "electron";

import { invoke, send } from "./calls.js";
import { servePorts } from "./clients.js";
import { on } from "./events.js";
import { PAGE } from "./identity.js";

/** What the preload was generated with. */
export interface PreloadOptions {
  /** The version of the frames between the two sides. */
  readonly protocol: number;
  /** The hash of the whole schema. */
  readonly schema: string;
  /** Whether the page's client may ask for ports of its own. */
  readonly fast: boolean;
}

/** The functions that the exposed ones are made of. */
export interface Page {
  /** Gives the page an API, under a key of `window`. */
  expose<Api extends object>(key: string, api: Api): void;
  /** Calls main and waits for nothing. */
  readonly send: typeof send;
  /** Calls main and waits for the answer, which is a `T`: the two sides compare their schemas. */
  readonly invoke: typeof invoke;
  /** Listens to an event, and returns the function that ends this. */
  readonly on: typeof on;
}

/** Says hello to main, before any script of the page runs. */
export function open({ protocol, schema, fast }: PreloadOptions): Page {
  // The port closes when the page ends, whatever ends it. Its handler keeps it from being collected.
  const { port1: port, port2 } = new MessageChannel();
  port.onmessage = () => {
    // The window has been attached since: the page's clients may ask again.
    window.dispatchEvent(new Event("ipc:attached"));
  };
  const hello = { page: PAGE, protocol, schema };
  ipcRenderer.postMessage("ipc:hello", hello, [port2]);
  if (fast) {
    servePorts(port);
  }
  return { expose, send, invoke, on };
}

/** The argument by which a window says which keys its pages get: `--ipc-expose=electronAPI,files`. */
const EXPOSED = "--ipc-expose=";

function expose(key: string, api: object): void {
  const given = process.argv.find((word) => word.startsWith(EXPOSED));
  const keys = given?.slice(EXPOSED.length).split(",");
  if (keys === undefined || keys.includes(key)) {
    contextBridge.exposeInMainWorld(key, api);
  }
}
