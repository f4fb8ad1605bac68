// Checks generated files with the tools of users: prettier, ESLint, and two TypeScript compilers with
// two versions of Electron's typings and the settings of each module system.
//
//     node tests/typescript/check.mjs [<folder>...]
//
// The folders are those of apps. The fixtures of the compiler's tests are always checked, and so are
// names that have a meaning in generated code, and the examples of the guide. The packages are the workspace's: typescript, ts7 (a
// newer typescript), prettier, zod, ajv, electron and electron27 (an older electron).

import { spawn } from "node:child_process";
import {
  cp,
  mkdir,
  mkdtemp,
  readFile,
  readdir,
  rm,
  symlink,
  writeFile,
} from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { basename, dirname, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { Script } from "node:vm";
import eslint from "@eslint/js";
import { ESLint } from "eslint";
import prettier from "prettier";
import typescript from "typescript";
import tseslint from "typescript-eslint";
import { pages, unlisted } from "./guide.mjs";
import { sources } from "./names.mjs";
import { unreserved } from "./reserved.mjs";

const root = join(dirname(fileURLToPath(import.meta.url)), "../..");
const packages = join(root, "node_modules");
const fixtures = join(root, "ipc-codegen/tests/targets");
const runtime = join(root, "ipc-codegen/runtime");
const features = join(root, "ipc-codegen/tests/fixtures/serde.rs");
const uses = join(root, "tests/typescript/uses");
const electrons = ["electron", "electron27"];
const problems = [];
let checked = 0;

/** Parsed files of packages, by their settings and names. */
const parsed = new Map();

/** The strict options of a user's tsconfig.json. */
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
  isolatedModules: true,
  verbatimModuleSyntax: true,
  target: "es2022",
  lib: ["es2022", "dom"],
  types: ["node"],
  typeRoots: [join(packages, "@types")],
  skipLibCheck: false,
  noEmit: true,
};

/** The settings of each module system, with the `type` of the package. */
const settings = {
  bundler: { module: "preserve", moduleResolution: "bundler", type: "module" },
  esnext: { module: "esnext", moduleResolution: "bundler" },
  nodenext: { module: "nodenext", type: "module" },
  node16: { module: "node16", type: "module" },
  // ECMAScript syntax compiles to calls of `require`.
  commonjs: { module: "node16", verbatimModuleSyntax: false },
};
const everywhere = Object.keys(settings);

const work = await mkdtemp(join(tmpdir(), "ipc-typescript-"));
try {
  await checkFixtures();
  await checkEmission();
  await checkJavaScript();
  await checkInPlace();
  await checkNames();
  await checkGuide();
  for (const folder of process.argv.slice(2)) {
    const project = await lay(`app-${checked}`, [[resolve(folder), "ipc"]]);
    await checkTexts(project);
    await checkReserved(project);
    await checkTypes(project, ["bundler"], electrons);
  }
} finally {
  await rm(work, { recursive: true });
}
for (const problem of problems) {
  console.error(problem);
}
console.log(`${checked} projects checked, ${problems.length} problems`);
process.exitCode = problems.length > 0 ? 1 : 0;

/** The expected files of the compiler's tests, with the runtime and code that uses them. */
async function checkFixtures() {
  const entries = await readdir(fixtures, { withFileTypes: true });
  // The tests themselves are beside their fixtures.
  for (const { name: fixture } of entries.filter((it) => it.isDirectory())) {
    const folders = [
      [join(fixtures, fixture), "ipc"],
      [join(runtime, "ts"), "ipc/runtime"],
      [join(runtime, "js"), "ipc/runtime"],
    ];
    if (fixture === "tutorial") {
      folders.push([uses, "."]);
    }
    const project = await lay(fixture, folders);
    await rm(join(project, "ipc/runtime/preload.js"), { force: true });
    await checkTexts(project);
    // Not every fixture has the schema, which says what the user has named.
    if (["tutorial", "types"].includes(fixture)) {
      await checkReserved(project);
    }
    // The others differ from these in nothing that settings or Electron's types decide.
    if (["main-peer", "tutorial"].includes(fixture)) {
      await checkTypes(project, everywhere, electrons);
    } else {
      await checkTypes(project, ["nodenext"], ["electron"]);
    }
  }
}

/** One format alone is enough for who uses it. */
async function checkEmission() {
  for (const format of ["ts", "js", "zod"]) {
    const project = await lay(`only-${format}`, []);
    await generate(features, project, "--emit", format);
    await checkTexts(project);
    await checkReserved(project);
    await checkPrettier(project);
    await checkEslint(project);
    await checkTypes(project, everywhere, ["electron"]);
  }
}

/** Generated JavaScript passes the type checks of a project with `checkJs`. */
async function checkJavaScript() {
  const project = await lay("check-js", []);
  await generate(features, project);
  const options = { allowJs: true, checkJs: true };
  await checkTypes(project, everywhere, ["electron"], options);
}

/** Files that tsc writes beside generated TypeScript are kept, though tsc copies our header. */
async function checkInPlace() {
  for (const name of ["bundler", "commonjs"]) {
    const project = await lay(`in-place-${name}`, []);
    await generate(features, project, "--emit", "ts");
    const options = { declaration: true, noEmit: false };
    await checkTypes(project, [name], ["electron"], options);
    const compiled = await filesIn(project);
    if (!compiled.includes(join(project, "ipc/runtime/wire/frames.js"))) {
      problems.push(`${basename(project)} is not compiled`);
    }
    await generate(features, project, "--emit", "ts", "--check");
    await generate(features, project, "--emit", "ts");
    const left = new Set(await filesIn(project));
    for (const file of compiled.filter((file) => !left.has(file))) {
      problems.push(`${relative(work, file)} is the user's, but was removed`);
    }
  }
}

/** No name in a user's traits clashes with a name in generated code. */
async function checkNames() {
  for (const [name, text] of await sources(runtime)) {
    const project = await lay(`names-${name}`, []);
    const source = join(project, "names.rs");
    await writeFile(source, text);
    await generate(source, project, "--emit", "ts,js,schema,zod");
    // Tables are long, and have names only in quotes.
    await checkTexts(project, (file) => !file.includes("tables"));
    await checkReserved(project);
    // A compiler takes minutes for this many schemas, and their names are like those of the types.
    await rm(join(project, "ipc/schemas.ts"));
    // Compiled to CommonJS, modules have additional names.
    await checkTypes(project, ["commonjs"], ["electron"]);
  }
}

/** The TypeScript of the guide's pages compiles beside what their Rust generates. */
async function checkGuide() {
  problems.push(...(await unlisted()));
  const all = await pages();
  for (const { name, rust, snippets } of all.filter((it) => it.rust !== "")) {
    const project = await lay(`guide-${name}`, []);
    const source = join(project, `${name}.rs`);
    await writeFile(source, rust);
    await generate(source, project, "--emit", "ts,js,schema,zod");
    for (const [index, snippet] of snippets.entries()) {
      await writeFile(join(project, `${name}-${index + 1}.ts`), snippet);
    }
    await checkTexts(project);
    // A snippet ends where it has shown its point.
    const options = { moduleDetection: "force", noUnusedLocals: false };
    await checkTypes(project, ["bundler"], ["electron"], options);
  }
}

/** Makes the folder of a project, with copies of other folders in it. */
async function lay(name, folders) {
  const project = join(work, name);
  await mkdir(join(project, "node_modules"), { recursive: true });
  for (const name of ["ajv", "zod"]) {
    const link = join(project, "node_modules", name);
    await symlink(join(packages, name), link);
  }
  for (const [from, to] of folders) {
    await cp(from, join(project, to), { recursive: true });
  }
  checked += 1;
  return project;
}

async function generate(source, project, ...args) {
  const compiler = ["run", "--quiet", "-p", "ipc-codegen", "--"];
  const out = join(project, "ipc");
  const all = [...compiler, "generate", source, "--out", out, ...args];
  const output = await run("cargo", all, root);
  if (output !== "") {
    problems.push(`${basename(project)} is not generated:\n${output}`);
  }
}

/** Checks that all files parse, and that prettier with default options would not change them. */
async function checkTexts(project, isLaidOut = () => true) {
  for (const file of await filesIn(project)) {
    const name = relative(work, file);
    const text = await readFile(file, "utf8");
    if (/preload\.c?js$|\.cjs$/.test(file)) {
      tryTo(name, () => new Script(text, { filename: file }));
    }
    // The runtime is formatted where it is built, and is not indented in a preload.
    if (!name.includes("/ipc/runtime/") && isLaidOut(name)) {
      const [own] = text.split("\nfunction $runtime(");
      const formatted = await prettier
        .format(own, { filepath: file })
        .catch((error) => String(error));
      if (formatted !== own) {
        const message = `prettier would change ${name}`;
        problems.push(`${message}\n${diff(own, formatted)}`);
      }
    }
  }
}

/** Checks that generated files declare no name that a user may choose. */
async function checkReserved(project) {
  const folder = join(project, "ipc");
  const text = await readFile(join(folder, "ipc.schema.json"), "utf8");
  const schema = JSON.parse(text);
  for (const file of await readdir(folder)) {
    if (/\.[cm]?[jt]s$/.test(file)) {
      const text = await readFile(join(folder, file), "utf8");
      for (const problem of unreserved(file, text, schema)) {
        problems.push(`${basename(project)}/ipc/${file}:${problem}`);
      }
    }
  }
}

/** Checks that prettier skips the folder, whatever the options of the project. */
async function checkPrettier(project) {
  const options = { singleQuote: true, semi: false, printWidth: 120 };
  await writeFile(join(project, ".prettierrc.json"), JSON.stringify(options));
  await writeFile(
    join(project, ".editorconfig"),
    "root = true\n\n[*]\nindent_style = tab\nend_of_line = crlf\n",
  );
  const bin = join(packages, "prettier/bin/prettier.cjs");
  const output = await run(process.execPath, [bin, "--check", "ipc"], project);
  if (output !== "") {
    problems.push(`prettier changes ${basename(project)}:\n${output}`);
  }
}

/** Checks that ESLint skips the files, even with strict rules for directives. */
async function checkEslint(project) {
  const linter = new ESLint({
    cwd: project,
    overrideConfigFile: true,
    overrideConfig: [
      eslint.configs.all,
      ...tseslint.configs.strict,
      ...tseslint.configs.stylistic,
    ],
  });
  for (const { filePath, messages } of await linter.lintFiles(["ipc"])) {
    for (const { line, message } of messages) {
      problems.push(`${relative(work, filePath)}:${line}: ${message}`);
    }
  }
}

/** Checks that all files compile with the strict options and these. */
async function checkTypes(project, names, typings, options = {}) {
  const kinds = options.allowJs ? /\.[cm]?[jt]s$/ : /\.[cm]?ts$/;
  const files = (await filesIn(project)).filter((file) => kinds.test(file));
  for (const name of names) {
    const { type, ...module } = settings[name];
    await writeFile(join(project, "package.json"), JSON.stringify({ type }));
    for (const electron of typings) {
      const path = join(packages, electron, "electron.d.ts");
      const compilerOptions = {
        ...strict,
        ...module,
        ...options,
        paths: { electron: [path] },
      };
      const config = { compilerOptions, files };
      const where = `${basename(project)} (${name}, ${electron})`;
      const inProcess = compile(project, config);
      if (inProcess !== "") {
        problems.push(`typescript, ${where}:\n${inProcess}`);
      }
      const native = await compileWithTs7(project, config);
      if (native !== "") {
        problems.push(`ts7, ${where}:\n${native}`);
      }
    }
  }
}

/** The diagnostics of a project's files, from the compiler in this process. */
function compile(project, config) {
  const { options, fileNames } = typescript.parseJsonConfigFileContent(
    config,
    typescript.sys,
    project,
  );
  const host = typescript.createCompilerHost(options);
  const { getSourceFile } = host;
  host.getSourceFile = (file, version, ...rest) => {
    if (!file.startsWith(packages)) {
      return getSourceFile.call(host, file, version, ...rest);
    }
    const key = `${options.module} ${version.impliedNodeFormat} ${file}`;
    if (!parsed.has(key)) {
      parsed.set(key, getSourceFile.call(host, file, version, ...rest));
    }
    return parsed.get(key);
  };
  const program = typescript.createProgram(fileNames, options, host);
  const own = program
    .getSourceFiles()
    .filter((file) => file.fileName.startsWith(project));
  const found = own.flatMap((file) => [
    ...program.getSyntacticDiagnostics(file),
    ...program.getSemanticDiagnostics(file),
  ]);
  const all = [...program.getOptionsDiagnostics(), ...found];
  return typescript.formatDiagnostics(all.slice(0, 20), {
    getCanonicalFileName: (file) => file,
    getCurrentDirectory: () => project,
    getNewLine: () => "\n",
  });
}

/** The diagnostics from the newer compiler, which has only a command line. */
async function compileWithTs7(project, config) {
  const file = join(project, "tsconfig.json");
  await writeFile(file, JSON.stringify(config));
  const entry = createRequire(import.meta.url).resolve("ts7/package.json");
  const args = [join(dirname(entry), "bin/tsc"), "--project", file];
  const output = await run(process.execPath, args, project);
  // It also reports problems in the typings of packages.
  const isOwn = (text) => !/^\S*node_modules/.test(text);
  const found = output.split(/\n(?! )/).filter((text) => text && isOwn(text));
  return found.slice(0, 20).join("\n");
}

async function filesIn(project) {
  const entries = await readdir(project, {
    recursive: true,
    withFileTypes: true,
  });
  const files = entries.filter((entry) => entry.isFile());
  return files
    .map((entry) => join(entry.parentPath, entry.name))
    .filter(
      (file) =>
        !/\.rs$|(package|tsconfig|\.prettierrc)\.json$|\.editorconfig$/.test(
          file,
        ),
    );
}

function tryTo(name, step) {
  try {
    step();
  } catch (error) {
    problems.push(`${name}: ${error}`);
  }
}

/** Runs a command. Returns its output if it fails. */
function run(command, args, cwd) {
  return new Promise((done) => {
    const child = spawn(command, args, {
      cwd,
      stdio: ["ignore", "pipe", "pipe"],
    });
    let output = "";
    child.stdout.on("data", (text) => (output += text));
    child.stderr.on("data", (text) => (output += text));
    child.on("close", (code) =>
      done(code === 0 ? "" : output || `${command} failed`),
    );
  });
}

/** The first lines that differ, with some after them. */
function diff(actual, expected) {
  const [left, right] = [actual.split("\n"), expected.split("\n")];
  const at = left.findIndex((line, index) => line !== right[index]);
  const show = (sign, lines) =>
    lines.slice(at, at + 8).map((line) => `  ${sign} ${line}`);
  return [`  line ${at + 1}:`, ...show("-", left), ...show("+", right)].join(
    "\n",
  );
}
