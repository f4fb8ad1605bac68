// Measures the memory of both processes over a million calls.

const v8 = require("v8");
const vm = require("vm");
const { app } = require("electron");

/** The number of samples. */
const SAMPLES = 20;

/** The samples, `[{ calls, pageHeap, page, mainHeap, main }]`, all in bytes. */
exports.memory = async ({ contender, calls }, open) => {
  const { window, run } = await open([contender]);
  const sampleAfter = (done) => sample(done, window, run);
  // Warm up, because compiled code and the like are allocated only once.
  await run("call", contender, Math.ceil(calls / SAMPLES));
  const curve = [await sampleAfter(0)];
  for (let step = 1; step <= SAMPLES; step++) {
    await run("call", contender, Math.ceil(calls / SAMPLES));
    curve.push(await sampleAfter(Math.ceil(calls / SAMPLES) * step));
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

/** Collects garbage in this process. */
function collect() {
  v8.setFlagsFromString("--expose-gc");
  vm.runInNewContext("gc")();
}
