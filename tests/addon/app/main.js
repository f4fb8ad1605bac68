// The main process of the end-to-end tests: one window, and globals that the tests use.
const path = require("path");
const { app, BrowserWindow } = require("electron");
const { connect } = require("./ipc/connect.cjs");

global.received = [];

global.connectNow = async () => {
  global.connection = await connect({
    addon: path.join(__dirname, "ipc-test-addon.node"),
    host: {
      oracle: {
        answer: async (question) => {
          if (question === "") {
            throw new Error("there is no question");
          }
          return `the answer to "${question}" is 42`;
        },
        hear: (text) => global.received.push(text),
      },
    },
  });
};

global.openWindow = (webPreferences) =>
  new BrowserWindow({
    webPreferences: {
      sandbox: true,
      contextIsolation: true,
      preload: path.join(__dirname, "ipc/preload.js"),
      ...webPreferences,
    },
  });

app.whenReady().then(async () => {
  await global.connectNow();
  global.window = global.openWindow();
  global.connection.attach(global.window, { label: "main" });
  global.window.loadFile("index.html");
});
