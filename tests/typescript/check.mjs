// Checks generated files with the tools that users have: prettier, and two TypeScript compilers
// against two generations of Electron's typings.
//
//     node tests/typescript/check.mjs [<folder>...]
//
// The folders are those of apps; the fixtures of the compiler's own tests are always checked. The
// packages are the workspace's: typescript, ts7 (a newer typescript), prettier, electron and
// electron9 (an older electron).

import { spawn } from "node:child_process";
import { mkdtemp, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import prettier from "prettier";
import typescript from "typescript";

const root = join(dirname(fileURLToPath(import.meta.url)), "../..");
const packages = join(root, "node_modules");
const fixtures = join(root, "ipc-codegen/tests/targets");
const folders = process.argv.slice(2).map((folder) => resolve(folder));
for (const fixture of await readdir(fixtures)) {
  folders.push(join(fixtures, fixture));
}
const files = [];
const problems = [];

/** What users may have on in their tsconfig.json; the last two are in that of an app that Vite sets up. */
const strict = {
  strict: true,
  noUncheckedIndexedAccess: true,
  exactOptionalPropertyTypes: true,
  noImplicitOverride: true,
  noImplicitReturns: true,
  noFallthroughCasesInSwitch: true,
  noUnusedLocals: true,
  noUnusedParameters: true,
  noUncheckedSideEffectImports: true,
  erasableSyntaxOnly: true,
  verbatimModuleSyntax: true,
};

for (const folder of folders) {
  const names = await readdir(folder);
  files.push(...names.map((name) => join(folder, name)));
  for (const [source, target, module] of [
    ["preload.ts", "preload.js", "commonjs"],
    ["connect.ts", "connect.cjs", "commonjs"],
    ["client.ts", "client.js", "es2020"],
  ]) {
    if (names.includes(target)) {
      const [from, to] = [join(folder, source), join(folder, target)];
      await checkTranspilation(from, to, module);
    }
  }
}
for (const file of files) {
  await checkLayout(file);
}
for (const compiler of ["typescript", "ts7"]) {
  for (const electron of ["electron", "electron9"]) {
    await checkTypes(compiler, electron);
  }
}
for (const problem of problems) {
  console.error(problem);
}
console.log(`${files.length} files checked, ${problems.length} problems`);
process.exitCode = problems.length > 0 ? 1 : 0;

/** Prettier, with its default options, changes nothing. */
async function checkLayout(file) {
  const text = await readFile(file, "utf8");
  const formatted = await prettier.format(text, { filepath: file });
  if (formatted !== text) {
    problems.push(
      `${relative(root, file)} is not as prettier would have it\n${diff(text, formatted)}`,
    );
  }
}

/** The `.js` is what the compiler makes of the `.ts`, but for comments and the layout. */
async function checkTranspilation(source, target, module) {
  const expected = transpile(await readFile(source, "utf8"), module);
  const actual = transpile(await readFile(target, "utf8"), module);
  const [left, right] = [await normalize(actual), await normalize(expected)];
  if (left !== right) {
    const message = `${relative(root, target)} is not what tsc makes of its source`;
    problems.push(`${message}\n${diff(left, right)}`);
  }
}

/** To JavaScript without comments, which is no change to what is that already. */
function transpile(text, module) {
  const compilerOptions = {
    module,
    target: "es2020",
    removeComments: true,
  };
  return typescript.transpileModule(text, { compilerOptions }).outputText;
}

async function normalize(text) {
  return (await prettier.format(text, { parser: "babel" })).replace(
    /\n+/g,
    "\n",
  );
}

/** Every file compiles, with all that is strict, against one generation of typings. */
async function checkTypes(compiler, electron) {
  const typings = join(packages, electron, "electron.d.ts");
  const folder = await mkdtemp(join(tmpdir(), "ipc-typescript-"));
  const config = {
    compilerOptions: {
      ...strict,
      module: "preserve",
      moduleResolution: "bundler",
      target: "es2020",
      lib: ["es2020", "dom"],
      types: ["node"],
      typeRoots: [join(packages, "@types")],
      paths: { electron: [typings] },
      skipLibCheck: true,
      noEmit: true,
    },
    files: files.filter((file) => file.endsWith(".ts")),
  };
  await writeFile(join(folder, "tsconfig.json"), JSON.stringify(config));
  const tsc = join(
    dirname(createRequire(import.meta.url).resolve(`${compiler}/package.json`)),
    "bin/tsc",
  );
  const output = await run(process.execPath, [tsc, "--project", folder]);
  await rm(folder, { recursive: true });
  if (output !== "") {
    problems.push(`${compiler} against the typings of ${electron}:\n${output}`);
  }
}

/** What a command prints, if it fails. */
function run(command, args) {
  return new Promise((done) => {
    const child = spawn(command, args, { stdio: ["ignore", "pipe", "pipe"] });
    let output = "";
    child.stdout.on("data", (text) => (output += text));
    child.stderr.on("data", (text) => (output += text));
    child.on("close", (code) =>
      done(code === 0 ? "" : output || `${command} failed`),
    );
  });
}

/** The first lines that differ. */
function diff(actual, expected) {
  const [left, right] = [actual.split("\n"), expected.split("\n")];
  const at = left.findIndex((line, index) => line !== right[index]);
  const show = (sign, lines) =>
    lines.slice(at, at + 8).map((line) => `  ${sign} ${line}`);
  return [`  line ${at + 1}:`, ...show("-", left), ...show("+", right)].join(
    "\n",
  );
}
