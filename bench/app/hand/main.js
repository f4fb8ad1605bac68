// The hand-written handlers.
const { ipcMain } = require("electron");
const addon = require("../bench-hand.node");
const streams = require("./streams");

let isServing = false;

exports.serve = (window) => {
  streams.addPage(window);
  if (!isServing) {
    isServing = true;
    serve();
    streams.serve();
  }
};

function serve() {
  ipcMain.handle("hand:nothing", () => addon.nothing());
  ipcMain.handle("hand:birthday", (_event, person) => addon.birthday(person));
  ipcMain.handle("hand:double", (_event, number) => addon.double(number));
  ipcMain.handle("hand:double-later", (_event, number) =>
    addon.doubleLater(number),
  );
  ipcMain.handle("hand:items", (_event, count) => addon.items(count));
  ipcMain.handle("hand:total", (_event, items) => addon.total(items));
  ipcMain.handle("hand:download", (_event, size) => addon.download(size));
  ipcMain.handle("hand:upload", (_event, bytes) => addon.upload(bytes));
  ipcMain.handle("hand:burst", (event, count) =>
    addon.burst(count, (number) => event.sender.send("hand:tick", number)),
  );
  ipcMain.on("hand:count", (_event, number) => addon.count(number));
  ipcMain.handle("hand:count-back", (_event, number) => addon.count(number));
  ipcMain.handle("hand:counted", () => addon.counted());
}
