// The time to compile and run a preload in a sandboxed window, and the size of the preload.

const fs = require("fs");
const path = require("path");
const { gzipSync } = require("zlib");
const { BrowserWindow, ipcMain } = require("electron");

/** Returns `[{ …preload, times: [milliseconds, …], bytes, gzipped }]` for the job's preloads. */
exports.preload = async ({ preloads, rounds }) => {
  const results = preloads.map((preload) => {
    const source = fs.readFileSync(preload.file);
    return {
      ...preload,
      times: [],
      bytes: source.length,
      gzipped: gzipSync(source, { level: 9 }).length,
    };
  });
  for (let round = 0; round < rounds; round++) {
    for (const { file, times } of results) {
      times.push(await load(file, round));
    }
  }
  console.log("measured preload");
  return results;
};

/** The milliseconds of one load, in a new window and thus a new process. */
async function load(file, round) {
  const timed = `${file}.timed.js`;
  // Electron compiles a preload as a function of `require` and `process`, too. With the number of the
  // round in the source, no cached compilation is used.
  fs.writeFileSync(
    timed,
    `const source = ${JSON.stringify(`${fs.readFileSync(file, "utf8")}\n// ${round}`)};
const start = performance.now();
new Function("require", "exports", "process", source)(require, {}, process);
const time = performance.now() - start;
require("electron").ipcRenderer.send("bench:loaded", time);
`,
  );
  const window = new BrowserWindow({
    show: false,
    webPreferences: { preload: timed, sandbox: true, contextIsolation: true },
  });
  const loaded = new Promise((resolve, reject) => {
    ipcMain.once("bench:loaded", (_event, time) => resolve(time));
    window.webContents.once("preload-error", (_event, _path, error) =>
      reject(error),
    );
  });
  await window.loadFile(path.join(__dirname, "../blank.html"));
  const time = await loaded;
  window.destroy();
  return time;
}
