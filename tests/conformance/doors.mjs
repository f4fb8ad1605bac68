// Both doors of a staged app: in Node, and in Electron.

import { EventEmitter } from "node:events";
import { copyFile, mkdir, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { _electron } from "playwright-core";

/** How long Electron may take, in milliseconds. */
const PATIENCE = 120_000;

/**
 * What crosses in Node: the real addon, `connect`, preload and page client, with a stand-in for
 * Electron between them that copies values as Electron does.
 */
export async function crossInNode(app) {
  const folder = join(app, "../node");
  await rm(folder, { recursive: true, force: true });
  await mkdir(join(folder, "node_modules/electron"), { recursive: true });
  await writeFile(join(folder, "package.json"), `{ "type": "module" }`);
  await writeFile(join(folder, "node_modules/electron/package.json"), "{}");
  await writeFile(join(folder, "node_modules/electron/index.js"), "");
  for (const [from, to] of [
    ["ipc/client.js", "client.js"],
    ["ipc/connect.cjs", "connect.cjs"],
    ["ipc/preload.js", "preload.cjs"],
    ["cross.js", "cross.js"],
    ["plan.js", "plan.js"],
    ["print.js", "print.js"],
    ["addon.node", "addon.node"],
  ]) {
    await copyFile(join(app, from), join(folder, to));
  }

  const require = createRequire(join(folder, "main.js"));
  const { electron, contents, page } = standIn(folder);
  require("electron");
  require.cache[require.resolve("electron")].exports = electron;
  const { connect } = require("./connect.cjs");
  const connection = connect({ addon: join(folder, "addon.node") });
  connection.attach({ id: 1, webContents: contents });
  const url = contents.getURL();
  contents.emit("did-frame-navigate", {}, url, 200, "OK", true, 1, 1);
  require("./preload.cjs");
  globalThis.ipcDoor = page.ipcDoor;
  const load = (file) => import(pathToFileURL(join(folder, file)));
  const [client, { cross }, { plan }] = await Promise.all(
    ["client.js", "cross.js", "plan.js"].map(load),
  );
  const report = await cross(plan, { plain: page, fast: client });
  connection.close();
  return report;
}

/** As much of Electron as `connect` and a preload use, in one process. */
function standIn(folder) {
  const ipcMain = new EventEmitter();
  const handlers = new Map();
  ipcMain.handle = (channel, handler) => handlers.set(channel, handler);
  const ipcRenderer = new EventEmitter();
  const contents = Object.assign(new EventEmitter(), {
    id: 1,
    isDestroyed: () => false,
    getURL: () => pathToFileURL(join(folder, "index.html")).href,
    send: (channel, ...args) =>
      ipcRenderer.emit(channel, {}, ...structuredClone(args)),
  });
  const event = { sender: contents, processId: 1, frameId: 1 };
  ipcRenderer.send = (channel, ...args) =>
    ipcMain.emit(channel, event, ...structuredClone(args));
  ipcRenderer.invoke = async (channel, ...args) =>
    structuredClone(
      await handlers.get(channel)(event, ...structuredClone(args)),
    );
  const page = {};
  const electron = {
    ipcMain,
    ipcRenderer,
    app: Object.assign(new EventEmitter(), { getAppPath: () => folder }),
    contextBridge: {
      exposeInMainWorld: (key, value) => (page[key] = value),
    },
  };
  return { electron, contents, page };
}

/** What crosses in the real Electron, from a sandboxed page. */
export async function crossInElectron(folder) {
  const { ELECTRON, ELECTRON_SWITCHES = "", ...env } = process.env;
  delete env.ELECTRON_RUN_AS_NODE;
  const app = await _electron.launch({
    executablePath: ELECTRON,
    args: [...ELECTRON_SWITCHES.split(" ").filter(Boolean), folder],
    env,
  });
  const watchdog = setTimeout(() => app.process().kill("SIGKILL"), PATIENCE);
  try {
    const page = await app.firstWindow();
    await page.waitForFunction(() => window.crossing);
    return JSON.parse(await page.evaluate(() => window.crossing));
  } finally {
    clearTimeout(watchdog);
    await app.close();
  }
}
