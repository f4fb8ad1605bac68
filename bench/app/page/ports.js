// The page's part of the hand-written ports.

/** What takes the ports that are on their way, by their numbers. */
const expected = new Map();
let lastPort = 0;

window.addEventListener("message", ({ source, data, ports }) => {
  const take = source === window && expected.get(data.handPort);
  if (take) {
    expected.delete(data.handPort);
    take(ports[0]);
  }
});

/** Asks main for a port. */
const open = (channel, ...args) =>
  new Promise((resolve) => {
    lastPort += 1;
    expected.set(lastPort, resolve);
    window.handApi.openPort(channel, lastPort, ...args);
  });

/** Reads a stream on a port of its own: lists of items, and `null` after the last item. */
async function read(channel, onItem, ...args) {
  const port = await open(channel, ...args);
  await new Promise((resolve) => {
    port.onmessage = ({ data }) => {
      for (const item of data) {
        if (item === null) {
          resolve();
        } else {
          onItem(item);
        }
      }
    };
  });
  port.close();
}

/** The streams that come on ports. */
export const streams = {
  readNumbers: (count, onItem) => read("hand:port-numbers", onItem, count),
  readRows: (count, onItem) => read("hand:port-rows", onItem, count),
  readChunks: (count, length, onItem) =>
    read("hand:port-chunks", onItem, count, length),
};

/** The port to the other page. */
export const peers = {
  openPeerPort: () => open("hand:peer-port"),
  onPeerPort: (listener) => {
    expected.set("peer", listener);
    return () => {
      expected.delete("peer");
    };
  },
};
