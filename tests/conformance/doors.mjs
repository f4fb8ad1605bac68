// Both doors of a staged app, in the real Electron.

import { _electron } from "playwright-core";

/** How long Electron may take, in milliseconds. */
const PATIENCE = 120_000;

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
