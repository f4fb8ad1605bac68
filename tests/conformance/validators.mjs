// Checks the values of the fixtures with the schemas that `--emit schema,zod` writes.

import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { Ajv2020 } from "ajv/dist/2020.js";
import typescript from "typescript";
import { evaluate } from "./json.mjs";
import { print } from "./print.mjs";

/**
 * The failures of fixtures, as `[name, text]`. A fixture has its methods, the JSON that serde has written
 * (`written`), has read (`read`) and has refused (`unread`), whether serde reads each value of `never`, and the
 * lists of TypeScript that `checkTypes` has.
 */
export async function checkValidators(app, fixtures) {
  const [json, zod] = await Promise.all([readJsonSchema(app), readZod(app)]);
  return fixtures.flatMap((fixture) => {
    const failures = [];
    const check = (validator, positions) => {
      for (const [values, isValid, expected] of positions) {
        for (const value of values) {
          const problem = isValid(value);
          if ((problem === null) !== expected) {
            const verb = expected ? "refuses" : "accepts";
            failures.push([
              fixture.name,
              `${validator} ${verb} ${value}${expected ? `: ${problem}` : ""}`,
            ]);
          }
        }
      }
    };
    check("JSON Schema", json(fixture));
    check("zod", zod(fixture));
    return failures;
  });
}

/** Maps without a possible key: JSON Schema has them as objects, whose keys are open. */
const OPEN = new Set(["ByNothing"]);

/** For a fixture, lists of values, what is wrong with one, and whether nothing should be. */
async function readJsonSchema(app) {
  const schema = JSON.parse(
    await readFile(join(app, "ipc/json-schema.json"), "utf8"),
  );
  const ajv = new Ajv2020();
  ajv.addSchema(schema);
  const check = (definition, wrap) => {
    const validate = ajv.getSchema(
      `json-schema.json#/$defs/${encodeURIComponent(definition)}`,
    );
    return (text) =>
      validate(wrap(JSON.parse(text))) ? null : ajv.errorsText(validate.errors);
  };
  return ({ name, group, make, take, written, read, unread }) => [
    ...(make
      ? [[written, check(`${group}.${make}.result`, (it) => [it]), true]]
      : []),
    ...(take
      ? [
          [read, true],
          [OPEN.has(name) ? [] : unread, false],
        ].map(([values, expected]) => [
          values,
          check(`${group}.${take}.arguments`, (it) => [[it], true]),
          expected,
        ])
      : []),
  ];
}

/** The same for zod. The schemas change no value, but zod drops the key `__proto__`. */
async function readZod(app) {
  const source = await readFile(join(app, "ipc/schemas.ts"), "utf8");
  const { outputText } = typescript.transpileModule(source, {
    compilerOptions: { module: "esnext", target: "es2022" },
  });
  const file = join(app, "schemas.mjs");
  await writeFile(file, outputText);
  const schemas = await import(pathToFileURL(file));
  const check = (schema, wrap) => (source) => {
    const value = wrap(evaluate(source));
    const { success, error, data } = schema.safeParse(value);
    if (!success) {
      return error.message.replace(/\s+/g, " ");
    }
    const isSame = print(data) === print(value);
    return isSame || source.includes("__proto__") ? null : `it is changed`;
  };
  return (fixture) => {
    const { group, make, take, produced, never, isNeverRead } = fixture;
    const methods = schemas[group];
    const result = make && check(methods[make].result, (it) => [it]);
    const argument =
      take && check(methods[take].arguments, (it) => [[it], true]);
    // A schema for both directions takes what serde reads, such as a key that it ignores.
    const isAccepted = (value, index) =>
      take && isNeverRead[index] && argument(value) === null;
    const refused = never.filter((...it) => !isAccepted(...it));
    return [
      ...(make
        ? [
            [produced, result, true],
            [refused, result, false],
          ]
        : []),
      ...(take
        ? [
            [fixture.accepted, argument, true],
            [fixture.rejects, argument, false],
          ]
        : []),
    ];
  };
}
