// What modules may import. `node ipc-js/test.mjs` checks this before it runs the tests.

/** Everything but these modules and those in folders of these names. */
const outside = (...names) => ({
  path: "^src/",
  pathNot: names.map((name) => `^src/${name}[./]`),
});

/** @type {import("dependency-cruiser").IConfiguration} */
export default {
  forbidden: [
    {
      name: "no-circles",
      comment: "Modules that import each other cannot be read or tested alone.",
      severity: "error",
      from: {},
      to: { circular: true },
    },
    {
      name: "wire-is-the-lowest-layer",
      comment: "Besides the types that all generated files share.",
      severity: "error",
      from: { path: "^src/wire/" },
      to: outside("wire", "types"),
    },
    {
      name: "client-uses-wire-and-errors-only",
      comment: "The client runs in the page's own world.",
      severity: "error",
      from: { path: "^src/client/" },
      to: outside("client", "wire", "errors", "types"),
    },
    {
      name: "preload-uses-wire-only",
      comment: "The preload runs in the isolated world of the page.",
      severity: "error",
      from: { path: "^src/preload/" },
      to: outside("preload", "wire", "types"),
    },
    {
      name: "main-uses-wire-only",
      severity: "error",
      from: { path: "^src/main/" },
      to: outside("main", "wire", "types"),
    },
    {
      name: "wire-and-client-use-no-packages",
      comment: "Neither Electron nor Node exists in a page.",
      severity: "error",
      from: { path: "^src/(wire|client)/" },
      to: { pathNot: "^src/" },
    },
    {
      name: "preload-uses-electron-only",
      comment: "A sandboxed preload has no other module.",
      severity: "error",
      from: { path: "^src/preload/" },
      to: { pathNot: ["^src/", "node_modules/electron/"] },
    },
    {
      name: "fast-door-reaches-no-electron",
      comment: "The fast door can then run in another process than main.",
      severity: "error",
      from: { path: "^src/main/(ports|pipe)\\.ts$" },
      to: { path: "node_modules/electron/", reachable: true },
    },
    {
      name: "no-orphans",
      comment: "A module that no entry reaches is dead.",
      severity: "error",
      from: { path: "^src/[^/]+\\.ts$" },
      to: { path: "^src/[^/]+/", reachable: false },
    },
  ],
  options: {
    // Imports of types are imports.
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
    doNotFollow: { path: "node_modules" },
  },
};
