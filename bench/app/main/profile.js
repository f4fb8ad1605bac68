// Profiles rows: writes CPU profiles of both processes for Chromium's developer tools, and reports the functions
// that take the most time.

const fs = require("fs");
const path = require("path");
const { Session } = require("inspector");
const { promisify } = require("util");
const { sampler } = require("./sampler");

/** The number of functions to report for each process. */
const FUNCTION_COUNT = 12;

/** The interval of the profilers, in microseconds. */
const INTERVAL = 100;

/** `[{ row, contender, process, functions: [{ name, share }] }]`. Writes the profiles into the folder. */
exports.profile = async ({ contenders, rows, rounds, folder }, open) => {
  const page = await open(contenders);
  const profilers = {
    main: profilerOfMain(),
    page: profilerOf(page.window.webContents),
  };
  fs.mkdirSync(folder, { recursive: true });
  const results = [];
  for (const row of rows) {
    const { participants, sample, end } = await sampler(
      row,
      contenders,
      page,
      open,
    );
    for (const contender of participants) {
      // Warm up, because compiling does not belong to the row.
      await sample(contender, false);
      await all(profilers, (post) => post("Profiler.start"));
      for (let round = 0; round < rounds; round++) {
        await sample(contender, false);
      }
      const stopped = await all(profilers, (post) => post("Profiler.stop"));
      for (const [process, { profile }] of Object.entries(stopped)) {
        const name = `${row}-${contender}-${process}.cpuprofile`;
        fs.writeFileSync(path.join(folder, name), JSON.stringify(profile));
        results.push({ row, contender, process, functions: busiest(profile) });
      }
    }
    await end();
    console.log(`profiled ${row}`);
  }
  return results;
};

/** The profiler of this process. */
async function profilerOfMain() {
  const session = new Session();
  session.connect();
  return ready(promisify(session.post.bind(session)));
}

/** The profiler of the page's process. */
async function profilerOf({ debugger: session }) {
  session.attach();
  return ready((method, params) => session.sendCommand(method, params));
}

async function ready(post) {
  await post("Profiler.enable");
  await post("Profiler.setSamplingInterval", { interval: INTERVAL });
  return post;
}

/** The results of an action on each profiler, by process. */
async function all(profilers, action) {
  const done = {};
  for (const [process, profiler] of Object.entries(profilers)) {
    done[process] = await action(await profiler);
  }
  return done;
}

/** The functions with the largest shares of a profile's time, in percent, without the functions that they call. */
function busiest({ nodes, samples, timeDeltas }) {
  const names = new Map(
    nodes.map(({ id, callFrame }) => [id, shownName(callFrame)]),
  );
  const times = new Map();
  let total = 0;
  samples.forEach((id, index) => {
    const name = names.get(id);
    times.set(name, (times.get(name) || 0) + timeDeltas[index]);
    total += timeDeltas[index];
  });
  return [...times]
    .sort(([, a], [, b]) => b - a)
    .slice(0, FUNCTION_COUNT)
    .map(([name, time]) => ({ name, share: (100 * time) / total }));
}

function shownName({ functionName, url, lineNumber }) {
  const name = functionName || "(anonymous)";
  return url === "" ? name : `${name} ${path.basename(url)}:${lineNumber + 1}`;
}
