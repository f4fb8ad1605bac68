// Uses an example's app in a person's place, and tells what happened:
// node run.mjs <example> <app folder> <screenshot>

import { createInterface } from "node:readline";
import { _electron } from "playwright-core";

const [example, folder, screenshot] = process.argv.slice(2);
const { use } = await import(`./${example}.mjs`);

// Editors that are Electron apps leave this in their terminals; it makes Electron a plain Node.
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
  // On a screen a window is white where its page paints nothing; in a picture it would be black.
  await app.evaluate(({ BrowserWindow }) =>
    BrowserWindow.getAllWindows()[0].setBackgroundColor("#ffffff"),
  );
  await page.screenshot({ path: screenshot });
  console.log(`\nscreenshot: ${screenshot}`);
} finally {
  await app.close();
}
