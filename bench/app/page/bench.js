// The page: runs what main asks for, times it, and checks the results.

import { contenders } from "./contenders.js";
import { rows } from "./rows.js";

/** The factor by which rows are smaller in a smoke test. */
const SMALLER = 100;

const apis = new Map();
const prepared = new Map();

/** The value in a map, which is made first if it is missing. */
async function once(map, key, make) {
  if (!map.has(key)) {
    map.set(key, await make());
  }
  return map.get(key);
}

const apiOf = (contender) => once(apis, contender, contenders[contender]);

window.bench = {
  rows: Object.keys(rows),

  /** Whether a contender can run a row. */
  async can(contender, row) {
    const api = await apiOf(contender);
    return rows[row].needs.every((name) => name in api);
  },

  /** Runs a row once, and returns the milliseconds of each repetition. */
  async sample(contender, row, smoke) {
    const { times, size = 1, prepare = () => undefined, run } = rows[row];
    const api = await apiOf(contender);
    const count = smoke ? 1 : times;
    const many = smoke ? Math.ceil(size / SMALLER) : size;
    const input = await once(prepared, row, () => prepare(many));
    const start = performance.now();
    const right = await run(api, count, many, input);
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

  /** Sends the numbers from `first` to `end` in calls, 1,000 at once. Returns the number of wrong answers. */
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

  /** The numbers that Rust has counted. */
  async counted(contender) {
    return (await apiOf(contender)).counted();
  },

  /** Listens to events, and checks that each has the next number of a burst. */
  async listen(contender) {
    const api = await apiOf(contender);
    window.heard = { events: 0, misplaced: 0, next: 0, whenHeard: () => {} };
    api.onTick((number) => {
      const heard = window.heard;
      heard.events += 1;
      heard.misplaced += number === heard.next ? 0 : 1;
      heard.next = number + 1;
      heard.whenHeard();
    });
  },

  /** Runs a burst of events, until all have arrived. */
  async burst(contender, count) {
    const api = await apiOf(contender);
    const heard = window.heard;
    const goal = heard.events + count;
    heard.next = 0;
    const all = new Promise((resolve) => {
      heard.whenHeard = () => heard.events >= goal && resolve();
    });
    await Promise.all([api.burst(count), all]);
  },

  /** The events that have arrived so far. */
  heard() {
    const { events, misplaced } = window.heard;
    return { events, misplaced };
  },
};
