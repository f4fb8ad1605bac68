// The page: runs and times rows for main, and checks their results.

import { contenders } from "./contenders.js";
import { rows } from "./rows.js";

/** The factor by which smoke tests reduce the sizes of rows. */
const SMOKE_FACTOR = 100;

const apis = new Map();
const prepared = new Map();

/** Makes a value on first use. */
async function once(map, key, make) {
  if (!map.has(key)) {
    map.set(key, await make());
  }
  return map.get(key);
}

const apiOf = (contender) => once(apis, contender, contenders[contender]);

window.bench = {
  rows: Object.keys(rows),

  /** Whether a contender has the functions that a row needs. */
  async can(contender, row) {
    const api = await apiOf(contender);
    return rows[row].needs.every((name) => name in api);
  },

  /** Runs a row once. Returns the milliseconds per repetition. */
  async sample(contender, row, smoke) {
    const { times, size = 1, prepare = () => undefined, run } = rows[row];
    const api = await apiOf(contender);
    const count = smoke ? 1 : times;
    const many = smoke ? Math.ceil(size / SMOKE_FACTOR) : size;
    const input = await once(prepared, row, () => prepare(many));
    const start = performance.now();
    const right = await run(api, count, many, input);
    const time = (performance.now() - start) / count;
    if (!right) {
      throw new Error(`${contender} got "${row}" wrong`);
    }
    return time;
  },

  /** Drops the prepared inputs, and collects the garbage. */
  settle() {
    prepared.clear();
    window.gc();
  },

  /** Makes `count` calls, 1,000 at once. */
  async call(contender, count) {
    const api = await apiOf(contender);
    for (let first = 0; first < count; first += 1000) {
      const length = Math.min(1000, count - first);
      const numbers = Array.from({ length }, (_, at) => first + at);
      const doubled = await Promise.all(
        numbers.map((number) => api.double(number)),
      );
      if (doubled.some((double, at) => double !== 2 * numbers[at])) {
        throw new Error(`${contender} got a call wrong`);
      }
    }
  },

  /** The bytes in use in the page's heap. */
  heap() {
    window.gc();
    return performance.memory.usedJSHeapSize;
  },

  /** Counts from `first` to `end` with calls, 1,000 at once. Returns the number of wrong answers. */
  async count(contender, first, end) {
    const api = await apiOf(contender);
    let wrong = 0;
    for (let at = first; at < end;) {
      const answers = [];
      for (const stop = Math.min(at + 1000, end); at < stop; at++) {
        const number = at;
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

  /** The count as Rust has seen it. */
  async counted(contender) {
    return (await apiOf(contender)).counted();
  },

  /** Counts events, and those whose number is not the next one of their burst. */
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

  /** Starts one burst of events, and waits for all of them. */
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

  /** The counts of events so far. */
  received() {
    const { events, misplaced } = window.received;
    return { events, misplaced };
  },
};
