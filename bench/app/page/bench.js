// The page: runs and times the rows for the main process, and checks the results.

import { contenders } from "./contenders.js";
import { rows } from "./rows.js";

/** The divisor of the sizes of rows in a smoke test. */
const SMOKE_DIVISOR = 100;

const apis = new Map();
const prepared = new Map();
let leave = () => {};

/** The value of a key, which is created if it is missing. */
async function getOrMake(map, key, make) {
  if (!map.has(key)) {
    map.set(key, await make());
  }
  return map.get(key);
}

/** The size of a row. In a smoke test at least 2, so that what is concurrent stays so. */
const scaled = (size, smoke) =>
  smoke ? Math.min(size, Math.max(2, Math.ceil(size / SMOKE_DIVISOR))) : size;

const apiOf = (contender) => getOrMake(apis, contender, contenders[contender]);

window.bench = {
  rows: Object.keys(rows),

  /** Whether a contender can run a row. */
  async can(contender, row) {
    const api = await apiOf(contender);
    return rows[row].needs.every((name) => name in api);
  },

  /** Whether a row needs another page. */
  isShared: (row) => "join" in rows[row],

  /** Takes part in a sample of another page. */
  async join(contender, row, smoke) {
    const { size, join } = rows[row];
    leave = await join(await apiOf(contender), scaled(size, smoke));
  },

  /** Ends the part in the sample of the other page. */
  leave: () => leave(),

  /** Runs a sample of a row, and returns the milliseconds per repetition. */
  async sample(contender, row, smoke) {
    const { times, size = 1, prepare = () => undefined, run } = rows[row];
    const api = await apiOf(contender);
    const count = smoke ? 1 : times;
    const length = scaled(size, smoke);
    const input = await getOrMake(prepared, row, () => prepare(length));
    const start = performance.now();
    const right = await run(api, count, length, input);
    const time = (performance.now() - start) / count;
    if (!right) {
      throw new Error(`${contender} got "${row}" wrong`);
    }
    return time;
  },

  /** Drops the prepared values of a row, and collects garbage. */
  settle() {
    prepared.clear();
    window.gc();
  },

  /** Makes `count` calls, 1,000 at a time. */
  async call(contender, count) {
    const api = await apiOf(contender);
    for (let first = 0; first < count; first += 1000) {
      const length = Math.min(1000, count - first);
      const numbers = Array.from({ length }, (_, index) => first + index);
      const doubled = await Promise.all(
        numbers.map((number) => api.double(number)),
      );
      if (doubled.some((double, index) => double !== 2 * numbers[index])) {
        throw new Error(`${contender} got a call wrong`);
      }
    }
  },

  /** The used bytes of the page's heap. */
  heap() {
    window.gc();
    return performance.memory.usedJSHeapSize;
  },

  /** Sends the numbers from `first` to below `end` in calls, 1,000 at a time. Returns the number of wrong answers. */
  async count(contender, first, end) {
    const api = await apiOf(contender);
    let wrong = 0;
    for (let next = first; next < end;) {
      const answers = [];
      for (const stop = Math.min(next + 1000, end); next < stop; next++) {
        const number = next;
        if (number % 2 === 0) {
          api.count(number);
        } else {
          answers.push(
            api.countBack(number).then((back) => {
              wrong += back === number ? 0 : 1;
            }),
          );
        }
      }
      await Promise.all(answers);
    }
    return wrong;
  },

  /** The counts of the numbers that Rust has received. */
  async counted(contender) {
    return (await apiOf(contender)).counted();
  },

  /** Counts events, and checks that each has the next number of its burst. */
  async listen(contender) {
    const api = await apiOf(contender);
    window.received = {
      events: 0,
      misplaced: 0,
      next: 0,
      onReceived: () => {},
    };
    api.onTick((number) => {
      const received = window.received;
      received.events += 1;
      received.misplaced += number === received.next ? 0 : 1;
      received.next = number + 1;
      received.onReceived();
    });
  },

  /** Runs a burst of events, and waits until all have arrived. */
  async burst(contender, count) {
    const api = await apiOf(contender);
    const received = window.received;
    const goal = received.events + count;
    received.next = 0;
    const all = new Promise((resolve) => {
      received.onReceived = () => received.events >= goal && resolve();
    });
    await Promise.all([api.burst(count), all]);
  },

  /** The counts of the events that have arrived. */
  received() {
    const { events, misplaced } = window.received;
    return { events, misplaced };
  },
};
