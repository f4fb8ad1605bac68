// The hand-written streams, as events and on ports, the requests to pages, and the messages between pages.
const { ipcMain, MessageChannelMain } = require("electron");
const addon = require("../bench-hand.node");

const pages = new Set();

exports.addPage = (window) => {
  const page = window.webContents;
  pages.add(page);
  window.once("closed", () => pages.delete(page));
};

/** The streams of the addon. Each calls a function with its items, and with `null` after the last. */
const STREAMS = ["numbers", "rows", "chunks"];

exports.serve = () => {
  for (const name of STREAMS) {
    ipcMain.on(`hand:${name}`, ({ sender }, id, ...args) =>
      addon[name](...args, asEvents(sender, id)),
    );
    ipcMain.on(`hand:port-${name}`, ({ sender }, id, ...args) =>
      addon[name](...args, onPort(openPort(sender, id))),
    );
  }

  ipcMain.on("hand:number", (_event, number) => addon.takeNumber(number));
  ipcMain.handle("hand:sum", () => addon.sum());
  ipcMain.on("hand:chunk", (_event, chunk) => addon.takeChunk(chunk));
  ipcMain.handle("hand:stored", () => addon.stored());

  ipcMain.handle("hand:ask-page", ({ sender }, count, isConcurrent) =>
    addon.askPage(count, isConcurrent, (id, number) =>
      sender.send("hand:request", id, number),
    ),
  );
  ipcMain.on("hand:answer", (_event, id, answer) => addon.answer(id, answer));

  for (const channel of ["hand:pass", "hand:passed"]) {
    ipcMain.on(channel, ({ sender }, number) => {
      for (const page of others(sender)) {
        page.send(channel, number);
      }
    });
  }
  ipcMain.on("hand:peer-port", ({ sender }, id) => {
    const { port1, port2 } = new MessageChannelMain();
    sender.postMessage("hand:port", id, [port1]);
    for (const page of others(sender)) {
      page.postMessage("hand:port", "peer", [port2]);
    }
  });
};

const others = (sender) => [...pages].filter((page) => page !== sender);

/** Sends the items of a stream as events. */
const asEvents = (page, id) => (item) => {
  if (item === null) {
    page.send("hand:end", id);
  } else {
    page.send("hand:item", id, item);
  }
};

/** Gives a page a port. Returns the other one. */
function openPort(page, id) {
  const { port1, port2 } = new MessageChannelMain();
  page.postMessage("hand:port", id, [port2]);
  return port1;
}

/** Sends the items of a stream on a port. All items of a turn of the event loop are one message. */
function onPort(port) {
  let items = [];
  const flush = () => {
    port.postMessage(items);
    items = [];
  };
  return (item) => {
    if (items.push(item) === 1) {
      setImmediate(flush);
    }
  };
}
