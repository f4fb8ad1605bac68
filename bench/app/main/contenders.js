// The contenders in the main process. Each is set up as in an app of its own.

const fs = require("fs");
const path = require("path");
const hand = require("../hand/main");

const FOLDER = path.join(__dirname, "..");

const ours = {
  preload: "ipc/preload.js",
  async serve(window) {
    const { connect } = require("../ipc/connect.cjs");
    ours.connection ??= connect({
      addon: path.join(FOLDER, "bench-ours.node"),
    });
    (await ours.connection).attach(window);
  },
};

const byHand = { preload: "hand/preload.js", serve: hand.serve };

const contenders = {
  hand: byHand,
  port: byHand,
  plain: ours,
  fast: ours,
  eipc: {
    preload: "rivals/eipc-preload.js",
    serve: (window) => require("../rivals/main").serveEipc(window),
  },
  "electron-trpc": {
    preload: "rivals/trpc-preload.js",
    serve: (window) => require("../rivals/main").serveTrpc(window),
  },
  number10: {
    preload: "rivals/number10-preload.js",
    serve: () => require("../rivals/main").serveNumber10(),
  },
  "effect-rpc": {
    preload: "rivals/effect-preload.js",
    serve: (window) => require("../rivals/main").serveEffect(window),
  },
};

/** The contenders without duplicates: both doors are the same contender here, and so is all that is written by hand. */
const distinct = (names) => new Set(names.map((name) => contenders[name]));

/** Joins the preloads of the contenders into one, each in a scope of its own. */
exports.preload = (names) => {
  const scopes = Array.from(distinct(names), ({ preload }) => {
    const source = fs.readFileSync(path.join(FOLDER, preload), "utf8");
    return `(function (exports, module) {\n${source}\n})({}, {});\n`;
  });
  const file = path.join(FOLDER, `preload-${names.join("-")}.js`);
  fs.writeFileSync(file, scopes.join(""));
  return file;
};

exports.serve = async (names, window) => {
  for (const contender of distinct(names)) {
    await contender.serve(window);
  }
};
