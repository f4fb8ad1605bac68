// Loads the app in a folder, like Electron's own default app on `electron <folder>`.

const fs = require("fs");
const Module = require("module");
const path = require("path");
const { pathToFileURL } = require("url");
const { app } = require("electron");

if (process.argv.includes("--version")) {
  console.log(`v${process.versions.electron}`);
  process.exit(0);
}
const given = process.argv.slice(1).find((arg) => !arg.startsWith("-"));
if (given === undefined) {
  console.error("usage: electron <folder>");
  process.exit(1);
}

Object.defineProperty(process, "defaultApp", { value: true, enumerable: true });
const folder = path.resolve(given);
const manifest = path.join(folder, "package.json");
const hasManifest = fs.existsSync(manifest);
if (hasManifest) {
  const { version, productName, name } = JSON.parse(
    fs.readFileSync(manifest, "utf8"),
  );
  if (version) {
    app.setVersion(version);
  }
  if (productName || name) {
    app.name = productName || name;
  }
}
const main = Module._resolveFilename(folder, null, true);
app.setAppPath(hasManifest ? folder : path.dirname(main));
import(pathToFileURL(main).href).catch((error) => {
  console.error("App threw an error during load");
  console.error(error.stack || error);
  throw error;
});
