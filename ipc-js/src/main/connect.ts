// connect(): starts the Rust side, and serves its APIs.

import { EventEmitter, once } from "node:events";

import * as electron from "electron";

import { backendGone } from "../wire/failures.js";
import { textOf } from "../wire/objects.js";
import type { Api, Tables } from "../wire/tables.js";
import { type Addon, addonPipe, loadAddon } from "./addon.js";
import { type Core, createCore } from "./core.js";
import { electronHost } from "./electron.js";
import { callsOf, hostOf, openHost } from "./host.js";
import { type Limits, limitsOf } from "./limits.js";
import type { AttachOptions } from "./policy.js";
import { serveWindows, type Target } from "./windows.js";

/** What to connect. */
export interface ConnectOptions {
  /**
   * The addon with the Rust side: its path, from the application's folder if it is a relative one,
   * or what it exports.
   */
  readonly addon: string | Addon;
  /** How much a page may ask for at once. */
  readonly limits?: Limits;
  /** What Rust may ask of this process. */
  readonly host?: object;
}

/** A running Rust side. */
export interface Connection {
  /**
   * Serves the pages of a window, or of whatever else has web contents. Pages of others, iframes and
   * pages from elsewhere are denied.
   */
  readonly attach: (target: Target, options?: AttachOptions) => void;
  /** Serves them no longer, and ends what they have open. */
  readonly detach: (target: Target) => void;
  /** Ends the Rust side, as the end of the application does. */
  readonly close: () => void;
}

/** Whether connect() was called. */
let isConnected = false;

/**
 * Starts the Rust side and serves its APIs. There is one connection for all windows. A page that was
 * loaded before is not served.
 *
 * @throws {Error} If the addon does not load, or was built from other traits than this.
 * @throws {TypeError} If an option is not what it must be.
 */
export async function connect<C extends Connection>(
  tables: Tables,
  options: ConnectOptions,
): Promise<C> {
  // There is none in a utility process, whatever the typings say.
  if (Reflect.get(electron, "app") === undefined) {
    throw new Error("connect() works in Electron's main process alone");
  }
  if (isConnected) {
    throw new Error("connect() can be called only once");
  }
  const core = createCore(tables, limitsOf(options.limits));
  const host = hostOf(core, {
    ...options.host,
    host: electronHost((item, window) => {
      void apis["host"]?.["menuClicked"]?.(item, window);
    }),
  });
  const openPipe = addonPipe(
    loadAddon(options.addon, electron.app.getAppPath()),
  );
  isConnected = true;

  const greeting = openGreeting();
  const caller = openHost(core, host, greeting.take);
  const apis = callsOf(core, caller);
  const windows = serveWindows(core);
  const pipe = await openPipe((endpoint, message) => {
    core.receivers.get(endpoint)?.(message);
  });
  core.pipe = pipe;
  const close = () => {
    if (core.pipe !== null) {
      core.pipe = null;
      windows.close(backendGone());
      caller.end(backendGone());
      pipe.close();
    }
  };
  try {
    caller.tell("hello", JSON.stringify(helloOf(core)));
    await greeting.isOver;
  } catch (error) {
    close();
    throw error;
  }
  electron.app.once("will-quit", close);
  const connection: Connection = {
    ...apis,
    attach: windows.attach,
    detach: windows.detach,
    close,
  };
  // What else a connection has follows from the tables, as its type does.
  return connection as C;
}

/** Waits for what Rust says to the hello of this side. */
function openGreeting(): {
  readonly isOver: Promise<void>;
  readonly take: (head: string, payload: string) => void;
} {
  const greeting = new EventEmitter();
  const isOver = once(greeting, "frame").then(([head, payload]: string[]) => {
    if (head !== "welcome") {
      const reason = textOf(JSON.parse(payload ?? "null"), "message");
      throw new Error(`the addon does not connect: ${reason ?? "no answer"}`);
    }
  });
  return {
    isOver,
    take(head, payload) {
      greeting.emit("frame", head, payload);
    },
  };
}

/** What Rust compares with what it was built from. */
function helloOf({ tables, limits }: Core): object {
  const { messageSize, openCalls, openBytes } = limits;
  const isServed = ({ methods }: Api) =>
    methods.some(({ kind }) => kind === "send" || kind === "invoke");
  return {
    protocol: tables.protocol,
    schema: tables.schema,
    apis: Object.fromEntries(
      tables.apis.map(({ name, fingerprint }) => [name, fingerprint]),
    ),
    served: tables.apis.filter(isServed).map(({ name }) => name),
    limits: { messageSize, openCalls, openBytes },
  };
}
