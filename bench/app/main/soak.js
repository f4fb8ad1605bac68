// Sends a million calls and a million events through one door. Checks for lost, doubled and misplaced
// ones, and measures the memory and the longest stall of the main thread.

const { sample } = require("./memory");

/** The number of calls, and of events, between two samples of the memory. */
const CHUNK = 50_000;

/** The most events in flight. */
const BURST = 10_000;

/** The interval of the timer that measures stalls, in milliseconds. */
const BEAT = 5;

/** `{ calls, events, memory, stall }`. */
exports.soak = async ({ contender, count }, open) => {
  const { window, run } = await open([contender]);
  await run("listen", contender);
  const memory = [await sample(0, window, run)];
  const pulse = feel();
  let wrong = 0;
  for (let done = 0; done < count;) {
    const end = Math.min(done + CHUNK, count);
    pulse.start();
    wrong += await run("count", contender, done, end);
    for (let left = end - done; left > 0; left -= BURST) {
      await run("burst", contender, Math.min(left, BURST));
    }
    pulse.stop();
    done = end;
    memory.push(await sample(done, window, run));
    console.log(`${contender}: ${done} calls and ${done} events`);
  }
  return {
    calls: { ...(await run("counted", contender)), wrong },
    events: await run("heard"),
    memory,
    stall: pulse.longest(),
  };
};

/** Measures the longest delay of a timer on this thread. */
function feel() {
  let longest = 0;
  let last;
  let timer;
  return {
    start() {
      last = now();
      timer = setInterval(() => {
        const beat = now();
        longest = Math.max(longest, beat - last - BEAT);
        last = beat;
      }, BEAT);
    },
    stop: () => clearInterval(timer),
    longest: () => longest,
  };
}

const now = () => Number(process.hrtime.bigint()) / 1e6;
