// Types a title and clicks "Set".

export const size = [420, 90];

export async function use(app, page) {
  const title = () =>
    app.evaluate(({ BrowserWindow }) =>
      BrowserWindow.getAllWindows()[0].getTitle(),
    );
  const before = await title();
  console.log(`the window's title is "${before}"`);

  console.log('typing "Rust was here" and clicking "Set"');
  await page.fill("#title", "Rust was here");
  await page.click("#btn");
  while ((await title()) === before) {
    await page.waitForTimeout(20);
  }
  console.log(`the window's title is "${await title()}"`);
}
