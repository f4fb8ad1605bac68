// Builds the files that the compiler embeds: the modules themselves, and one JavaScript file for each
// side.
//
//     node ipc-js/build.mjs [--check]
//
// With `--check`, nothing is written, and the existing files must equal the built ones.

import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import prettier from "prettier";
import { rollup } from "rollup";
import { dts } from "rollup-plugin-dts";
import typescript from "typescript";

const here = dirname(fileURLToPath(import.meta.url));
const sources = join(here, "src");
const target = join(here, "../ipc-codegen/runtime");

const built = await build();
const problems = process.argv.includes("--check")
  ? await differences(built)
  : await write(built);
for (const problem of problems) {
  console.error(problem);
}
if (problems.length > 0) {
  console.error("run `node ipc-js/build.mjs`");
}
process.exitCode = problems.length > 0 ? 1 : 0;

/** The contents of all files, by their paths in the target. */
async function build() {
  const files = new Map();
  for (const path of await list(sources)) {
    files.set(join("ts", path), await readFile(join(sources, path), "utf8"));
  }
  const add = async (name, code) => {
    const filepath = join(target, name);
    const source = await prettier.format(code, { filepath });
    files.set(join("js", name), source);
  };
  await add("client.js", await bundle("client.ts", "es"));
  await add("client.d.ts", await declare("client.ts"));
  await add("errors.js", await bundle("errors.ts", "es"));
  await add("errors.d.ts", await declare("errors.ts"));
  await add("errors.cjs", await bundle("errors.ts", "cjs"));
  await add("errors.d.cts", await declare("errors.ts"));
  await add("main.cjs", await bundle("main.ts", "cjs"));
  await add("main.d.cts", await declare("main.ts"));
  await add("preload.js", asBody(await bundle("preload.ts", "es")));
  return files;
}

/** Bundles one file of JavaScript. */
async function bundle(entry, format) {
  const build = await rollup({
    input: join(sources, entry),
    external: ["electron", /^node:/],
    plugins: [shared(entry), { name: "typescript", resolveId, load }],
  });
  const { output } = await build.generate({
    format,
    // Node and Electron export one object each.
    interop: "esModule",
    esModule: true,
    externalLiveBindings: false,
  });
  return withoutOrphans(output[0].code);
}

/**
 * A plugin that keeps the client's import of the errors: a page that imports both must have one class.
 */
function shared(entry) {
  const id = "./errors.js";
  return {
    name: "shared",
    resolveId: (source) =>
      entry === "client.ts" && source.endsWith("/errors.js")
        ? { id, external: "absolute" }
        : null,
  };
}

/** Removes the doc comments whose declarations are not part of the bundle. */
function withoutOrphans(code) {
  const orphan = /\/\*\*(?:(?!\*\/)[^])*\*\/\n(?=\s*(?:\/[*/]|export |$))/g;
  const shorter = code.replace(orphan, "");
  return shorter === code ? code : withoutOrphans(shorter);
}

/** Bundles one file of declarations. */
async function declare(entry) {
  const build = await rollup({
    input: join(sources, entry),
    external: ["electron"],
    plugins: [shared(entry), dts({ tsconfig: join(here, "tsconfig.json") })],
  });
  const { output } = await build.generate({ format: "es" });
  return output[0].code;
}

/** Turns a module into the body of a function that has `electron` and returns the exports. */
function asBody(code) {
  return replaceOne(
    replaceOne(
      code,
      /^import (\{[^}]*\}) from 'electron';$/m,
      (_, names) => `const ${names} = electron;`,
    ),
    /^export (\{ open \});$/m,
    (_, names) => `return ${names};`,
  );
}

function replaceOne(code, pattern, replacement) {
  const changed = code.replace(pattern, replacement);
  if (changed === code || pattern.test(changed)) {
    throw new Error(`${pattern} does not match exactly once`);
  }
  return changed;
}

/** Resolves an import, which names the compiled file. */
function resolveId(source, importer) {
  return source.startsWith(".") && importer
    ? resolve(dirname(importer), source.replace(/\.js$/, ".ts"))
    : null;
}

async function load(id) {
  const { outputText } = typescript.transpileModule(
    await readFile(id, "utf8"),
    {
      compilerOptions: {
        target: "es2022",
        module: "es2022",
        verbatimModuleSyntax: true,
      },
    },
  );
  return outputText;
}

/** The paths of all files in a folder. */
async function list(folder) {
  const entries = await readdir(folder, {
    recursive: true,
    withFileTypes: true,
  });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
    .sort();
}

async function write(files) {
  await rm(target, { recursive: true, force: true });
  for (const [name, text] of files) {
    const path = join(target, name);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, text);
  }
  return [];
}

async function differences(files) {
  const present = await list(target);
  const problems = present
    .filter((name) => !files.has(name))
    .map((name) => `${name} is not built from ipc-js`);
  for (const [name, text] of files) {
    const path = join(target, name);
    const old = await readFile(path, "utf8").catch(() => null);
    if (old !== text) {
      problems.push(`${name} is not up to date`);
    }
  }
  return problems;
}
