// A million calls and a million events through one door: is anything lost, doubled or misplaced,
// does memory grow, and how long does the main thread stand still?

const { sample } = require("./memory");

/** How many calls, and how many events, there are between two looks at the memory. */
const CHUNK = 50_000;

/** How many events are on their way at most. */
const BURST = 10_000;

/** How often the main thread shows that it lives, in milliseconds. */
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

/** Feels the pulse of this thread: the longest that a beat was late. */
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
