// What is measured. A row has
// - `needs`: the functions without which a contender is left out,
// - `times`: how often `run` does it in one sample, so that a sample is long beside the clock's step,
// - `prepare()`: makes what `run` gets as its third argument, outside of the measurement,
// - `run(api, times, prepared)`: does it, and returns whether all went right.

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

/** Calls one after the other, each when the last is answered. */
const oneByOne = (method, call) => ({
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

/** 1,000 calls, made at once. */
const atOnce = (method) => ({
  needs: [method],
  times: 1,
  async run(api) {
    const numbers = Array.from({ length: 1000 }, (_, number) => number);
    const doubled = await Promise.all(
      numbers.map((number) => api[method](number)),
    );
    return doubled.every((double, number) => double === 2 * number);
  },
});

const reply = (count, times) => ({
  needs: ["items"],
  times,
  async run(api, times) {
    let right = true;
    for (let time = 0; time < times; time++) {
      const got = await api.items(count);
      right = right && got.length === count && got[count - 1].id === count - 1;
    }
    return right;
  },
});

const argument = (count, times) => ({
  needs: ["total"],
  times,
  prepare: () => ({ list: items(count), sum: sum(items(count)) }),
  async run(api, times, { list, sum }) {
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
  prepare: () => new Uint8Array(size).fill(7),
  async run(api, times, bytes) {
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
  async run(api, times) {
    let right = true;
    for (let time = 0; time < times; time++) {
      const bytes = await api.download(size);
      right = right && bytes.length === size && bytes[size - 1] === 7;
    }
    return right;
  },
});

/** `count` events, from the call that starts them until the page has handled the last. */
const events = (count) => ({
  needs: ["burst", "onTick"],
  times: 1,
  async run(api) {
    let next = 0;
    let right = true;
    let stop;
    const last = new Promise((resolve) => {
      stop = api.onTick((number) => {
        right = right && number === next;
        next += 1;
        if (next === count) {
          resolve();
        }
      });
    });
    await Promise.all([api.burst(count), last]);
    stop();
    return right;
  },
});

export const rows = {
  call: oneByOne("nothing", async (api) => (await api.nothing()) == null),
  struct: oneByOne(
    "birthday",
    async (api) => (await api.birthday(person)).age === 37,
  ),
  calls: atOnce("double"),
  "async-calls": atOnce("doubleLater"),
  events: events(5000),
  "reply-100": reply(100, 20),
  "reply-10000": reply(10_000, 1),
  "argument-100": argument(100, 20),
  "argument-10000": argument(10_000, 1),
  "up-1": up(MIB, 10),
  "up-64": up(64 * MIB, 1),
  "down-1": down(MIB, 10),
  "down-64": down(64 * MIB, 1),
};
