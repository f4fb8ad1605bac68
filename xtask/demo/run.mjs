// Operates an example's app like a user, and prints what happens:
// node run.mjs <example> <app folder> <screenshot>

import { createInterface } from "node:readline";
import { _electron } from "playwright-core";

const [example, folder, screenshot] = process.argv.slice(2);
const { use } = await import(`./${example}.mjs`);

// Editors that are Electron apps set this variable in their terminals. It turns Electron into Node.
const { ELECTRON_RUN_AS_NODE: _, ...env } = process.env;
const app = await _electron.launch({
  executablePath: env.ELECTRON,
  args: [...env.ELECTRON_SWITCHES.split(" ").filter(Boolean), folder],
  env,
});
createInterface({ input: app.process().stdout }).on("line", (line) =>
  console.log(`main process: ${line}`),
);

try {
  const page = await app.firstWindow();
  await use(app, page);
  // Screenshots show a transparent background as black, and screens as white.
  await app.evaluate(({ BrowserWindow }) =>
    BrowserWindow.getAllWindows()[0].setBackgroundColor("#ffffff"),
  );
  await page.screenshot({ path: screenshot });
  console.log(`\nscreenshot: ${screenshot}`);
} finally {
  await app.close();
}
