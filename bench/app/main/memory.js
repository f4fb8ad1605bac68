// What is left of a million calls, in both processes.

const v8 = require("v8");
const vm = require("vm");
const { app } = require("electron");

/** How often memory is looked at. */
const SAMPLES = 20;

/** The curve: `[{ calls, pageHeap, page, mainHeap, main }]`, all in bytes. */
exports.memory = async ({ contender, calls }, open) => {
  const { window, run } = await open([contender]);
  const look = (done) => sample(done, window, run);
  // What is there once, such as compiled code, is not what calls leave behind.
  await run("call", contender, Math.ceil(calls / SAMPLES));
  const curve = [await look(0)];
  for (let step = 1; step <= SAMPLES; step++) {
    await run("call", contender, Math.ceil(calls / SAMPLES));
    curve.push(await look(Math.ceil(calls / SAMPLES) * step));
  }
  console.log(`measured the memory of ${contender}`);
  return curve;
};

async function sample(calls, window, run) {
  const pageHeap = await run("heap");
  collect();
  const page = window.webContents.getOSProcessId();
  const metrics = app.getAppMetrics().find(({ pid }) => pid === page);
  const { heapUsed, rss } = process.memoryUsage();
  return {
    calls,
    pageHeap,
    page: metrics.memory.workingSetSize * 1024,
    mainHeap: heapUsed,
    main: rss,
  };
}

exports.sample = sample;

/** Collects the garbage of this process. */
function collect() {
  v8.setFlagsFromString("--expose-gc");
  vm.runInNewContext("gc")();
}
