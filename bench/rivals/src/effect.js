// The page's part of electron-effect-rpc.

import { Effect, Stream } from "effect";
import { ipc } from "./effect-ipc";

const { streamClient } = ipc.renderer(window.effectRpc);

const read = (stream, onItem) =>
  Effect.runPromise(
    Stream.runForEach(stream, (item) => Effect.sync(() => onItem(item))),
  );

export const effectApi = {
  readNumbers: (count, onItem) => read(streamClient.Numbers({ count }), onItem),
  readRows: (count, onItem) => read(streamClient.Rows({ count }), onItem),
  readChunks: (count, length, onItem) =>
    read(streamClient.Chunks({ count, length }), onItem),
};
