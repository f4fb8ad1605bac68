// The main process of the benchmark: runs the job in the file on its command line, and writes the
// results to the file that the job names.

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

/** The longest run of a function in the page, in milliseconds. */
const PATIENCE_MS = 180_000;

const job = JSON.parse(fs.readFileSync(process.argv[process.argv.length - 1]));

app.commandLine.appendSwitch("js-flags", "--expose-gc");
app.commandLine.appendSwitch("enable-precise-memory-info");

/** Opens the page of the benchmark for these contenders. `run` calls a function of `window.bench`. */
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
      within(
        `bench.${name}(${args.join(", ")})`,
        window.webContents.executeJavaScript(
          `window.bench.${name}(...${JSON.stringify(args)})`,
        ),
      ),
  };
}

/** Rejects if a promise takes too long. */
function within(what, promise) {
  let timer;
  const late = new Promise((_resolve, reject) => {
    timer = setTimeout(
      () => reject(new Error(`${what} has not ended`)),
      PATIENCE_MS,
    );
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
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

// The app ends with the job, which may close all windows before.
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
