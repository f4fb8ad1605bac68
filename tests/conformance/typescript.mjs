// Checks every value of the fixtures with the TypeScript compilers.

import { spawn } from "node:child_process";
import { mkdir, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { basename, dirname, join, resolve } from "node:path";

const COMPILERS = ["typescript", "ts7"];

/** The strict options of users' tsconfig.json files that affect values. */
const STRICT = {
  strict: true,
  exactOptionalPropertyTypes: true,
  noUncheckedIndexedAccess: true,
};

/**
 * The failures of fixtures, as `[name, text]`. A fixture has its methods and five lists of TypeScript.
 * `produced` must compile as a result, and `never` must not. `accepted` and `limits` must compile as an
 * argument, and `rejected` must not. The `generated` files must compile, too.
 */
export async function checkTypes(stage, fixtures, generated) {
  const folder = join(stage, "check");
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder);
  const groups = new Map();
  for (const fixture of fixtures) {
    const group = groups.get(fixture.group) ?? [];
    groups.set(fixture.group, [...group, fixture]);
  }
  const files = new Map();
  for (const [group, members] of groups) {
    const lines = members.flatMap(printFixture);
    const head = {
      text: `import type { ${group} } from "../app/ipc/types";`,
    };
    files.set(`${group}.ts`, [head, ...lines]);
  }
  for (const [name, lines] of files) {
    const text = lines.map((line) => `${line.text}\n`).join("");
    await writeFile(join(folder, name), text);
  }
  await writeConfig(folder, [
    ...files.keys(),
    ...generated.map((name) => `../app/ipc/${name}`),
  ]);

  const failures = [];
  for (const output of await Promise.all(
    COMPILERS.map((compiler) => compile(compiler, folder)),
  )) {
    for (const [, path, line, code, message] of output.matchAll(
      /^(.+?)\((\d+),\d+\): error (TS\d+): (.*)$/gm,
    )) {
      const about = files.get(basename(path))?.[Number(line) - 1];
      const text = about?.expectsError
        ? `TypeScript accepts ${about.source}`
        : `TypeScript rejects ${about?.source ?? path}: ${message} (${code})`;
      failures.push([about?.fixture ?? null, text]);
    }
    if (output !== "" && failures.length === 0) {
      failures.push([null, output]);
    }
  }
  const unique = new Map(
    failures.map((failure) => [failure.join("\n"), failure]),
  );
  return [...unique.values()];
}

function printFixture(fixture) {
  const { name, group, make, take } = fixture;
  const lines = [];
  const add = (text, source, expectsError = false) =>
    lines.push({ fixture: name, text, source, expectsError });
  const type = (suffix, text) => {
    add(`type ${name}${suffix} = ${text};`, `the type of ${name}`);
    const isAny = `export const ${name}${suffix}IsAny: 0 extends 1 & ${name}${suffix} ? true : false = false;`;
    add(isAny, `${name} as \`any\``);
  };
  let count = 0;
  const fits = (suffix, source) =>
    add(
      `export const ${name}_${count++}: ${name}${suffix} = ${source};`,
      source,
    );
  const fails = (suffix, source) => {
    add("// @ts-expect-error", source, true);
    fits(suffix, source);
  };
  if (make) {
    type("_Out", `Awaited<ReturnType<${group}["${make}"]>>[number]`);
    fixture.produced.forEach((source) => fits("_Out", source));
    fixture.never.forEach((source) => fails("_Out", source));
  }
  if (take) {
    type("_In", `Parameters<${group}["${take}"]>[0][number]`);
    fixture.accepted.forEach((source) => fits("_In", source));
    fixture.limits.forEach((source) => fits("_In", source));
    fixture.rejected.forEach((source) => fails("_In", source));
  }
  return lines;
}

/** The failures of folders of generated files, as `[folder, text]`. */
export async function checkFolders(stage, folders) {
  const project = join(stage, "published");
  await writeConfig(
    project,
    folders.map((folder) => join(folder, "types.ts")),
  );
  const failures = [];
  for (const compiler of COMPILERS) {
    const output = await compile(compiler, project);
    for (const [line, path] of output.matchAll(/^(.+?)\(\d+,\d+\): .*$/gm)) {
      failures.push([dirname(resolve(project, path)), line]);
    }
    if (output !== "" && failures.length === 0) {
      failures.push([null, output]);
    }
  }
  return failures;
}

async function writeConfig(folder, files) {
  const config = {
    compilerOptions: {
      ...STRICT,
      module: "preserve",
      moduleResolution: "bundler",
      target: "es2022",
      lib: ["es2022", "dom"],
      types: [],
      noEmit: true,
    },
    files,
  };
  await writeFile(join(folder, "tsconfig.json"), JSON.stringify(config));
}

/** The output of a compiler, which is empty if there are no errors. */
function compile(compiler, folder) {
  const require = createRequire(import.meta.url);
  const tsc = join(
    dirname(require.resolve(`${compiler}/package.json`)),
    "bin/tsc",
  );
  const args = [tsc, "--project", folder, "--pretty", "false"];
  return new Promise((done) => {
    const child = spawn(process.execPath, args, {
      stdio: ["ignore", "pipe", "inherit"],
    });
    let output = "";
    child.stdout.on("data", (text) => (output += text));
    child.on("close", (code) =>
      done(code === 0 ? "" : output || `${compiler} failed`),
    );
  });
}
