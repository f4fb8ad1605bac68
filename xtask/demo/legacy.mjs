// Clicks both buttons, and waits for the answers.

export const size = [420, 90];

export async function use(_app, page) {
  for (const [button, answer] of [
    ["send", "reply"],
    ["sendSync", "result"],
  ]) {
    console.log(`clicking "${await page.innerText(`#${button}`)}"`);
    await page.click(`#${button}`);
    await page.waitForFunction(
      (id) => document.getElementById(id).innerText === "pong",
      answer,
    );
    console.log(`the page shows: ${await page.innerText("body")}`);
  }
}
