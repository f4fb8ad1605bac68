// A million calls and a million events through one door: counts those that are lost, doubled or
// misplaced, and measures memory and the longest stall of the main thread.

const { sample } = require("./memory");

/** The number of calls, and of events, between two samples of the memory. */
const CHUNK = 50_000;

/** The most events under way at once. */
const BURST = 10_000;

/** The interval of the timer that detects stalls, in milliseconds. */
const BEAT_MS = 5;

/** Returns `{ calls, events, memory, stall }`. */
exports.soak = async ({ contender, count }, open) => {
  const { window, run } = await open([contender]);
  await run("listen", contender);
  const memory = [await sample(0, window, run)];
  const stalls = measureStalls();
  let wrong = 0;
  for (let done = 0; done < count;) {
    const end = Math.min(done + CHUNK, count);
    stalls.start();
    wrong += await run("count", contender, done, end);
    for (let left = end - done; left > 0; left -= BURST) {
      await run("burst", contender, Math.min(left, BURST));
    }
    stalls.stop();
    done = end;
    memory.push(await sample(done, window, run));
    console.log(`${contender}: ${done} calls and ${done} events`);
  }
  return {
    calls: { ...(await run("counted", contender)), wrong },
    events: await run("received"),
    memory,
    stall: stalls.longest(),
  };
};

/** Measures the longest stall of this thread. */
function measureStalls() {
  let longest = 0;
  let last;
  let timer;
  return {
    start() {
      last = now();
      timer = setInterval(() => {
        const beat = now();
        longest = Math.max(longest, beat - last - BEAT_MS);
        last = beat;
      }, BEAT_MS);
    },
    stop: () => clearInterval(timer),
    longest: () => longest,
  };
}

const now = () => Number(process.hrtime.bigint()) / 1e6;
