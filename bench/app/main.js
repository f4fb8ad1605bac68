// The main process of the benchmark: runs the job in the file on the command line, and writes the results
// into the file that the job names.

const fs = require("fs");
const os = require("os");
const { app, BrowserWindow } = require("electron");
const contenders = require("./main/contenders");
const { rows } = require("./main/rows");
const { preload } = require("./main/preload");
const { memory } = require("./main/memory");
const { profile } = require("./main/profile");
const { soak } = require("./main/soak");

const JOBS = { rows, profile, preload, memory, soak };

/** The timeout of a request to the page, in milliseconds. */
const TIMEOUT = 180_000;

const job = JSON.parse(fs.readFileSync(process.argv[process.argv.length - 1]));

app.commandLine.appendSwitch("js-flags", "--expose-gc");
app.commandLine.appendSwitch("enable-precise-memory-info");

/** Opens the page of the benchmark for some contenders. `run` calls a function of `window.bench`. */
async function open(names) {
  const window = new BrowserWindow({
    webPreferences: {
      preload: contenders.preload(names),
      sandbox: true,
      contextIsolation: true,
      backgroundThrottling: false,
    },
  });
  await contenders.serve(names, window);
  await window.loadFile("index.html");
  return {
    window,
    run: (name, ...args) =>
      withTimeout(
        `bench.${name}(${args.join(", ")})`,
        window.webContents.executeJavaScript(
          `window.bench.${name}(...${JSON.stringify(args)})`,
        ),
      ),
  };
}

/** Rejects if `promise` takes too long. */
function withTimeout(label, promise) {
  let timer;
  const timeout = new Promise((_resolve, reject) => {
    timer = setTimeout(
      () => reject(new Error(`${label} has timed out`)),
      TIMEOUT,
    );
  });
  return Promise.race([promise, timeout]).finally(() => clearTimeout(timer));
}

const machine = () => ({
  electron: process.versions.electron,
  chromium: process.versions.chrome,
  node: process.versions.node,
  system: `${os.type()} ${os.release()} ${os.arch()}`,
  processor: os.cpus()[0].model,
  processors: os.cpus().length,
  memory: os.totalmem(),
});

// Keep the app running when a window closes. It exits when the job ends.
app.on("window-all-closed", () => {});

app
  .whenReady()
  .then(() => JOBS[job.kind](job, open))
  .then(
    (results) => {
      fs.writeFileSync(
        job.results,
        JSON.stringify({ machine: machine(), results }),
      );
      app.exit(0);
    },
    (error) => {
      console.error(error);
      app.exit(1);
    },
  );
