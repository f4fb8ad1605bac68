// Looks for random types that are wrong, and makes the first one as small as it gets:
//
//     node tests/conformance/random.mjs <stage> [<seed> [<count>]]
//
// `cargo xtask test conformance` proves a few that are always the same; this is for all others.

import { spawnSync } from "node:child_process";
import { mkdir, readFile, rm } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const [folder, seed = String(Date.now()), count = "100"] =
  process.argv.slice(2);
const stage = resolve(folder);
await mkdir(stage, { recursive: true });

console.log(`seeds from ${seed}, ${count} of them`);
let [wrong] = await prove("random", seed, count);
if (wrong === undefined) {
  process.exit(0);
}
const found = wrong.name.replace("Random", "");
const steps = [];
let smallest = await source();
for (;;) {
  const [next] = await prove("smaller", found, steps.join());
  if (next === undefined) {
    break;
  }
  wrong = next;
  smallest = await source();
  steps.push(Number(wrong.name.replace("Step", "")));
}
console.log(`\nseed ${found}, as small as it gets:\n${part(smallest)}`);
wrong.complaints.forEach((complaint) => console.log(complaint));
process.exit(1);

function source() {
  return readFile(join(stage, "random.rs"), "utf8");
}

/** What belongs to the fixture that is wrong: all from the end of the one before it. */
function part(module) {
  const before = module.slice(0, module.indexOf(`fixture!(${wrong.name} `));
  const start = before.lastIndexOf("});") + "});".length;
  return module.slice(start, before.length);
}

/** The fixtures of a stage that are wrong. */
async function prove(...subject) {
  const words = subject.filter((word) => word !== "");
  const staging = ["run", "--quiet", "--package=ipc-conformance", "--", stage];
  const options = { stdio: ["ignore", "ignore", "inherit"] };
  if (spawnSync("cargo", [...staging, ...words], options).status !== 0) {
    throw new Error(`cannot stage ${words.join(" ")}`);
  }
  await rm(join(stage, "report.json"), { force: true });
  spawnSync(process.execPath, [join(here, "run.mjs"), stage], options);
  const report = JSON.parse(await readFile(join(stage, "report.json"), "utf8"));
  return report.fixtures.filter(({ verdict }) => verdict === "wrong");
}
