// Sends a million calls and a million events through one door. Counts those that are lost, duplicated or
// misplaced, and measures the memory and the longest stall of the main thread.

const { sample } = require("./memory");

/** The number of calls, and of events, between two memory samples. */
const CHUNK = 50_000;

/** The maximum number of events in flight. */
const BURST = 10_000;

/** The interval of the timer that measures stalls, in milliseconds. */
const INTERVAL = 5;

/** `{ calls, events, memory, stall }`. */
exports.soak = async ({ contender, count }, open) => {
  const { window, run } = await open([contender]);
  await run("listen", contender);
  const memory = [await sample(0, window, run)];
  const stalls = stallMeter();
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

/** Measures the longest delay of a timer on this thread. */
function stallMeter() {
  let longest = 0;
  let last;
  let timer;
  return {
    start() {
      last = now();
      timer = setInterval(() => {
        const time = now();
        longest = Math.max(longest, time - last - INTERVAL);
        last = time;
      }, INTERVAL);
    },
    stop: () => clearInterval(timer),
    longest: () => longest,
  };
}

const now = () => Number(process.hrtime.bigint()) / 1e6;
