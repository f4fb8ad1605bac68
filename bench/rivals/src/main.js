// The handlers of the rivals, which call the same Rust through the hand-written addon.

import {
  AbstractRegisterStreamDownload,
  defineStreamDownloadHandlers,
} from "@number10/electron-ipc";
import { initTRPC } from "@trpc/server";
import { observable } from "@trpc/server/observable";
import { Context, Stream } from "effect";
import { ipcMain } from "electron";
import { createIPCHandler } from "electron-trpc/main";
import { Bench } from "../wiring/browser/eipc";
import { ipc } from "./effect-ipc";

const addon = require("../bench-hand.node");

/** EIPC, through `webContents.ipc`. */
export function serveEipc(window) {
  const dispatcher = Bench.for(window.webContents).setImplementation({
    nothing: () => addon.nothing(),
    birthday: (person) => addon.birthday(person),
    double: (value) => addon.double(value),
    doubleLater: (value) => addon.doubleLater(value),
    items: (count) => addon.items(count),
    total: (items) => addon.total(items),
    download: (size) => addon.download(size),
    upload: (bytes) => addon.upload(bytes),
    burst: (count) =>
      addon.burst(count, (number) => dispatcher.dispatchTick(number)),
  });
}

/** electron-trpc. Its option `windows` cleans up after navigations, which do not happen here. */
export function serveTrpc() {
  const { procedure, router } = initTRPC.create();
  const input = procedure.input((value) => value);
  const listeners = new Set();
  createIPCHandler({
    router: router({
      nothing: procedure.mutation(() => addon.nothing()),
      birthday: input.mutation(({ input }) => addon.birthday(input)),
      // electron-trpc drops falsy arguments.
      double: input.mutation(({ input }) => addon.double(input ?? 0)),
      doubleLater: input.mutation(({ input }) => addon.doubleLater(input ?? 0)),
      items: input.query(({ input }) => addon.items(input)),
      total: input.mutation(({ input }) => addon.total(input)),
      download: input.query(({ input }) => addon.download(input)),
      upload: input.mutation(({ input }) => addon.upload(input)),
      burst: input.mutation(({ input }) =>
        addon.burst(input, (number) => {
          for (const listener of listeners) {
            listener.next(number);
          }
        }),
      ),
      tick: procedure.subscription(() =>
        observable((listener) => {
          listeners.add(listener);
          return () => listeners.delete(listener);
        }),
      ),
    }),
  });
}

/** A stream of the addon. `open` calls it with the function that takes the items, and `null` after the last. */
const readable = (open) =>
  new ReadableStream({
    start: (controller) =>
      open((item) => {
        if (item === null) {
          controller.close();
        } else {
          controller.enqueue(item);
        }
      }),
  });

/** number10. It traces every item unless its inspector says that the trace is off. */
export function serveNumber10() {
  ipcMain.handle("INSPECTOR:GET_STATUS", () => ({ traceEnabled: false }));
  class Downloads extends AbstractRegisterStreamDownload {
    handlers = defineStreamDownloadHandlers({
      Numbers: ({ count }) => readable((take) => addon.numbers(count, take)),
      Rows: ({ count }) => readable((take) => addon.rows(count, take)),
      Chunks: ({ count, length }) =>
        readable((take) => addon.chunks(count, length, take)),
    });
  }
  Downloads.register();
}

/** electron-effect-rpc. */
export function serveEffect(window) {
  const stream = (open) =>
    Stream.fromReadableStream({
      evaluate: () => readable(open),
      onError: (error) => error,
    });
  ipc
    .main({
      ipcMain,
      handlers: {},
      streamHandlers: {
        Numbers: ({ count }) => stream((take) => addon.numbers(count, take)),
        Rows: ({ count }) => stream((take) => addon.rows(count, take)),
        Chunks: ({ count, length }) =>
          stream((take) => addon.chunks(count, length, take)),
      },
      context: Context.empty(),
      getWindows: () => [window],
    })
    .start();
}
