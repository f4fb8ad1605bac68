// Clicks "Open a File". A replacement for the native dialog, which no script can operate, chooses the
// file.

export const size = [420, 90];

export async function use(app, page) {
  const chosen = "/home/ferris/letters/to-electron.txt";
  await app.evaluate(({ dialog }, path) => {
    dialog.showOpenDialog = async () => ({
      canceled: false,
      filePaths: [path],
    });
  }, chosen);

  console.log(`clicking "Open a File", with a dialog that chooses ${chosen}`);
  await page.click("#btn");
  await page.waitForFunction(
    () => document.getElementById("filePath").innerText !== "",
  );
  console.log(`the page shows: ${await page.innerText("body")}`);
}
