// Tests the conformance fixtures that `ipc-conformance` has staged:
//
//     node tests/conformance/run.mjs <stage>
//
// Each value crosses in both directions, through both doors of a real Electron, and the results are
// compared with those of the real serde_json. The TypeScript compilers must accept what serde accepts,
// and reject what serde rejects, and so must the JSON Schema and the schemas of zod. The output is a table,
// and `report.json` in the stage. `refused.txt` lists the fixtures that the compiler refuses.

import { execFileSync } from "node:child_process";
import { copyFile, cp, readFile, writeFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { crossInElectron } from "./doors.mjs";
import {
  agrees,
  evaluate,
  parse,
  replacePlaceholders,
  toJson,
} from "./json.mjs";
import { print, printOrdered } from "./print.mjs";
import { showTable, summarize } from "./table.mjs";
import { checkFolders, checkTypes } from "./typescript.mjs";
import { checkValidators } from "./validators.mjs";
import { Values } from "./values.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const stage = resolve(process.argv[2]);
const app = join(stage, "app");
const staged = JSON.parse(await readFile(join(stage, "stage.json"), "utf8"));

/** What serde's own code says of a value of the wrong shape. */
const SHAPE_ERROR =
  /^(invalid type|invalid length|missing field|unknown (field|variant)|duplicate field|data did not match|expected|EOF|trailing)/;

const fixtures = await readFixtures();
// serde may not terminate for generated values of a type that the compiler refuses.
const runInSerde = fixtures.filter(
  ({ refused, hasGeneratedValues }) => refused === null || !hasGeneratedValues,
);
const serdeResults = runOracle("run", samples());
runInSerde.forEach(classifyCandidates);
if (staged.isForeign) {
  runInSerde.forEach(removeUserErrors);
}
checkFixtures();
const mapped = fixtures.filter(({ refused }) => refused === null);
await stageApp();
for (const [door, results] of Object.entries(await crossInElectron(app))) {
  mapped.forEach((fixture) =>
    checkCrossing(fixture, results[fixture.name], `${door} door`),
  );
}
for (const { failures, failuresByText } of mapped) {
  for (const [text, doors] of failuresByText) {
    failures.push(`${text} (${doors.join(", ")})`);
  }
}
const generalFailures = [];
const checked = mapped.map(withTypeScript);
for (const [name, failure] of [
  ...(await checkTypes(stage, checked, staged.isForeign ? [] : ["schemas.ts"])),
  ...(staged.isForeign ? [] : await checkValidators(app, withJson(checked))),
]) {
  const fixture = fixtures.find((fixture) => fixture.name === name);
  (fixture?.failures ?? generalFailures).push(failure);
}
const published = await checkPublished();
generalFailures.push(...(await checkRefused()));
const cases = staged.isEverything ? staged.suite : [];
const report = summarize([...fixtures, ...published], cases, generalFailures);
await writeFile(join(stage, "report.json"), JSON.stringify(report, null, 2));
process.exitCode = showTable(report) ? 0 : 1;

/** The published types that are tested without values, because rustc does not compile them. */
async function checkPublished() {
  if (staged.published.length === 0) {
    return [];
  }
  const failures = await checkFolders(
    stage,
    staged.published.flatMap(({ written }) => written),
  );
  generalFailures.push(...failures.map(([, text]) => text));
  return staged.published.flatMap(
    ({ package: module, input, types, written, hasValues }) =>
      types
        .filter((_, index) => !hasValues[index])
        .map(({ type, refused, crashed }) => {
          const isWritten = written.length > 0 || refused !== null || crashed;
          return {
            name: `${input}::${type}`,
            module,
            refused: isWritten ? refused : "refused together with the others",
            isWithoutValues: true,
            failures: crashed ? ["the compiler crashed"] : [],
            takes: [],
            rejects: [],
            limits: [],
          };
        }),
  );
}

/** Compares the refused fixtures with `refused.txt`. `BLESS=1` writes the file. */
async function checkRefused() {
  if (!staged.isEverything) {
    return [];
  }
  const file = join(here, "refused.txt");
  const found = [...fixtures, ...published]
    .filter(({ refused, module }) => refused !== null && module !== "random")
    .map(({ module, name, refused }) => `${module}::${name}: ${refused}\n`);
  if (process.env.BLESS) {
    await writeFile(file, found.join(""));
    return [];
  }
  const listed = (await readFile(file, "utf8")).split(/(?<=\n)/);
  const missing = found.filter((line) => !listed.includes(line));
  const obsolete = listed.filter((line) => !found.includes(line));
  return [
    ...missing.map((line) => `refused.txt lacks ${line.trimEnd()}`),
    ...obsolete.map((line) => `refused.txt still has ${line.trimEnd()}`),
  ];
}

/** The fixtures with their lists, generated values and methods. */
async function readFixtures() {
  const schema = JSON.parse(
    await readFile(join(app, "ipc/ipc.schema.json"), "utf8"),
  );
  const methods = new Map(
    schema.apis.flatMap((api) =>
      api.methods.map((method) => [`${api.name}.${method.name}`, method]),
    ),
  );
  const documentedCodes = await readThrows();
  const lists = runOracle("list");
  const generator = new Values(schema, staged.isForeign);
  return staged.fixtures.map((fixture) => {
    const method = (verb) =>
      methods.get(`${fixture.group}.${verb}${fixture.method}`);
    const name = (verb) => method(verb)?.name ?? null;
    const own = lists[fixture.name];
    const { values, invalid } =
      fixture.hasGeneratedValues && method("take")
        ? generator.of(fixture.name, method("take").args[0].type.list, "input")
        : { values: [], invalid: [] };
    const outputs =
      fixture.hasGeneratedValues && method("make") && !method("take")
        ? generator.of(fixture.name, method("make").returns.list, "output")
            .values
        : [];
    const printed = (value) => printOrdered(value, (keys) => keys);
    const reversed = (value) => printOrdered(value, (keys) => keys.reverse());
    return {
      ...fixture,
      ...own,
      takes: distinct([...own.takes, ...own.untyped, ...values.map(printed)]),
      invalid: distinct(invalid.map(printed)),
      reversed: distinct(values.map(reversed)),
      outputs: distinct(outputs.map(toJson)),
      make: name("make"),
      fail: name("fail"),
      raise: name("raise"),
      documentedCodes: documentedCodes.get(name("raise")) ?? [],
      take: name("take"),
      put: name("put"),
      on: name("onReceived"),
      stream: name("stream"),
      hasResults: method("stream")?.error !== undefined,
      wait: name("wait"),
      handle: name("handleAsk"),
      failures: [],
      // The doors for each text of a failure.
      failuresByText: new Map(),
    };
  });
}

/** The codes that the guard for the documented error of each method accepts. */
async function readThrows() {
  const [types, errors] = await Promise.all(
    ["types.ts", "errors.ts"].map((name) =>
      readFile(join(app, "ipc", name), "utf8"),
    ),
  );
  const guards = errors.matchAll(
    /isFailure\(\s*error,\s*"(\w+)",\s*(\[[^]*?\]),?\s*\);/g,
  );
  const codes = new Map(
    Array.from(guards, ([, name, list]) => [name, evaluate(list)]),
  );
  const throws = types.matchAll(/@throws \{(\w+)Failure\} \*\/\n  (\w+)\(/g);
  return new Map(
    Array.from(throws, ([, name, method]) => [method, codes.get(name)]),
  );
}

/** Runs a command of the program that runs serde. */
function runOracle(command, input) {
  const output = execFileSync(staged.oracle, [command], {
    // Without input, write nothing: the program may have ended before.
    input: input && JSON.stringify(input),
    maxBuffer: 1 << 28,
  });
  return JSON.parse(output);
}

/** The values to run serde on, for each fixture. */
function samples() {
  const json = (source) => toJson(evaluate(source));
  return Object.fromEntries(
    runInSerde.map((fixture) => [
      fixture.name,
      {
        takes: fixture.takes.map(json),
        outputs: fixture.outputs,
        candidates: [...fixture.invalid, ...fixture.reversed].map(json),
        rejects: [...fixture.rejects, ...sourcesOf(fixture.limits)].map(json),
      },
    ]),
  );
}

/** Adds generated values to `takes` or `rejects`, where serde's result allows a check. */
function classifyCandidates({ name, takes, rejects, invalid, reversed }) {
  const serde = serdeResults[name];
  serde.candidates.forEach((result, index) => {
    const isRejected = "Err" in result;
    const reversedValue = reversed[index - invalid.length];
    // TypeScript may reject a mistake that serde ignores, and may accept an order of keys that serde
    // rejects.
    if (isRejected && isUserError(result.Err)) {
      return;
    }
    if (reversedValue === undefined && isRejected) {
      rejects.push(invalid[index]);
      serde.rejects.push(result);
    } else if (reversedValue !== undefined && !isRejected) {
      takes.push(reversedValue);
      serde.takes.push(result);
    }
  });
}

/** Whether a function of another crate has rejected a value. The schema says nothing about contents. */
function isUserError(error) {
  return staged.isForeign && error !== undefined && !SHAPE_ERROR.test(error);
}

/** Removes the generated values that a function of the crate rejects, such as a text that is no address. */
function removeUserErrors(fixture) {
  const serde = serdeResults[fixture.name];
  const isKept = (_, index) => !isUserError(serde.takes[index].Err);
  const takes = fixture.takes.filter(isKept);
  serde.takes = serde.takes.filter(isKept);
  fixture.takes = takes;
}

/** Checks the lists of the fixtures against serde. */
function checkFixtures() {
  for (const fixture of runInSerde) {
    const { name, takes, rejects, limits, failures, refused } = fixture;
    const serde = serdeResults[name];
    serde.makes.forEach(({ json }, index) => {
      // The compiler may refuse a type with values that serde cannot write.
      if ("Err" in json && refused === null) {
        failures.push(`serde does not write value ${index}: ${json.Err}`);
      }
    });
    serde.takes.forEach((result, index) => {
      if ("Err" in result) {
        failures.push(`serde rejects ${takes[index]}: ${result.Err}`);
      }
    });
    const rejected = [...rejects, ...sourcesOf(limits)];
    serde.rejects.forEach((result, index) => {
      if ("Ok" in result) {
        failures.push(`serde accepts ${rejected[index]}`);
      }
    });
  }
}

/** Adds the app's own files to the generated files. */
async function stageApp() {
  await cp(join(here, "electron"), app, { recursive: true });
  await copyFile(join(here, "print.mjs"), join(app, "print.js"));
  await copyFile(staged.addon, join(app, "addon.node"));
  const plan = mapped.map((fixture) => {
    const { name, group, make, take, exact, takes, rejects, limits } = fixture;
    const { fail, raise, put, on, stream, wait, handle } = fixture;
    const serde = serdeResults[name];
    // Send back the values that serde can read again, and those that JSON cannot represent.
    const sendBack = [...serde.makes.map(({ reread }) => reread?.Ok), ...exact];
    const canWrite = (result) => "Ok" in result && result.Ok.json !== null;
    const inputs = [
      ...exact.map((source) => [source, true]),
      ...takes.map((source, index) => [source, canWrite(serde.takes[index])]),
      ...rejects.map((source) => [source, false]),
      ...sourcesOf(limits).map((source) => [source, false]),
    ].map(([source, echo]) => `[() => (${source}), ${echo}]`);
    const key = `${group[0].toLowerCase()}${group.slice(1)}`;
    return `  {
    name: "${name}", group: "${key}", outputs: ${JSON.stringify(fixture.outputs)},
    ${Object.entries({ make, fail, raise, take, put, on, stream, wait, handle }).map(([verb, method]) => `${verb}: ${JSON.stringify(method)}`)},
    raiseCount: ${raise ? serde.makes.length : 0},
    sendBack: ${JSON.stringify(make && take ? sendBack.map(Boolean) : [])},
    inputs: [${inputs.join(", ")}],
  },\n`;
  });
  const text = `// The values to send.\n\nexport const plan = [\n${plan.join("")}];\n`;
  await writeFile(join(app, "plan.js"), text);
}

/** Compares the results of a door with those of serde. */
function checkCrossing(fixture, results, door) {
  const { name, make, take, exact, takes, rejects, limits } = fixture;
  const { raise, codes, documentedCodes } = fixture;
  const serde = serdeResults[name];
  const addFailure = (text) =>
    fixture.failuresByText.set(text, [
      ...(fixture.failuresByText.get(text) ?? []),
      door,
    ]);
  if (results.failure !== undefined) {
    addFailure(`Rust produces nothing: ${results.failure}`);
    return;
  }
  const exactText = exact.map((source) => print(evaluate(source)));
  // The loops below do not notice missing results.
  const checkCount = (position, { length }, expected) => {
    if (length !== expected) {
      addFailure(`${position}: ${length} values, expected ${expected}`);
    }
  };
  const makeCount = make ? serde.makes.length + exact.length : 0;
  checkCount("results", results.made, makeCount);
  if (make) {
    fixture.produced = results.made;
    results.made.forEach((text, index) => {
      const written = serde.makes[index]?.json.Ok;
      const expected = written ?? exactText[index - serde.makes.length];
      if (!isSame(text, written, expected)) {
        addFailure(`Rust produced ${text}, expected ${expected}`);
      }
    });
  }
  // The values are checked as results. In the other positions they must be the same.
  const checkSame = (position, found, expected) => {
    if (JSON.stringify(found) !== JSON.stringify(expected)) {
      addFailure(`${position}: ${found}, expected ${expected}`);
    }
  };
  checkSame("in an error", results.failed, results.made);
  checkCount("errors", results.raised, raise ? serde.makes.length : 0);
  results.raised.forEach((error, index) => {
    const found = JSON.stringify(error);
    const expected = JSON.stringify({
      name: fixture.error,
      code: codes[index] ?? codes[codes.length - 1],
      message: "this is an error",
      data: results.made[index],
    });
    if (found !== expected) {
      addFailure(`the error is ${found}, expected ${expected}`);
    } else if (!documentedCodes.includes(error.code)) {
      addFailure(`the code "${error.code}" is not among ${documentedCodes}`);
    }
  });
  checkSame("in an event", results.emitted, results.made);
  const streamed = fixture.hasResults ? unwrapped(results.made) : results.made;
  checkSame("in a stream", results.streamed, streamed);
  checkSame("in a request", results.asked, results.made);
  if (!take) {
    return;
  }
  const checkAnswer = (source, answer, { debug, json }, exactEcho) => {
    const expected = debug && replacePlaceholders(debug);
    if (answer.debug !== expected) {
      const found = answer.debug ?? answer.message;
      addFailure(`Rust received ${source} as ${found}, expected ${expected}`);
    } else if (
      answer.echo !== undefined &&
      !isSame(answer.echo, json, exactEcho)
    ) {
      addFailure(
        `${source} came back as ${answer.echo}, expected ${json ?? exactEcho}`,
      );
    }
  };
  checkCount("sent back", results.sentBack, makeCount);
  results.sentBack.forEach((answer, index) => {
    if (answer !== null) {
      const exactIndex = index - serde.makes.length;
      const reread = serde.makes[index]?.reread.Ok;
      const expected = reread ?? { debug: serde.exact[exactIndex] };
      checkAnswer(results.made[index], answer, expected, exactText[exactIndex]);
    }
  });
  const sent = [...exact, ...takes, ...rejects, ...sourcesOf(limits)];
  checkCount("sent", results.sent, sent.length);
  results.sent.forEach((answer, index) => {
    const source = sent[index];
    const takesIndex = index - exact.length;
    if (takesIndex < 0) {
      const expected = { debug: serde.exact[index] };
      checkAnswer(source, answer, expected, exactText[index]);
    } else if (takesIndex < takes.length) {
      checkAnswer(source, answer, serde.takes[takesIndex].Ok ?? {});
    } else if (answer.code !== "invalid-argument") {
      addFailure(
        `Rust accepted ${source} as ${answer.debug ?? answer.message}`,
      );
    }
  });
  const accepted = [...results.sentBack, ...results.sent].filter(
    (answer) =>
      answer?.debug !== undefined && (answer.echo !== undefined || !make),
  );
  const expectedPut = [
    accepted.map(({ debug }) => debug),
    make ? accepted.map(({ echo }) => echo) : [],
  ];
  checkSame("in a one-way call", results.put, expectedPut);
  checkSame("in a stream of the page", results.gathered, expectedPut[0]);
  checkSame("in an answer", results.answered, expectedPut[0]);
  fixture.produced?.push(...expectedPut[1]);
}

/** What a stream of `Result`s gives: the content of each `Ok`, up to the first `Err`, which ends it. */
function unwrapped(made) {
  const items = [];
  for (const { Ok, Err } of made.map(evaluate)) {
    if (Err !== undefined) {
      return [...items, `error ${print(Err)}`];
    }
    items.push(print(Ok));
  }
  return items;
}

function distinct(values) {
  return [...new Set(values)];
}

function sourcesOf(limits) {
  return limits.map(([, source]) => source);
}

/** Whether a value equals what serde wrote, or equals `expected` if serde wrote nothing. */
function isSame(text, written, expected) {
  if (text === undefined || written === undefined || written === null) {
    return text === expected;
  }
  return agrees(evaluate(text), parse(written));
}

/** A fixture with the lists of TypeScript for `checkTypes`. */
function withTypeScript(fixture) {
  const { exact, takes, untyped, rejects, limits, produced = [] } = fixture;
  return {
    ...fixture,
    produced,
    accepted: [...exact, ...takes.filter((it) => !untyped.includes(it))],
    rejected: [...rejects, ...untyped],
    limits: sourcesOf(limits),
  };
}

/** Fixtures with the lists of JSON for `checkValidators`. */
function withJson(fixtures) {
  const json = (source) => toJson(evaluate(source));
  const samples = fixtures.map(({ name, never }) => [
    name,
    { candidates: never.map(json) },
  ]);
  const results = runOracle("run", Object.fromEntries(samples));
  return fixtures.map((fixture) => ({
    ...fixture,
    written: serdeResults[fixture.name].makes.flatMap(
      ({ json }) => json.Ok ?? [],
    ),
    // The schemas have the types of TypeScript, without what only Rust accepts.
    read: fixture.takes
      .filter((source) => !fixture.untyped.includes(source))
      .map(json),
    // JSON does not tell a bigint from a number.
    unread: fixture.rejects
      .filter((source) => !/\b\d+n\b/.test(print(evaluate(source))))
      .map(json),
    isNeverRead: results[fixture.name].candidates.map((it) => "Ok" in it),
  }));
}
