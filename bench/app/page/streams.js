// The rows of streams, of requests to the page, and of messages between two pages. A row that needs another page also
// has `join(api, size)`, which runs there before `run` and returns what ends its part.

/** The bytes of a chunk, as those of a file's `stream()`. */
const CHUNK = 64 * 1024;

/** A stream of `size` items. `isRight` checks an item and its number. */
const stream = (size, method, isRight) => ({
  needs: [method],
  times: 1,
  size,
  async run(api, _times, size) {
    let next = 0;
    let right = true;
    await api[method](size, (item) => {
      right = right && isRight(item, next);
      next += 1;
    });
    return right && next === size;
  },
});

/** `size` chunks of bytes from Rust, each with its number. */
const chunksDown = (size) => ({
  needs: ["readChunks"],
  times: 1,
  size,
  async run(api, _times, size) {
    let next = 0;
    let right = true;
    await api.readChunks(size, CHUNK, (chunk) => {
      right =
        right && chunk.length === CHUNK && chunk[CHUNK - 1] === next % 256;
      next += 1;
    });
    return right && next === size;
  },
});

/** `size` chunks of bytes to Rust, each in a buffer of its own and with its number. */
const chunksUp = (size) => ({
  needs: ["sendChunks"],
  times: 1,
  size,
  prepare(size) {
    const chunks = Array.from({ length: size }, (_, number) =>
      new Uint8Array(CHUNK).fill(number),
    );
    const sum = chunks.reduce((sum, chunk) => sum + CHUNK + chunk[0], 0);
    return { chunks, sum };
  },
  run: async (api, _times, _size, { chunks, sum }) =>
    (await api.sendChunks(chunks)) === sum,
});

/** The sum of the numbers below `count`. */
const sumBelow = (count) => (count * (count - 1)) / 2;

/** `size` numbers as a stream to Rust. */
const incoming = (size) => ({
  needs: ["sendNumbers"],
  times: 1,
  size,
  run: async (api, _times, size) =>
    (await api.sendNumbers(size)) === sumBelow(size),
});

/** Requests of Rust, with what the page calls to be asked. */
const asking = (times, size, ask) => ({
  needs: ["askPage", "handleDoubled"],
  times,
  size,
  async run(api, times, size) {
    const stop = api.handleDoubled((number) => 2 * number);
    const right = await ask(api, times, size);
    stop();
    // Rust has forgotten the handler when it answers.
    await api.nothing();
    return right;
  },
});

/** `times` requests, one after the other. */
const request = (times) =>
  asking(
    times,
    1,
    async (api, times) =>
      (await api.askPage(times, false)) === 2 * sumBelow(times + 1),
  );

/** `size` requests at once. */
const requests = (size, times) =>
  asking(times, size, async (api, times, size) => {
    let right = true;
    for (let time = 0; time < times; time++) {
      const sum = await api.askPage(size, true);
      right = right && sum === 2 * sumBelow(size + 1);
    }
    return right;
  });

/** Adds up the numbers below `size`, and calls `tell` with the sum, or with 0 if one was not the next number. */
const adder = (size, tell) => {
  let next = 0;
  let sum = 0;
  let right = true;
  return (number) => {
    right = right && number === next;
    next += 1;
    sum += number;
    if (next === size) {
      tell(right ? sum : 0);
    }
  };
};

/** `size` messages to the other page, which answers the last one. */
const relay = (size) => ({
  needs: ["pass", "onPass", "passed", "onPassed"],
  times: 1,
  size,
  async join(api, size) {
    const stop = api.onPass(adder(size, api.passed));
    // The subscription has arrived when main answers.
    await api.nothing();
    return stop;
  },
  async run(api, _times, size) {
    let stop;
    const sum = new Promise((resolve) => {
      stop = api.onPassed(resolve);
    });
    for (let number = 0; number < size; number++) {
      api.pass(number);
    }
    const right = (await sum) === sumBelow(size);
    stop();
    return right;
  },
});

/** The same on a port between the pages. */
const port = (size) => ({
  needs: ["openPeerPort", "onPeerPort"],
  times: 1,
  size,
  join: (api, size) =>
    api.onPeerPort((port) => {
      const add = adder(size, (sum) => port.postMessage(sum));
      port.onmessage = ({ data }) => add(data);
    }),
  async run(api, _times, size) {
    const port = await api.openPeerPort();
    const sum = new Promise((resolve) => {
      port.onmessage = ({ data }) => resolve(data);
    });
    for (let number = 0; number < size; number++) {
      port.postMessage(number);
    }
    const right = (await sum) === sumBelow(size);
    port.close();
    return right;
  },
});

export const streams = {
  stream: stream(10_000, "readNumbers", (number, index) => number === index),
  "stream-structs": stream(
    1000,
    "readRows",
    ({ id, price }, index) => id === index && price === index / 4,
  ),
  incoming: incoming(10_000),
  "chunks-down": chunksDown(1024),
  "chunks-up": chunksUp(1024),
  request: request(200),
  requests: requests(100, 10),
  relay: relay(10_000),
  port: port(10_000),
};
