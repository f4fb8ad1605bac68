// The contract: methods by channel, and how calls end.

import assert from "node:assert/strict";
import { test } from "node:test";

import {
  argsOf,
  contractOf,
  failureOf,
  type Method,
  outcomeOf,
  valueOf,
} from "../src/wire/contract.js";
import type { ErrorRow, MethodRow, Tables } from "../src/wire/tables.js";
import { tables } from "./tables.js";

/** A method as its row in the tables says. */
function methodOf(row: Partial<MethodRow>): Method {
  const whole: MethodRow = {
    kind: "invoke",
    name: "get",
    channel: "get",
    args: [],
    ...row,
  };
  const contract = contractOf(
    {
      ...tables,
      apis: [
        {
          name: "Api",
          fingerprint: "",
          peer: "page",
          key: "api",
          methods: [whole],
        },
      ],
      codecs: { Size: "bigint" },
    } satisfies Tables,
    "page",
  );
  const found = contract.calls.get("get") ?? contract.events.get("get");
  assert.ok(found);
  return found;
}

function failing(error: ErrorRow, data: unknown): [string, string, unknown] {
  const payload = JSON.stringify({ message: "no", data });
  const { name, code, data: own } = failureOf(methodOf({ error }), payload, []);
  return [name, code, own];
}

test("methods are found by their peer, direction and channel", () => {
  const pages = contractOf(tables, "page");
  assert.deepEqual([...pages.calls.keys()], ["note", "math:add", "read file"]);
  assert.deepEqual([...pages.events.keys()], ["tick"]);
  const main = contractOf(tables, "main");
  assert.deepEqual([...main.calls.keys()], ["host:clicked"]);
  assert.deepEqual([...main.events.keys()], ["host:theme"]);
  assert.equal(pages.calls.get("read file")?.api.name, "FilesApi");
  assert.deepEqual(pages.calls.get("math:add")?.args, ["left", "right"]);
});

test("a value is converted as its type says", () => {
  assert.equal(valueOf(methodOf({}), "7", []), 7);
  assert.equal(valueOf(methodOf({ returns: { ref: "Size" } }), "7", []), 7n);
  assert.equal(
    valueOf(methodOf({ returns: "nothing" }), "null", []),
    undefined,
  );
  const bytes = Uint8Array.of(1, 2);
  assert.equal(valueOf(methodOf({}), '"\\u0000b0"', [bytes]), bytes);
});

test("a value is checked only where its text has a wide integer", () => {
  const method = methodOf({ returns: { checked: "value", codec: "safe" } });
  assert.equal(valueOf(method, "9007199254740993", []), 2 ** 53);
  assert.throws(() => valueOf(method, '"\\u0000i9007199254740993"', []), {
    message: "value is an integer beyond 2^53, which a number cannot hold",
  });
});

test("arguments are a list, whatever has come", () => {
  const method = methodOf({ kind: "event", decode: { items: ["bigint"] } });
  assert.deepEqual(argsOf(method, "[1,2]", []), [1n, 2]);
  assert.deepEqual(argsOf(method, "[]", []), []);
  assert.deepEqual(argsOf(method, "null", []), []);
  assert.deepEqual(argsOf(methodOf({ kind: "event" }), "[1]", []), [1]);
  const checked = methodOf({
    kind: "event",
    decode: { checked: "args", codec: { items: ["safe"] } },
  });
  assert.throws(() => argsOf(checked, '["\\u0000i9007199254740993"]', []), {
    message: "args[0] is an integer beyond 2^53, which a number cannot hold",
  });
});

test("a failure with a code is the runtime's", () => {
  const error: ErrorRow = { name: "AddError", code: "application" };
  const payload = '{"code":"denied","message":"no","data":{"a":1}}';
  assert.deepEqual(failureOf(methodOf({ error }), payload, []), {
    name: "IpcError",
    code: "denied",
    message: "no",
    data: { a: 1 },
  });
  assert.deepEqual(failureOf(methodOf({}), '{"message":"no"}', []), {
    name: "IpcError",
    code: "internal",
    message: "no",
    data: null,
  });
});

test("a failure without a code is the method's own", () => {
  assert.deepEqual(failing({ name: "E", code: "application" }, "text"), [
    "E",
    "application",
    "text",
  ]);
  assert.deepEqual(failing({ name: "E", code: "application" }, undefined), [
    "E",
    "application",
    null,
  ]);
});

test("the code of an externally tagged error is its variant", () => {
  const error: ErrorRow = { name: "E", code: "external" };
  assert.deepEqual(failing(error, "Missing")[1], "Missing");
  assert.deepEqual(failing(error, { TooLarge: { most: 1 } })[1], "TooLarge");
});

test("the code of an internally tagged error is its tag", () => {
  const error: ErrorRow = { name: "E", code: { tag: "kind" } };
  assert.deepEqual(failing(error, { kind: "Missing" })[1], "Missing");
  assert.deepEqual(failing(error, { kind: 7 })[1], "application");
  assert.deepEqual(failing(error, "Missing")[1], "application");
});

test("the data of an error is converted, and its code is not", () => {
  const error: ErrorRow = {
    name: "E",
    code: "external",
    data: { fields: { TooLarge: "bigint" } },
  };
  assert.deepEqual(failing(error, { TooLarge: 7 }), [
    "E",
    "TooLarge",
    { TooLarge: 7n },
  ]);
});

test("a call ends with a value or a failure, whatever has come", () => {
  const method = methodOf({ returns: "bigint" });
  assert.deepEqual(outcomeOf(method, "reply", "7", []), { value: 7n });
  assert.deepEqual(outcomeOf(method, "error", '{"message":"no"}', []), {
    failure: { name: "IpcError", code: "internal", message: "no", data: null },
  });
  for (const head of ["reply", "error"]) {
    const outcome = outcomeOf(method, head, '"\\u0000x"', []);
    assert.deepEqual(outcome, {
      failure: {
        name: "IpcError",
        code: "internal",
        message: "the addon does not speak this version of the protocol",
        data: null,
      },
    });
    const cut = outcomeOf(method, head, "[1,", []);
    assert.ok("failure" in cut && cut.failure.code === "internal");
  }
});
