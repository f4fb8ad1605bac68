// The main process of the conformance app: one window.
const path = require("path");
const { app, BrowserWindow } = require("electron");
const { connect } = require("./ipc/connect.cjs");

app.whenReady().then(async () => {
  const connection = await connect({ addon: path.join(__dirname, "addon.node") });
  const window = new BrowserWindow({
    webPreferences: {
      sandbox: true,
      contextIsolation: true,
      preload: path.join(__dirname, "ipc/preload.js"),
    },
  });
  connection.attach(window);
  window.loadFile("index.html");
});
