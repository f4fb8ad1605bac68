// Clicks the items of the application's menu.

export const size = [420, 90];

export async function use(app, page) {
  const click = (label) =>
    app.evaluate(({ Menu }, wanted) => {
      const menus = Menu.getApplicationMenu().items;
      const items = menus.flatMap((menu) =>
        menu.submenu ? menu.submenu.items : [],
      );
      items.find((item) => item.label === wanted).click();
    }, label);
  const shows = async (value) => {
    await page.waitForFunction(
      (it) => document.getElementById("counter").innerText === it,
      value,
    );
    console.log(`the page shows: ${await page.innerText("body")}`);
  };

  await shows("0");
  for (const [label, value] of [
    ["Increment", "1"],
    ["Increment", "2"],
    ["Decrement", "1"],
  ]) {
    console.log(`clicking "${label}" in the menu`);
    await click(label);
    await shows(value);
  }
}
