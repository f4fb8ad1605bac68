// The contenders, each with the functions of the traits in `bench/ours` that it supports. `read…` calls a function
// with each item of a stream, and `send…` sends a stream of the page.

import { peers, streams } from "./ports.js";

/** The numbers below `count`. */
function* numbersBelow(count) {
  for (let number = 0; number < count; number++) {
    yield number;
  }
}

/** The window's functions take no iterators, only objects with the functions themselves. */
const source = (iterator) => ({
  next: async () => iterator.next(),
  return: async () => iterator.return?.(),
});

const hand = async () => ({
  ...window.handApi,
  ...peers,
  sendNumbers(count) {
    for (const number of numbersBelow(count)) {
      window.handApi.sendNumber(number);
    }
    return window.handApi.sum();
  },
  sendChunks(chunks) {
    for (const chunk of chunks) {
      window.handApi.sendChunk(chunk);
    }
    return window.handApi.stored();
  },
});

/** Our ports to the other page, with the functions of those by hand. */
const peersOf = (streamApi) => {
  const portOf = (port) => ({
    postMessage: port.post,
    set onmessage(listener) {
      port.onMessage((data) => listener({ data }));
    },
    close: port.close,
  });
  const onPeerPort = (listener) =>
    streamApi.onPeer((port) => listener(portOf(port)));
  return {
    onPeerPort,
    async openPeerPort() {
      const opened = Promise.withResolvers();
      const stop = onPeerPort(opened.resolve);
      if (!(await streamApi.join())) {
        opened.reject(new Error("there is no other page"));
      }
      const port = await opened.promise;
      stop();
      return port;
    },
  };
};

async function plain() {
  const { benchApi, streamApi } = window;
  const read = async (stream, onItem) => {
    for (
      let item = await stream.next();
      !item.done;
      item = await stream.next()
    ) {
      onItem(item.value);
    }
  };
  return {
    ...benchApi,
    ...streamApi,
    ...peersOf(streamApi),
    readNumbers: (count, onItem) => read(streamApi.numbers(count), onItem),
    readRows: (count, onItem) => read(streamApi.rows(count), onItem),
    readChunks: (count, length, onItem) =>
      read(streamApi.chunks(count, length), onItem),
    sendNumbers: (count) => streamApi.sum(source(numbersBelow(count))),
    sendChunks: (chunks) => streamApi.store(source(chunks.values())),
  };
}

async function fast() {
  const { benchApi, streamApi } = await import("../ipc/client.js");
  const read = async (stream, onItem) => {
    for await (const item of stream) {
      onItem(item);
    }
  };
  return {
    ...benchApi,
    ...streamApi,
    ...peersOf(streamApi),
    readNumbers: (count, onItem) => read(streamApi.numbers(count), onItem),
    readRows: (count, onItem) => read(streamApi.rows(count), onItem),
    readChunks: (count, length, onItem) =>
      read(streamApi.chunks(count, length), onItem),
    sendNumbers: (count) => streamApi.sum(numbersBelow(count)),
    sendChunks: (chunks) => streamApi.store(chunks),
  };
}

/** number10, whose streams call functions of the page. */
async function number10() {
  const { number10 } = window;
  const read = (download, request, onItem) =>
    new Promise((resolve, reject) =>
      download(request, onItem, resolve, reject),
    );
  return {
    readNumbers: (count, onItem) =>
      read(number10.downloadNumbers, { count }, onItem),
    readRows: (count, onItem) => read(number10.downloadRows, { count }, onItem),
    readChunks: (count, length, onItem) =>
      read(number10.downloadChunks, { count, length }, onItem),
  };
}

export const contenders = {
  hand,
  port: async () => streams,
  plain,
  fast,
  eipc: async () => window.eipc.Bench,
  "electron-trpc": async () => (await import("../rivals/trpc.js")).trpcApi,
  number10,
  "effect-rpc": async () => (await import("../rivals/effect.js")).effectApi,
};
