// The limits of `connect`.

import assert from "node:assert/strict";
import { test } from "node:test";

import { type Limits, limitsOf } from "../src/main/limits.js";

const MIB = 2 ** 20;

const DEFAULTS = {
  messageSize: 128 * MIB,
  openCalls: 65_536,
  openBytes: 256 * MIB,
  clients: 64,
};

/** Limits without their types, as an application in JavaScript gives them. */
function given(limits: object): Limits {
  return limits;
}

test("there are defaults", () => {
  assert.deepEqual(limitsOf(), DEFAULTS);
  assert.deepEqual(limitsOf({}), DEFAULTS);
});

test("a limit that is given replaces its default", () => {
  const limits = { messageSize: 4 * MIB, clients: 1 };
  assert.deepEqual(limitsOf(limits), { ...DEFAULTS, ...limits });
});

test("a limit has a minimum", () => {
  for (const [name, least] of [
    ["messageSize", 4 * MIB],
    ["openBytes", 128 * MIB],
    ["openCalls", 1],
    ["clients", 1],
  ] as const) {
    const message = `limits.${name} must be a whole number of at least ${least}`;
    for (const wrong of [
      ...[least - 1, 0, -1, least + 0.5, NaN, Infinity, 2 ** 53],
      ...["8388608", null, undefined, true, 8_388_608n],
    ]) {
      assert.throws(
        () => limitsOf(given({ [name]: wrong })),
        { name: "TypeError", message },
        `${name}: ${String(wrong)}`,
      );
    }
    assert.equal(limitsOf({ [name]: 2 ** 53 - 1 })[name], 2 ** 53 - 1);
  }
});

test("an unknown limit is refused", () => {
  assert.throws(() => limitsOf(given({ toString: 8 })), {
    message: /^there is no limit "toString"/,
  });
  assert.throws(() => limitsOf(given({ messagesize: 8 * MIB })), {
    name: "TypeError",
    message:
      'there is no limit "messagesize": the limits are messageSize, openCalls, openBytes, clients',
  });
});
