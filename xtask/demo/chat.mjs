// Lets both windows say something, raises a hand in the second one, and lets it write.

export const size = [420, 210];

export async function use(app, first) {
  const second =
    app.windows().find((page) => page !== first) ??
    (await app.waitForEvent("window"));
  const [ada, bob] = [first, second].sort((a, b) =>
    a.url().localeCompare(b.url()),
  );
  const last = (page) => page.locator("#messages li").last().innerText();

  // The window that joins second is seen by the first one. Then both listen.
  await Promise.race(
    [ada, bob].map((page) => page.getByText("joins").waitFor()),
  );

  const say = async (page, other, text) => {
    await page.fill("#text", text);
    await page.click("#btn");
    await other.locator("#messages", { hasText: text }).waitFor();
    console.log(`the page of the other window shows: ${await last(other)}`);
  };
  console.log("Ada sends a message");
  await say(ada, bob, "Is the meeting at three?");
  console.log("Bob answers");
  await say(bob, ada, "At four, I think.");
  console.log('Bob clicks "Raise hand"');
  await bob.click("#hand");
  await ada.locator("#messages", { hasText: "raises a hand" }).waitFor();
  console.log(`the host's page shows: ${await last(ada)}`);
  console.log("Bob writes");
  await bob.fill("#text", "And bring the");
  await ada.locator("#draft", { hasText: "And bring the" }).waitFor();
  console.log(
    `the page of the other window shows: ${await ada.innerText("#draft")}`,
  );
}
