// Electron's main process: connects to Rust, and opens a window.
const { app, BrowserWindow } = require("electron");
const path = require("path");
const { connect } = require("./ipc/connect.cjs");

app.whenReady().then(async () => {
  const ipc = await connect({
    addon: path.join(__dirname, "file-search.node"),
  });
  const window = new BrowserWindow({
    width: 900,
    height: 620,
    webPreferences: {
      preload: path.join(__dirname, "ipc/preload.js"),
      sandbox: true,
      contextIsolation: true,
    },
  });
  ipc.attach(window);
  window.loadFile("index.html");
});

app.on("window-all-closed", () => app.quit());
