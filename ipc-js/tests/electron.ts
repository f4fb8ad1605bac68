// A fake Electron: one window with one page, and the messages between its preload and main.

import assert from "node:assert/strict";
import { EventEmitter } from "node:events";
import { register } from "node:module";
import { MessageChannel, type MessagePort } from "node:worker_threads";

import type { WebContents } from "electron";

import { createCore } from "../src/main/core.js";
import { limitsOf } from "../src/main/limits.js";
import { MAIN, type Pipe } from "../src/main/pipe.js";
import type { Preload } from "../src/preload.js";
import { unpack } from "../src/wire/buffers.js";
import { eachFrame } from "../src/wire/frames.js";
import { MainPort } from "./main-port.js";
import { tables } from "./tables.js";
import { until } from "./until.js";

const ORIGIN = "https://example.com";

const contents = Object.assign(new EventEmitter(), {
  id: 5,
  mainFrame: {
    processId: 1,
    routingId: 1,
    url: `${ORIGIN}/index.html`,
    origin: ORIGIN,
  },
  isDestroyed: () => false,
  loadURL: () => undefined,
  send: (channel: string, ...args: unknown[]) => {
    const sent = structuredClone(args);
    setImmediate(() => {
      renderer.emit(channel, { senderId: 0 }, ...sent);
    });
  },
});

/** The event of a message of the page. */
const EVENT = {
  sender: contents,
  reply: contents.send,
  processId: 1,
  frameId: 1,
};

const renderer = new EventEmitter();
const ipcMain = new EventEmitter();
const lastArguments: unknown[] = [];
const handlers = new Map<string, (...args: unknown[]) => unknown>();

const ipcRenderer = {
  on: renderer.on.bind(renderer),
  send(channel: string, ...args: unknown[]) {
    const sent = structuredClone(args);
    setImmediate(() => {
      ipcMain.emit(channel, EVENT, ...sent);
    });
  },
  async invoke(channel: string, ...args: unknown[]) {
    const sent = structuredClone(args);
    lastArguments.push(sent.at(-1));
    await Promise.resolve();
    const handler = handlers.get(channel);
    if (handler === undefined) {
      throw new Error(`No handler registered for '${channel}'`);
    }
    return structuredClone(await handler(EVENT, ...sent));
  },
  postMessage(channel: string, message: unknown, [port]: MessagePort[]) {
    assert.ok(port);
    const ports = [new MainPort(port)];
    ipcMain.emit(channel, { ...EVENT, ports }, structuredClone(message));
  },
};

const fake = {
  ipcRenderer,
  contextBridge: {},
  ipcMain: Object.assign(ipcMain, {
    handle: (channel: string, handler: (...args: unknown[]) => unknown) =>
      handlers.set(channel, handler),
  }),
  webContents: { getAllWebContents: () => [] },
  app: Object.assign(new EventEmitter(), { getAppPath: () => "/" }),
  BrowserWindow: { fromWebContents: () => ({ id: 1 }) },
};

/** The page, its preload, main and Rust. */
export interface App {
  readonly page: Preload;
  /** The name of the page. */
  readonly name: string;
  /** Waits for this many frames of the plain door, each with its buffers, and removes them. */
  frames(count: number): Promise<unknown[]>;
  /** Sends the plain door frames of Rust. */
  rust(text: string, ...buffers: Uint8Array[]): void;
  /** Sends main a message that the preload would not send. */
  forge(channel: string, ...args: unknown[]): void;
  /** Calls main as the preload would not. */
  forgeCall(channel: string, ...args: unknown[]): Promise<unknown>;
  /** The last arguments of all calls of the page. */
  readonly lastArguments: readonly unknown[];
  /** The messages that the page sends on a channel from now on. */
  messages(channel: string): readonly unknown[];
  attach(): void;
  detach(): void;
  closePipe(): void;
  openPipe(): void;
  /** Ends the page. */
  unload(): void;
  /** The frames of main itself. */
  readonly mainFrames: string[];
  /** Whether the plain door receives anything. */
  isReceiving(): boolean;
}

/** Makes modules import the fake. */
function install(): void {
  Object.assign(globalThis, {
    fakeElectron: fake,
    window: new EventTarget(),
  });
  const names = Object.keys(fake).join(", ");
  const module = `export const { ${names} } = globalThis.fakeElectron;`;
  const url = `data:text/javascript,${encodeURIComponent(module)}`;
  const hooks = `export function resolve(name, context, next) {
    return name === "electron"
      ? { url: ${JSON.stringify(url)}, shortCircuit: true }
      : next(name, context);
  }`;
  register(`data:text/javascript,${encodeURIComponent(hooks)}`);
}

/** Opens the page. Its port is the page's own end. */
async function openPreload(): Promise<{ page: Preload; port: MessagePort }> {
  const { open } = await import("../src/preload.js");
  const { port1, port2 } = new MessageChannel();
  Object.assign(globalThis, {
    MessageChannel: function () {
      return { port1, port2 };
    },
  });
  const { protocol, schema } = tables;
  const page = open({ protocol, schema, fast: false });
  Object.assign(globalThis, { MessageChannel });
  // A port with a listener would keep the process alive.
  port1.unref();
  port2.unref();
  return { page, port: port1 };
}

/** Opens the page of an application that has not called `connect`, once in a process. */
export async function openUnserved(): Promise<Preload> {
  install();
  const { page } = await openPreload();
  return page;
}

/** Starts everything, once in a process. */
export async function start(): Promise<App> {
  install();
  const { serveWindows } = await import("../src/main/windows.js");
  const { backendGone } = await import("../src/wire/failures.js");

  const core = createCore(tables, limitsOf());
  const windows = serveWindows(core);
  const received: unknown[] = [];
  const mainFrames: string[] = [];
  const pipe: Pipe = {
    send(endpoint, { text, packed }) {
      if (endpoint === MAIN) {
        mainFrames.push(text);
        return;
      }
      const buffers = packed === null ? [] : unpack(packed);
      eachFrame(text, (head, rest, payload) => {
        const header = rest === "" ? head : `${head} ${rest}`;
        const words = payload === "" ? header : `${header} ${payload}`;
        received.push(buffers.length > 0 ? [words, ...buffers] : words);
      });
    },
    close: () => undefined,
  };
  core.pipe = pipe;
  fake.app.emit("web-contents-created", {}, contents);
  contents.emit("did-navigate");
  const target = contents as unknown as WebContents;
  const attach = () => {
    windows.attach(target, { origins: [ORIGIN] });
  };
  attach();
  const { page, port } = await openPreload();
  const { PAGE } = await import("../src/preload/identity.js");
  return {
    page,
    mainFrames,
    name: PAGE,
    async frames(count) {
      await until(() => received.length >= count);
      // Another one would be a mistake.
      await new Promise(setImmediate);
      await new Promise(setImmediate);
      return received.splice(0);
    },
    rust(text, ...buffers) {
      const chunks = buffers.filter(({ length }) => length > 0);
      const lengths = Uint32Array.from(buffers, ({ length }) => length);
      const packed = buffers.length > 0 ? { lengths, chunks } : null;
      core.receivers.get(core.lastEndpoint)?.({ text, packed });
    },
    forge(channel, ...args) {
      ipcMain.emit(channel, EVENT, ...args);
    },
    async forgeCall(channel, ...args) {
      return await handlers.get(channel)?.(EVENT, ...args);
    },
    lastArguments,
    messages(channel) {
      const found: unknown[] = [];
      ipcMain.on(channel, (_event, message: unknown) => found.push(message));
      return found;
    },
    attach,
    detach() {
      windows.detach(target);
    },
    closePipe() {
      core.pipe = null;
      windows.close(backendGone());
    },
    openPipe() {
      core.pipe = pipe;
      windows.detach(target);
      attach();
    },
    isReceiving: () => core.receivers.size > 0,
    unload() {
      port.close();
    },
  };
}
