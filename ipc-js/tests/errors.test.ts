// The guards of failures.

import assert from "node:assert/strict";
import { test } from "node:test";

import { IpcError, isFailure, isIpcError } from "../src/errors.js";
import { failure } from "../src/wire/failures.js";

const refusal = { name: "Refusal", code: "busy", message: "no", data: null };

/** Values that are no failures. */
const others: unknown[] = [
  null,
  undefined,
  "IpcError",
  "Refusal",
  7,
  [],
  {},
  new Error("IpcError"),
  Object.assign(new Error("no"), { name: "Refusal", code: "busy" }),
  Object.assign(new Error("no"), { code: "ENOENT", data: null }),
  Object.create(null),
];

test("a failure of the runtime is recognized in either form", () => {
  assert.ok(isIpcError(failure("denied", "no")));
  assert.ok(isIpcError(new IpcError("denied", "no")));
  assert.ok(isIpcError({ ...failure("timeout", ""), toString: () => "text" }));
  for (const other of [
    ...others,
    refusal,
    { ...failure("denied", "no"), code: "toString" },
    { ...failure("denied", "no"), code: "unknown" },
    { ...failure("denied", "no"), name: "Error" },
  ]) {
    assert.equal(isIpcError(other), false);
  }
});

test("the error of a method is recognized by its name and its codes", () => {
  const isRefusal = (error: unknown): boolean =>
    isFailure(error, "Refusal", ["busy", "late"]);
  assert.ok(isRefusal(refusal));
  assert.ok(isRefusal({ ...refusal, code: "late", data: { until: 7 } }));
  assert.ok(isRefusal(Object.assign(new Error("no"), refusal)));
  for (const other of [
    ...others,
    failure("denied", "no"),
    { ...refusal, name: "Other" },
    { ...refusal, code: "early" },
    { ...refusal, code: undefined },
    { ...refusal, message: undefined },
  ]) {
    assert.equal(isRefusal(other), false);
  }
});
