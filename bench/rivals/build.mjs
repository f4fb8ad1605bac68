// Builds the preloads, the handlers and the page's part of the rivals into the given folder.

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
await bundle("src/trpc.js", "trpc.js", { format: "esm", target: "chrome118" });
await bundle("src/main.js", "main.js", {
  format: "cjs",
  platform: "node",
  target: "node18",
  external: ["electron", "../bench-hand.node"],
});
