// The rows of the benchmark: calls, events and values here, all others in `streams.js`. A row has
// - `needs`: the functions that a contender must have to take part,
// - `times`: the number of repetitions in a sample, so that a sample is long compared with the clock's resolution,
// - `size`: the number or size of the values, by default 1,
// - `prepare(size)`: creates the last argument of `run`, outside the measurement,
// - `run(api, times, size, prepared)`: runs the row, and returns whether all results were right.

import { streams } from "./streams.js";

const MIB = 1024 * 1024;

const person = { name: "Ada", age: 36, admin: true };

const items = (count) =>
  Array.from({ length: count }, (_, id) => ({
    id,
    name: `item ${id}`,
    price: id / 4,
    sold: id % 2 === 0,
  }));

const sum = (items) => items.reduce((sum, { price }) => sum + price, 0);

/** Sequential calls. Each waits for the answer to the previous one. */
const sequential = (method, call) => ({
  needs: [method],
  times: 200,
  async run(api, times) {
    let right = true;
    for (let time = 0; time < times; time++) {
      right = (await call(api)) && right;
    }
    return right;
  },
});

/** `size` concurrent calls. */
const concurrent = (method, size) => ({
  needs: [method],
  times: 1,
  size,
  async run(api, _times, size) {
    const numbers = Array.from({ length: size }, (_, number) => number);
    const doubled = await Promise.all(
      numbers.map((number) => api[method](number)),
    );
    return doubled.every((double, number) => double === 2 * number);
  },
});

const reply = (size, times) => ({
  needs: ["items"],
  times,
  size,
  async run(api, times, size) {
    let right = true;
    for (let time = 0; time < times; time++) {
      const got = await api.items(size);
      right = right && got.length === size && got[size - 1].id === size - 1;
    }
    return right;
  },
});

const argument = (size, times) => ({
  needs: ["total"],
  times,
  size,
  prepare: (size) => ({ list: items(size), sum: sum(items(size)) }),
  async run(api, times, _size, { list, sum }) {
    let right = true;
    for (let time = 0; time < times; time++) {
      right = (await api.total(list)) === sum && right;
    }
    return right;
  },
});

const up = (size, times) => ({
  needs: ["upload"],
  times,
  size,
  prepare: (size) => new Uint8Array(size).fill(7),
  async run(api, times, size, bytes) {
    let right = true;
    for (let time = 0; time < times; time++) {
      right = (await api.upload(bytes)) === size && right;
    }
    return right;
  },
});

const down = (size, times) => ({
  needs: ["download"],
  times,
  size,
  async run(api, times, size) {
    let right = true;
    for (let time = 0; time < times; time++) {
      const bytes = await api.download(size);
      right = right && bytes.length === size && bytes[size - 1] === 7;
    }
    return right;
  },
});

/** `size` events, from the call that starts them until the page has handled the last one. */
const events = (size) => ({
  needs: ["burst", "onTick"],
  times: 1,
  size,
  async run(api, _times, size) {
    let next = 0;
    let right = true;
    let stop;
    const last = new Promise((resolve) => {
      stop = api.onTick((number) => {
        right = right && number === next;
        next += 1;
        if (next === size) {
          resolve();
        }
      });
    });
    await Promise.all([api.burst(size), last]);
    stop();
    return right;
  },
});

export const rows = {
  call: sequential("nothing", async (api) => (await api.nothing()) == null),
  struct: sequential(
    "birthday",
    async (api) => (await api.birthday(person)).age === 37,
  ),
  calls: concurrent("double", 1000),
  "async-calls": concurrent("doubleLater", 1000),
  events: events(5000),
  "reply-100": reply(100, 20),
  "reply-10000": reply(10_000, 1),
  "argument-100": argument(100, 20),
  "argument-10000": argument(10_000, 1),
  "up-1": up(MIB, 10),
  "up-16": up(16 * MIB, 4),
  "down-1": down(MIB, 10),
  "down-16": down(16 * MIB, 4),
  ...streams,
};
