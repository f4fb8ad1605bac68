// Measures the size of preloads, and the time to compile and run them in a sandboxed window.

const fs = require("fs");
const path = require("path");
const { gzipSync } = require("zlib");
const { BrowserWindow, ipcMain } = require("electron");

/** `[{ …preload, times: [milliseconds, …], bytes, gzipped }]` for the preloads of the job. */
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

/** The milliseconds of one load, in a new window and therefore a new process. */
async function load(file, round) {
  const timed = `${file}.timed.js`;
  // Compile the preload as Electron does: as a function with the parameters `require` and `process`. The number of
  // the round keeps V8 from reusing compiled code.
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
