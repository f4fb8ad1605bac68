// Synchronous answers, on events like Electron's.

import assert from "node:assert/strict";
import { test } from "node:test";

import { returnOutcome } from "../src/main/sync.js";
import { failure } from "../src/wire/failures.js";

/** An event that takes only values that can be cloned, as Electron's do, and keeps the first one. */
class SyncEvent {
  readonly returned: unknown[] = [];

  set returnValue(value: unknown) {
    const clone: unknown = structuredClone(value);
    if (this.returned.length === 0) {
      this.returned.push(clone);
    }
  }
}

const DENIED = failure("denied", "its window is not attached");

test("a generated preload gets an envelope", () => {
  const event = new SyncEvent();
  returnOutcome(event, { value: { error: "x" } }, "envelope");
  assert.deepEqual(event.returned, [{ "ipc:ok": [0, { error: "x" }] }]);
  const nothing = new SyncEvent();
  returnOutcome(nothing, { value: undefined }, "envelope");
  assert.deepEqual(nothing.returned, [{ "ipc:ok": [0, undefined] }]);
  const denied = new SyncEvent();
  returnOutcome(denied, { failure: DENIED }, "envelope");
  assert.deepEqual(denied.returned, [{ "ipc:error": [0, DENIED] }]);
});

test("a hand-written preload gets the value or the failure", () => {
  const event = new SyncEvent();
  returnOutcome(event, { value: "pong" }, "raw");
  assert.deepEqual(event.returned, ["pong"]);
  const denied = new SyncEvent();
  returnOutcome(denied, { failure: DENIED }, "raw");
  assert.deepEqual(denied.returned, [DENIED]);
});

test("a value that cannot be cloned is a failure", () => {
  for (const form of ["envelope", "raw"] as const) {
    const event = new SyncEvent();
    returnOutcome(event, { value: () => 1 }, form);
    assert.match(JSON.stringify(event.returned), /"code":"internal"/);
  }
});
