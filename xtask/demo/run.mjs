// Operates an example's app like a user, and prints what happens:
// node run.mjs <example> <app folder> <screenshot>
//
// The screenshot is the screen's, which must have nothing else on it. The script of an example may
// export the `size` of its windows in the picture.

import { writeFile } from "node:fs/promises";
import { createInterface } from "node:readline";
import { _electron } from "playwright-core";

const [example, folder, screenshot] = process.argv.slice(2);
const { use, size } = await import(`./${example}.mjs`);

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
  await writeFile(screenshot, await shoot(), "base64");
  console.log(`\nscreenshot: ${screenshot}`);
} finally {
  await app.close();
}

/** A picture of all windows with their menus, as Base64. */
function shoot() {
  return app.evaluate(async (electron, size) => {
    const { BrowserWindow, desktopCapturer, screen } = electron;
    const windows = BrowserWindow.getAllWindows();
    for (const window of windows) {
      // Screenshots show a transparent background as black, and screens as white.
      window.setBackgroundColor("#ffffff");
      if (size) {
        window.setSize(...size);
      }
    }
    // The windows paint themselves again.
    await new Promise((resolve) => setTimeout(resolve, 500));
    const [{ thumbnail }] = await desktopCapturer.getSources({
      types: ["screen"],
      thumbnailSize: screen.getPrimaryDisplay().size,
    });
    const bounds = windows.map((window) => window.getBounds());
    const x = Math.min(...bounds.map((it) => it.x));
    const y = Math.min(...bounds.map((it) => it.y));
    const right = Math.max(...bounds.map((it) => it.x + it.width));
    const bottom = Math.max(...bounds.map((it) => it.y + it.height));
    const area = { x, y, width: right - x, height: bottom - y };
    return thumbnail.crop(area).toPNG().toString("base64");
  }, size);
}
