// The client in a page that Vite builds.

import assert from "node:assert/strict";
import { join } from "node:path";
import test from "node:test";
import { build } from "vite";
import { launch, probe, until, variant } from "./harness.mjs";

const files = {
  "page/index.html": `
    <!doctype html>
    <meta
      http-equiv="Content-Security-Policy"
      content="default-src 'self'; script-src 'self'"
    />
    <title>Vite</title>
    <script type="module" src="./main.ts"></script>`,
  "page/main.ts": `
    import { pageApi } from "../ipc/client.ts";
    import { isRefusal } from "../ipc/errors.ts";
    import type { Parcel } from "../ipc/types.ts";

    const parcel: Parcel = {
      text: "\\0",
      keys: {},
      big: 2n ** 64n - 1n,
      float: -Infinity,
      bytes: new Uint8Array([0, 255]),
      more: [],
      flag: false,
      nothing: null,
    };

    async function use(): Promise<object> {
      const { text, big, float, bytes } = await pageApi.echo(parcel);
      const refusal: unknown = await pageApi.refuse("so").catch((error) => error);
      const news = await new Promise((resolve: (news: string) => void) => {
        pageApi.onNews(resolve);
        pageApi.note("listens");
      });
      return {
        echo: { text, big, float, bytes: Array.from(bytes) },
        refusal:
          refusal instanceof Error && isRefusal(refusal)
            ? { code: refusal.code, data: refusal.data }
            : refusal,
        news,
      };
    }
    Object.assign(window, { used: use() });`,
  "main.js": (source) =>
    source.replace(
      'loadFile("index.html")',
      'loadFile("page/dist/index.html")',
    ),
};

test("calls, events and errors work in a page that Vite has built", async (t) => {
  const folder = await variant(t, files);
  await build({
    root: join(folder, "page"),
    base: "./",
    build: { target: "chrome118" },
    configFile: false,
    logLevel: "warn",
  });
  const { app, page } = await launch(t, folder);
  await until(
    async () => (await probe(app, "calls")).includes("note listens"),
    "the page did not listen",
  );
  await probe(app, "publish", "something new");
  assert.deepEqual(await page.evaluate(() => window.used), {
    echo: {
      text: "\0",
      big: 2n ** 64n - 1n,
      float: -Infinity,
      bytes: [0, 255],
    },
    refusal: { code: "because", data: { kind: "because", reason: "so" } },
    news: "something new",
  });
});
