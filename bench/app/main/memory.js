// The memory in use during a million calls, in both processes.

const v8 = require("v8");
const vm = require("vm");
const { app } = require("electron");

/** The number of samples. */
const SAMPLES = 20;

/** Returns `[{ calls, pageHeap, page, mainHeap, main }]`, in bytes. */
exports.memory = async ({ contender, calls }, open) => {
  const { window, run } = await open([contender]);
  const takeSample = (done) => sample(done, window, run);
  // The first calls allocate memory that stays, such as compiled code.
  await run("call", contender, Math.ceil(calls / SAMPLES));
  const curve = [await takeSample(0)];
  for (let step = 1; step <= SAMPLES; step++) {
    await run("call", contender, Math.ceil(calls / SAMPLES));
    curve.push(await takeSample(Math.ceil(calls / SAMPLES) * step));
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
