// Compiles the tests together with what they test, and runs them.
//
//     node ipc-js/test.mjs [options of node --test]

import { spawnSync } from "node:child_process";
import { mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const target = join(here, "../target/ipc-js");

process.exitCode = compile() || runTests();

/** Compiles everything. Returns the exit code. */
function compile() {
  mkdirSync(target, { recursive: true });
  // Says to Node that what is compiled are ES modules.
  writeFileSync(join(target, "package.json"), '{ "type": "module" }\n');
  return run(fileURLToPath(import.meta.resolve("typescript/bin/tsc")), [
    ...["--project", here, "--rootDir", here, "--outDir", target],
    ...["--noEmit", "false", "--noEmitOnError", "--inlineSourceMap"],
    ...["--incremental", "--tsBuildInfoFile", join(target, "tsbuildinfo")],
  ]);
}

/** Runs the tests that have a source: what is compiled may have more. Returns the exit code. */
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
    stdio: "inherit",
  });
  if (error !== undefined) {
    throw error;
  }
  // Without a status it was ended by a signal.
  return status ?? 1;
}
