// Electron's main process: connects to Rust, and opens two windows.
const { app, BrowserWindow } = require("electron");
const path = require("path");
const { connect } = require("./ipc/connect.cjs");

function openWindow(ipc, options, name, label) {
  const window = new BrowserWindow({
    ...options,
    width: 420,
    height: 320,
    webPreferences: {
      preload: path.join(__dirname, "ipc/preload.js"),
      sandbox: true,
      contextIsolation: true,
    },
  });
  ipc.attach(window, { label });
  window.loadFile("index.html", { query: { name } });
}

app.whenReady().then(async () => {
  const ipc = await connect({ addon: path.join(__dirname, "chat.node") });
  openWindow(ipc, { x: 60, y: 60 }, "Ada", "host");
  openWindow(ipc, { x: 500, y: 60 }, "Bob", "guest");
});

app.on("window-all-closed", () => app.quit());
