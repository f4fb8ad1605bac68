// Checks the imports of the sources, compiles them with their tests, and runs the tests.
//
//     node ipc-js/test.mjs [options of node --test]

import { spawnSync } from "node:child_process";
import { mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const target = join(here, "../target/ipc-js");

process.exitCode = checkImports() || compile() || runTests();

/** Checks what modules import. Returns the exit code. */
function checkImports() {
  const cruise = "../node_modules/dependency-cruiser/bin/dependency-cruise.mjs";
  return run(join(here, cruise), [
    "--config",
    ".dependency-cruiser.mjs",
    "src",
  ]);
}

/** Compiles everything. Returns the exit code. */
function compile() {
  mkdirSync(target, { recursive: true });
  // Tells Node that the compiled files are ES modules.
  writeFileSync(join(target, "package.json"), '{ "type": "module" }\n');
  return run(fileURLToPath(import.meta.resolve("typescript/bin/tsc")), [
    ...["--project", here, "--rootDir", here, "--outDir", target],
    ...["--noEmit", "false", "--noEmitOnError", "--inlineSourceMap"],
    ...["--incremental", "--tsBuildInfoFile", join(target, "tsbuildinfo")],
  ]);
}

/** Runs the tests that have a source: the compiled ones may include older files. Returns the exit code. */
function runTests() {
  const files = readdirSync(join(here, "tests"))
    .filter((name) => name.endsWith(".test.ts"))
    .map((name) => join(target, "tests", name.replace(/\.ts$/, ".js")));
  return run("--enable-source-maps", [
    ...["--test", "--test-reporter", "spec", "--test-timeout", "120000"],
    ...process.argv.slice(2),
    ...files,
  ]);
}

function run(first, rest) {
  const { status, error } = spawnSync(process.execPath, [first, ...rest], {
    cwd: here,
    stdio: "inherit",
  });
  if (error !== undefined) {
    throw error;
  }
  // A signal that ends the process leaves no status.
  return status ?? 1;
}
