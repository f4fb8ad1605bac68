// Proves the conformance fixtures that `ipc-conformance` has staged:
//
//     node tests/conformance/run.mjs <stage>
//
// Each value goes both ways, through the two doors of a real Electron, and what comes is held against
// what the real serde_json says of it. The compilers of TypeScript must take what serde takes, and
// refuse what serde refuses. At the end there is a table, and `report.json` in the stage. What the
// compiler itself refuses is listed in `refused.txt`.

import { execFileSync } from "node:child_process";
import { copyFile, cp, readFile, writeFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { crossInElectron } from "./doors.mjs";
import { agrees, evaluate, parse, toJson, withoutStandIns } from "./json.mjs";
import { print, printOrdered } from "./print.mjs";
import { showTable, summarize } from "./table.mjs";
import { checkFolders, checkTypes } from "./typescript.mjs";
import { Values } from "./values.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const stage = resolve(process.argv[2]);
const app = join(stage, "app");
const {
  addon,
  prove,
  staged,
  ours,
  suite,
  typed: typedAlone,
} = JSON.parse(await readFile(join(stage, "stage.json"), "utf8"));

const fixtures = await readFixtures();
// With a type that the compiler refuses serde may never come to an end.
const asked = fixtures.filter(
  ({ refused, filled }) => refused === null || !filled,
);
const proofs = ask("prove", questions());
asked.forEach(judgeTries);
checkFixtures();
const mapped = fixtures.filter(({ refused }) => refused === null);
await stageApp();
for (const [door, came] of Object.entries(await crossInElectron(app))) {
  mapped.forEach((fixture) =>
    checkCrossing(fixture, came[fixture.name], `${door} door`),
  );
}
for (const { complaints, ways } of mapped) {
  for (const [text, through] of ways) {
    complaints.push(`${text} (${through.join(", ")})`);
  }
}
const general = [];
for (const [name, complaint] of await checkTypes(stage, mapped.map(typed))) {
  const fixture = fixtures.find((fixture) => fixture.name === name);
  (fixture?.complaints ?? general).push(complaint);
}
const inputs = await checkPublished();
general.push(...(await checkRefused()));
const cases = ours ? suite : [];
const report = summarize([...fixtures, ...inputs], cases, general);
await writeFile(join(stage, "report.json"), JSON.stringify(report, null, 2));
process.exitCode = showTable(report) ? 0 : 1;

/** The types of other tools' test inputs, as fixtures without values where rustc takes none. */
async function checkPublished() {
  if (typedAlone.length === 0) {
    return [];
  }
  const complaints = await checkFolders(
    stage,
    typedAlone.flatMap(({ written }) => written),
  );
  general.push(...complaints.map(([, text]) => text));
  return typedAlone.flatMap(
    ({ package: module, input, types, written, tried }) =>
      types
        .filter((_, index) => !tried[index])
        .map(({ type, refused, crashed }) => {
          const isTogether = written.length > 0 || refused !== null || crashed;
          return {
            name: `${input}::${type}`,
            module,
            refused: isTogether ? refused : "refused together with the others",
            isUntried: true,
            complaints: crashed ? ["the compiler crashed"] : [],
            takes: [],
            rejects: [],
            limits: [],
          };
        }),
  );
}

/** Compares what the compiler refuses with what it is known to refuse; `BLESS=1` keeps it. */
async function checkRefused() {
  if (!ours) {
    return [];
  }
  const kept = join(here, "refused.txt");
  const found = [...fixtures, ...inputs]
    .filter(({ refused, module }) => refused !== null && module !== "random")
    .map(({ module, name, refused }) => `${module}::${name}: ${refused}\n`);
  if (process.env.BLESS) {
    await writeFile(kept, found.join(""));
    return [];
  }
  const known = (await readFile(kept, "utf8")).split(/(?<=\n)/);
  const added = found.filter((line) => !known.includes(line));
  const gone = known.filter((line) => !found.includes(line));
  return [
    ...added.map((line) => `refused.txt lacks ${line.trimEnd()}`),
    ...gone.map((line) => `refused.txt still has ${line.trimEnd()}`),
  ];
}

/** The fixtures with all that is known before anything is run. */
async function readFixtures() {
  const schema = JSON.parse(
    await readFile(join(app, "ipc/ipc.schema.json"), "utf8"),
  );
  const methods = new Map(
    schema.apis.flatMap((api) =>
      api.methods.map((method) => [`${api.name}.${method.name}`, method]),
    ),
  );
  const documented = await readThrows();
  const listed = ask("list");
  const made = new Values(schema);
  return staged.map((fixture) => {
    const method = (verb) =>
      methods.get(`${fixture.group}.${verb}${fixture.method}`);
    const name = (verb) => method(verb)?.name ?? null;
    const lists = listed[fixture.name];
    const { values, mistakes } =
      fixture.filled && method("take")
        ? made.of(fixture.name, method("take").args[0].type.list, "input")
        : { values: [], mistakes: [] };
    const produced =
      fixture.filled && method("make") && !method("take")
        ? made.of(fixture.name, method("make").returns.list, "output").values
        : [];
    const written = (value) => printOrdered(value, (keys) => keys);
    const reversed = (value) => printOrdered(value, (keys) => keys.reverse());
    return {
      ...fixture,
      ...lists,
      takes: distinct([...lists.takes, ...values.map(written)]),
      tries: distinct(mistakes.map(written)),
      reads: distinct(produced.map(toJson)),
      reversed: distinct(values.map(reversed)),
      make: name("make"),
      fail: name("fail"),
      raise: name("raise"),
      documented: documented.get(name("raise")) ?? [],
      take: name("take"),
      put: name("put"),
      on: name("onTold"),
      complaints: [],
      // What is complained of on which ways.
      ways: new Map(),
    };
  });
}

/** The codes that the documentation of each method says. */
async function readThrows() {
  const types = await readFile(join(app, "ipc/types.ts"), "utf8");
  const throws =
    /@throws \{\$ipc\.IpcError<"\w+", (.*?), \w+(?:<.*>)?>\} \*\/\n  (\w+)\(/g;
  return new Map(
    Array.from(types.matchAll(throws), ([, codes, method]) => [
      method,
      codes.split(" | ").map(evaluate),
    ]),
  );
}

/** What the program `prove` says. */
function ask(verb, input) {
  const output = execFileSync(prove, [verb], {
    // A program that reads nothing may have ended before it is written to.
    input: input && JSON.stringify(input),
    maxBuffer: 1 << 28,
  });
  return JSON.parse(output);
}

/** What serde is asked of each fixture. */
function questions() {
  const json = (source) => toJson(evaluate(source));
  return Object.fromEntries(
    asked.map(({ name, takes, rejects, limits, tries, reversed, reads }) => [
      name,
      {
        takes: takes.map(json),
        reads,
        tries: [...tries, ...reversed].map(json),
        rejects: [...rejects, ...limits.map(([, source]) => source)].map(json),
      },
    ]),
  );
}

/** Takes values of which nothing is said for right or wrong as serde says. */
function judgeTries({ name, takes, rejects, tries, reversed }) {
  const proof = proofs[name];
  proof.tries.forEach((answer, index) => {
    const isRefused = "Err" in answer;
    const other = reversed[index - tries.length];
    // A mistake that serde does not look at TypeScript may well refuse. Keys in an order that serde
    // refuses may be sent in another one.
    if (other === undefined && isRefused) {
      rejects.push(tries[index]);
      proof.rejects.push(answer);
    } else if (other !== undefined && !isRefused) {
      takes.push(other);
      proof.takes.push(answer);
    }
  });
}

/** Holds the fixtures themselves against serde: they may be mistaken. */
function checkFixtures() {
  for (const fixture of asked) {
    const { name, takes, rejects, limits, complaints, refused } = fixture;
    const proof = proofs[name];
    proof.makes.forEach(({ json }, index) => {
      // What serde does not write the compiler may well refuse.
      if ("Err" in json && refused === null) {
        complaints.push(`serde does not write value ${index}: ${json.Err}`);
      }
    });
    proof.takes.forEach((answer, index) => {
      if ("Err" in answer) {
        complaints.push(`serde refuses ${takes[index]}: ${answer.Err}`);
      }
    });
    const unread = [...rejects, ...limits.map(([, source]) => source)];
    proof.rejects.forEach((answer, index) => {
      if ("Ok" in answer) {
        complaints.push(`serde takes ${unread[index]}`);
      }
    });
  }
}

/** Puts beside the generated files what the app needs. */
async function stageApp() {
  await cp(join(here, "electron"), app, { recursive: true });
  await copyFile(join(here, "print.mjs"), join(app, "print.js"));
  await copyFile(addon, join(app, "addon.node"));
  const plan = mapped.map((fixture) => {
    const { name, group, make, take, exact, takes, rejects, limits } = fixture;
    const { fail, raise, put, on } = fixture;
    const proof = proofs[name];
    // What serde reads again of what it writes, and what JSON cannot say.
    const back = [...proof.makes.map(({ again }) => again?.Ok), ...exact];
    const writes = (answer) => "Ok" in answer && answer.Ok.json !== null;
    const sent = [
      ...exact.map((source) => [source, true]),
      ...takes.map((source, index) => [source, writes(proof.takes[index])]),
      ...rejects.map((source) => [source, false]),
      ...limits.map(([, source]) => [source, false]),
    ].map(([source, again]) => `[() => (${source}), ${again}]`);
    const key = `${group[0].toLowerCase()}${group.slice(1)}`;
    return `  {
    name: "${name}", group: "${key}", read: ${JSON.stringify(fixture.reads)},
    ${Object.entries({ make, fail, raise, take, put, on }).map(([verb, method]) => `${verb}: ${JSON.stringify(method)}`)},
    raises: ${raise ? proof.makes.length : 0},
    back: ${JSON.stringify(make && take ? back.map(Boolean) : [])},
    sent: [${sent.join(", ")}],
  },\n`;
  });
  const text = `// What is to cross.\n\nexport const plan = [\n${plan.join("")}];\n`;
  await writeFile(join(app, "plan.js"), text);
}

/** Holds what came through a door against what serde says. */
function checkCrossing(fixture, came, way) {
  const { name, make, take, exact, takes, rejects, limits } = fixture;
  const { raise, codes, documented } = fixture;
  const proof = proofs[name];
  const complain = (text) =>
    fixture.ways.set(text, [...(fixture.ways.get(text) ?? []), way]);
  if (came.failure !== undefined) {
    complain(`Rust produces nothing: ${came.failure}`);
    return;
  }
  const exactly = exact.map((source) => print(evaluate(source)));
  // A loop over what came says nothing of what did not.
  const count = (what, { length }, expected) => {
    if (length !== expected) {
      complain(`${length} values ${what}, and not ${expected}`);
    }
  };
  const makes = make ? proof.makes.length + exact.length : 0;
  count("came", came.made, makes);
  if (make) {
    fixture.produced = came.made;
    came.made.forEach((text, index) => {
      const written = proof.makes[index]?.json.Ok;
      const expected = written ?? exactly[index - proof.makes.length];
      if (!isSame(text, written, expected)) {
        complain(`${text} came, and not ${expected}`);
      }
    });
  }
  // What holds for an answer holds for the other positions if they are the same.
  const same = (what, came, expected) => {
    if (JSON.stringify(came) !== JSON.stringify(expected)) {
      complain(`${what}: ${came}, and not ${expected}`);
    }
  };
  same("in an error", came.failed, came.made);
  count("were raised", came.raised, raise ? proof.makes.length : 0);
  came.raised.forEach((error, index) => {
    const found = JSON.stringify(error);
    const expected = JSON.stringify({
      name: fixture.error,
      code: codes[index] ?? codes[codes.length - 1],
      message: "this is an error",
      data: came.made[index],
    });
    if (found !== expected) {
      complain(`${found} was raised, and not ${expected}`);
    } else if (!documented.includes(error.code)) {
      complain(`the code "${error.code}" is not among ${documented}`);
    }
  });
  same("in an event", came.told, came.made);
  if (!take) {
    return;
  }
  const checkTaken = (source, answer, { seen, json }, exactText) => {
    const expected = seen && withoutStandIns(seen);
    if (answer.seen !== expected) {
      const instead = answer.seen ?? answer.message;
      complain(`Rust took ${source} as ${instead}, and not ${expected}`);
    } else if (
      answer.again !== undefined &&
      !isSame(answer.again, json, exactText)
    ) {
      complain(
        `${source} came back as ${answer.again}, and not ${json ?? exactText}`,
      );
    }
  };
  count("came back", came.back, makes);
  came.back.forEach((answer, index) => {
    if (answer !== null) {
      const at = index - proof.makes.length;
      const again = proof.makes[index]?.again.Ok;
      const expected = again ?? { seen: proof.exact[at] };
      checkTaken(came.made[index], answer, expected, exactly[at]);
    }
  });
  const sent = [...exact, ...takes, ...rejects, ...limits.map(([, it]) => it)];
  count("were sent", came.sent, sent.length);
  came.sent.forEach((answer, index) => {
    const source = sent[index];
    const at = index - exact.length;
    if (at < 0) {
      checkTaken(source, answer, { seen: proof.exact[index] }, exactly[index]);
    } else if (at < takes.length) {
      checkTaken(source, answer, proof.takes[at].Ok ?? {});
    } else if (answer.code !== "invalid-argument") {
      complain(`Rust took ${source} as ${answer.seen ?? answer.message}`);
    }
  });
  const accepted = [...came.back, ...came.sent].filter(
    (answer) =>
      answer?.seen !== undefined && (answer.again !== undefined || !make),
  );
  const put = [
    accepted.map(({ seen }) => seen),
    make ? accepted.map(({ again }) => again) : [],
  ];
  same("sent with no answer", came.put, put);
  fixture.produced?.push(...put[1]);
}

function distinct(values) {
  return [...new Set(values)];
}

/** Whether what came is what serde wrote, or the very text where JSON cannot say it. */
function isSame(text, written, expected) {
  if (text === undefined || written === undefined || written === null) {
    return text === expected;
  }
  return agrees(evaluate(text), parse(written));
}

/** A fixture for the compilers. */
function typed(fixture) {
  const { exact, takes, rejects, limits, never, produced = [] } = fixture;
  return {
    ...fixture,
    produced,
    accepted: [...exact, ...takes],
    rejected: rejects,
    limits: limits.map(([, source]) => source),
    never,
  };
}
