// The contract: methods by channel, and the outcomes of calls.

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

/** A method with this row in the tables. */
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
  const found = contract.rust.get("get") ?? contract.peer.get("get");
  assert.ok(found);
  return found;
}

test("a channel may carry calls in both directions", () => {
  const rows: MethodRow[] = [
    { kind: "send", name: "state", channel: "state", args: ["text"] },
    { kind: "event", name: "onState", channel: "state", args: ["text"] },
  ];
  const [api] = tables.apis;
  assert.ok(api);
  const both = { ...tables, apis: [{ ...api, methods: rows }] };
  const { rust, peer } = contractOf(both, "page");
  assert.equal(rust.get("state")?.kind, "send");
  assert.equal(peer.get("state")?.kind, "event");
});

/** The name, the code and the data of a method's error. */
function failing(error: ErrorRow, data: unknown): [string, string, unknown] {
  const payload = JSON.stringify({ message: "no", data });
  const reason = failureOf(methodOf({ error }), payload, []);
  return [reason.name, reason.code, reason.data];
}

test("methods are found by their peer, implementer and channel", () => {
  const pages = contractOf(tables, "page");
  assert.deepEqual(
    [...pages.rust.keys()],
    [
      "note",
      "math:add",
      "log:lines",
      "upload",
      "read file",
      "counter-value",
      "reset",
    ],
  );
  assert.deepEqual(
    [...pages.peer.keys()],
    ["tick", "agent:confirm", "update-counter"],
  );
  const main = contractOf(tables, "main");
  assert.deepEqual([...main.rust.keys()], ["host:clicked"]);
  assert.deepEqual([...main.peer.keys()], ["host:theme"]);
  assert.equal(pages.rust.get("read file")?.api.name, "FilesApi");
  assert.deepEqual(pages.rust.get("math:add")?.args, ["left", "right"]);
});

test("sources are found by their names, with their paths", () => {
  const method = methodOf({
    args: ["name", "chunks", "marks"],
    sources: { chunks: { json: { fields: { value: "json" } } }, marks: {} },
  });
  assert.deepEqual(
    method.sources.map(({ index, name, json, order }) => [
      ...[index, name],
      ...[typeof json, typeof order],
    ]),
    [
      [1, "args.chunks", "function", "undefined"],
      [2, "args.marks", "undefined", "undefined"],
    ],
  );
});

test("a value is converted by the codec of its type", () => {
  assert.equal(valueOf(methodOf({}), "7", []), 7);
  assert.equal(valueOf(methodOf({ returns: { ref: "Size" } }), "7", []), 7n);
  assert.equal(
    valueOf(methodOf({ returns: "nothing" }), "null", []),
    undefined,
  );
  const bytes = Uint8Array.of(1, 2);
  assert.equal(valueOf(methodOf({}), '"\\u0000b0"', [bytes]), bytes);
});

test("a value is checked only if its text has a wide integer", () => {
  const method = methodOf({ returns: { checked: "value", codec: "safe" } });
  assert.equal(valueOf(method, "9007199254740993", []), 2 ** 53);
  assert.throws(() => valueOf(method, '"\\u0000i9007199254740993"', []), {
    message: "value is an integer beyond 2^53, which a number cannot hold",
  });
});

test("arguments are a list, whatever the payload", () => {
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

test("an error with a code is a failure of the runtime", () => {
  const error: ErrorRow = { name: "AddError", code: "application" };
  const payload = '{"code":"denied","message":"no"}';
  assert.deepEqual(failureOf(methodOf({ error }), payload, []), {
    name: "IpcError",
    code: "denied",
    message: "no",
    data: null,
  });
  assert.deepEqual(failureOf(methodOf({}), '{"message":"no"}', []), {
    name: "IpcError",
    code: "internal",
    message: "no",
    data: null,
  });
});

test("an error without a code is the error of the method", () => {
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

test("a call ends with a value or a failure, whatever the payload", () => {
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
