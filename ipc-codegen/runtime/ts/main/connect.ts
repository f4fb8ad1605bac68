// `connect()` starts the Rust side and serves its APIs.

import { EventEmitter, once } from "node:events";

import * as electron from "electron";

import { backendGone } from "../wire/failures.js";
import { KINDS } from "../wire/kinds.js";
import { textOf } from "../wire/objects.js";
import type { Api, Tables } from "../wire/tables.js";
import { type Addon, addonPipe, loadAddon } from "./addon.js";
import { type Core, createCore } from "./core.js";
import { electronHost } from "./electron.js";
import { apisOf, hostFunctions, openHost } from "./host.js";
import { type Limits, limitsOf } from "./limits.js";
import { joinPages } from "./page-ports.js";
import type { AttachOptions } from "./policy.js";
import type { Target } from "./targets.js";
import { serveWindows } from "./windows.js";

/** The options of `connect`. */
export interface ConnectOptions {
  /**
   * The addon with the Rust side: its path, or its exports. A relative path starts at the
   * application's folder.
   */
  readonly addon: string | Addon;
  /** The limits of each page. */
  readonly limits?: Limits;
  /** The functions of this process that Rust calls, by the keys of their APIs. */
  readonly host?: object;
}

/** A running Rust side. */
export interface Connection {
  /**
   * Serves the pages of a window, a view or web contents. All other pages are denied, and so are
   * iframes and pages of foreign origins.
   */
  readonly attach: (target: Target, options?: AttachOptions) => void;
  /** Stops serving these pages, and ends their open calls. */
  readonly detach: (target: Target) => void;
  /** Ends the Rust side. The end of the application does so too. */
  readonly close: () => void;
}

/** Whether a call of connect() has opened a pipe. */
let isConnected = false;

/**
 * Starts the Rust side and serves its APIs. All windows share one connection. Pages that were loaded
 * before are not served.
 *
 * @throws {Error} If the addon does not load, or was built from other traits than this file.
 * @throws {TypeError} If an option is invalid.
 */
export async function connect<C extends Connection>(
  tables: Tables,
  options: ConnectOptions,
): Promise<C> {
  // A utility process has no `app`, whatever the typings say.
  if (Reflect.get(electron, "app") === undefined) {
    throw new Error("connect() works only in Electron's main process");
  }
  if (isConnected) {
    throw new Error("connect() can be called only once");
  }
  const core = createCore(tables, limitsOf(options.limits));
  const functions = hostFunctions(core, {
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
  const host = openHost(core, functions, (head, rest, payload) => {
    if (head === "port") {
      joinPages(core, rest);
    } else {
      greeting.onFrame(head, payload);
    }
  });
  const apis = apisOf(core, host);
  const windows = serveWindows(core);
  const pipe = await openPipe((endpoint, message) => {
    core.receivers.get(endpoint)?.(message);
  });
  core.pipe = pipe;
  const close = () => {
    if (core.pipe !== null) {
      core.pipe = null;
      windows.close(backendGone());
      host.end(backendGone());
      pipe.close();
    }
  };
  try {
    host.sendFrame("hello", JSON.stringify(helloOf(core)));
    await greeting.welcome;
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
  // The type of the connection is generated from the same traits as the tables.
  return connection as C;
}

/** Waits for the answer of Rust to the hello. */
function openGreeting(): {
  readonly welcome: Promise<void>;
  readonly onFrame: (head: string, payload: string) => void;
} {
  const frames = new EventEmitter();
  const welcome = once(frames, "frame").then(([head, payload]: string[]) => {
    if (head !== "welcome") {
      const reason = textOf(JSON.parse(payload ?? "null"), "message");
      throw new Error(`the addon does not connect: ${reason ?? "no answer"}`);
    }
  });
  return {
    welcome,
    onFrame(head, payload) {
      frames.emit("frame", head, payload);
    },
  };
}

/** The hello, which Rust compares with the traits that it was built from. */
function helloOf({ tables, limits }: Core): object {
  const { messageSize, openCalls, openBytes } = limits;
  const isServed = ({ methods }: Api) =>
    methods.some(({ kind }) => KINDS[kind].implementedBy === "rust");
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
