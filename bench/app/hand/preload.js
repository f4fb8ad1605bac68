// The hand-written preload.
const { contextBridge, ipcRenderer } = require("electron");

/** Subscribes to a channel whose messages have one value. */
const on = (channel) => (listener) => {
  const receive = (_event, value) => listener(value);
  ipcRenderer.on(channel, receive);
  return () => {
    ipcRenderer.removeListener(channel, receive);
  };
};

/** The open streams, by their numbers. */
const streams = new Map();
let lastStream = 0;

/** Opens a stream. The promise resolves at its end. */
const read = (channel, onItem, ...args) =>
  new Promise((resolve) => {
    lastStream += 1;
    streams.set(lastStream, { onItem, resolve });
    ipcRenderer.send(channel, lastStream, ...args);
  });

ipcRenderer.on("hand:item", (_event, id, item) => streams.get(id).onItem(item));
ipcRenderer.on("hand:end", (_event, id) => {
  streams.get(id).resolve();
  streams.delete(id);
});

// The bridge takes no ports: the page gets them in a message.
ipcRenderer.on("hand:port", (event, id) =>
  window.postMessage({ handPort: id }, "*", event.ports),
);

contextBridge.exposeInMainWorld("handApi", {
  nothing: () => ipcRenderer.invoke("hand:nothing"),
  birthday: (person) => ipcRenderer.invoke("hand:birthday", person),
  double: (number) => ipcRenderer.invoke("hand:double", number),
  doubleLater: (number) => ipcRenderer.invoke("hand:double-later", number),
  items: (count) => ipcRenderer.invoke("hand:items", count),
  total: (items) => ipcRenderer.invoke("hand:total", items),
  download: (size) => ipcRenderer.invoke("hand:download", size),
  upload: (bytes) => ipcRenderer.invoke("hand:upload", bytes),
  burst: (count) => ipcRenderer.invoke("hand:burst", count),
  count: (number) => ipcRenderer.send("hand:count", number),
  countBack: (number) => ipcRenderer.invoke("hand:count-back", number),
  counted: () => ipcRenderer.invoke("hand:counted"),
  onTick: on("hand:tick"),

  readNumbers: (count, onItem) => read("hand:numbers", onItem, count),
  readRows: (count, onItem) => read("hand:rows", onItem, count),
  readChunks: (count, length, onItem) =>
    read("hand:chunks", onItem, count, length),
  sendNumber: (number) => ipcRenderer.send("hand:number", number),
  sum: () => ipcRenderer.invoke("hand:sum"),
  sendChunk: (chunk) => ipcRenderer.send("hand:chunk", chunk),
  stored: () => ipcRenderer.invoke("hand:stored"),
  askPage: (count, isConcurrent) =>
    ipcRenderer.invoke("hand:ask-page", count, isConcurrent),
  handleDoubled: (handler) => {
    const receive = async (_event, id, number) =>
      ipcRenderer.send("hand:answer", id, await handler(number));
    ipcRenderer.on("hand:request", receive);
    return () => {
      ipcRenderer.removeListener("hand:request", receive);
    };
  },
  pass: (number) => ipcRenderer.send("hand:pass", number),
  onPass: on("hand:pass"),
  passed: (sum) => ipcRenderer.send("hand:passed", sum),
  onPassed: on("hand:passed"),
  openPort: (channel, id, ...args) => ipcRenderer.send(channel, id, ...args),
});
