// Searches this repository twice. A replacement for the native dialog, which no script can operate,
// chooses the folder.

import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const folder = join(dirname(fileURLToPath(import.meta.url)), "../../ipc-js");

export async function use(app, page) {
  await app.evaluate(({ dialog }, path) => {
    dialog.showOpenDialog = async () => ({
      canceled: false,
      filePaths: [path],
    });
  }, folder);
  const message = () => page.innerText("#message");

  console.log("searching without a folder");
  await page.fill("#text", "channel");
  await page.click("text=Search >> visible=true");
  await page.waitForSelector("#message.error");
  console.log(`the page shows: ${await message()}`);

  console.log(
    `clicking "Choose a folder…", with a dialog that chooses ${folder}`,
  );
  await page.click("#choose");
  for (const text of ["AbortSignal", "channel"]) {
    console.log(`searching for ${text}`);
    await page.fill("#text", text);
    await page.press("#text", "Enter");
  }
  await page.waitForFunction(
    () =>
      [...document.querySelectorAll(".count")].filter((count) =>
        count.innerText.endsWith("done"),
      ).length === 2,
  );
  for (const search of await page.locator(".head").allInnerTexts()) {
    console.log(`the page shows: ${search.split("\n").slice(0, 2).join(": ")}`);
  }

  console.log('clicking "Replace all…", and "Cancel" when Rust asks');
  await page.fill("#replacement", "topic");
  await page.click("#replace");
  console.log(`the page asks: ${await page.innerText("#question")}`);
  await page.click("text=Cancel");
  await page.waitForFunction(
    () => document.getElementById("message").innerText !== "",
  );
  console.log(`the page shows: ${await message()}`);
}
