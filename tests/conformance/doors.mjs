// Runs the staged app in the real Electron.

import { _electron } from "playwright-core";

/** The timeout of a run, in milliseconds. */
const TIMEOUT = 120_000;

/** The report of `electron/cross.js` from a sandboxed page. */
export async function crossInElectron(folder) {
  const { ELECTRON, ELECTRON_SWITCHES = "", ...env } = process.env;
  delete env.ELECTRON_RUN_AS_NODE;
  const app = await _electron.launch({
    executablePath: ELECTRON,
    args: [...ELECTRON_SWITCHES.split(" ").filter(Boolean), folder],
    env,
  });
  const watchdog = setTimeout(() => app.process().kill("SIGKILL"), TIMEOUT);
  try {
    const page = await app.firstWindow();
    await page.waitForFunction(() => window.report);
    return JSON.parse(await page.evaluate(() => window.report));
  } finally {
    clearTimeout(watchdog);
    await app.close();
  }
}
