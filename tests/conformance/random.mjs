// Tests random types, and shrinks the first one that fails:
//
//     node tests/conformance/random.mjs <stage> [<seed> [<count>]]
//
// `cargo xtask test conformance` tests a few seeds, which are always the same. This program tests any others.

import { spawnSync } from "node:child_process";
import { mkdir, readFile, rm } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const [folder, seed = String(Date.now()), count = "100"] =
  process.argv.slice(2);
const stage = resolve(folder);
await mkdir(stage, { recursive: true });

console.log(`${count} seeds from ${seed}`);
let [failed] = await findFailures("random", seed, count);
if (failed === undefined) {
  process.exit(0);
}
const failedSeed = failed.name.replace("Random", "");
const steps = [];
let smallest = await readModule();
for (;;) {
  const [next] = await findFailures("smaller", failedSeed, steps.join());
  if (next === undefined) {
    break;
  }
  failed = next;
  smallest = await readModule();
  steps.push(Number(failed.name.replace("Step", "")));
}
console.log(
  `\nseed ${failedSeed}, shrunk:\n${definitionsOf(failed, smallest)}`,
);
failed.failures.forEach((failure) => console.log(failure));
process.exit(1);

function readModule() {
  return readFile(join(stage, "random.rs"), "utf8");
}

/** The definitions of a fixture: the text between the previous `fixture!` and its own. */
function definitionsOf({ name }, module) {
  const before = module.slice(0, module.indexOf(`fixture!(${name} `));
  const start = before.lastIndexOf("});") + "});".length;
  return module.slice(start, before.length);
}

/** Stages and tests fixtures, and returns those that fail. */
async function findFailures(...subject) {
  const args = subject.filter((arg) => arg !== "");
  const staging = ["run", "--quiet", "--package=ipc-conformance", "--", stage];
  const options = { stdio: ["ignore", "ignore", "inherit"] };
  if (spawnSync("cargo", [...staging, ...args], options).status !== 0) {
    throw new Error(`cannot stage ${args.join(" ")}`);
  }
  await rm(join(stage, "report.json"), { force: true });
  spawnSync(process.execPath, [join(here, "run.mjs"), stage], options);
  const report = JSON.parse(await readFile(join(stage, "report.json"), "utf8"));
  return report.fixtures.filter(({ verdict }) => verdict === "wrong");
}
