// Builds the preloads, the handlers and the page's part of the rivals into the given folder.

import { execFileSync } from "node:child_process";
import { join, resolve } from "node:path";
import { build } from "esbuild";

const out = resolve(process.argv[2]);
const wiring = resolve("wiring");

// EIPC's generator requires a newer Node than the rest of this project.
Object.groupBy ??= (items, keyOf) => {
  const groups = Object.create(null);
  for (const item of items) {
    (groups[keyOf(item)] ??= []).push(item);
  }
  return groups;
};
const { generateWiring } = await import("@marshallofsound/ipc");
await generateWiring({
  schemaFolder: resolve("schemas"),
  wiringFolder: wiring,
});

const generator =
  "node_modules/@number10/electron-ipc/bin/electron-ipc-generate.js";
execFileSync(process.execPath, [generator, "--config=number10.yaml"]);

const bundle = (from, to, options) =>
  build({
    entryPoints: [from],
    outfile: join(out, to),
    bundle: true,
    logLevel: "warning",
    ...options,
  });

const preload = {
  format: "cjs",
  platform: "node",
  target: "chrome118",
  external: ["electron", "electron/renderer"],
};
await bundle(join(wiring, "preload/eipc.ts"), "eipc-preload.js", preload);
await bundle("src/trpc-preload.js", "trpc-preload.js", preload);
await bundle("src/number10-preload.js", "number10-preload.js", preload);
await bundle("src/effect-preload.js", "effect-preload.js", preload);
const page = { format: "esm", target: "chrome118", external: ["electron"] };
await bundle("src/trpc.js", "trpc.js", page);
await bundle("src/effect.js", "effect.js", page);
await bundle("src/main.js", "main.js", {
  format: "cjs",
  platform: "node",
  target: "node18",
  external: ["electron", "../bench-hand.node"],
});
