// What a page may try with the event that listeners get under `event_argument`.

import assert from "node:assert/strict";

import type { ListenerEvent } from "../src/types.js";

interface Sends {
  "counter-value"(value: number): void;
}

export type CounterEvent = ListenerEvent<Sends>;

/** Asserts that an event sends on its channel alone. */
export function assertIsSafe({ sender }: CounterEvent): void {
  const send = sender.send as (...args: unknown[]) => void;
  const refused = [
    "note",
    "reset",
    "update-counter",
    "ipc:hello",
    "constructor",
    "__proto__",
    "0",
    0,
    undefined,
    null,
    ["counter-value"],
    { toString: () => "counter-value" },
    Object.create(null),
  ];
  for (const channel of refused) {
    assert.throws(() => {
      send(channel, 1);
    }, /^TypeError: event\.sender cannot send on ".*": the channels of its API are "counter-value"$/);
  }
  assert.throws(() => {
    Object.assign(sender, { send: () => undefined });
  }, TypeError);
  assert.deepEqual(Object.keys(sender), ["send"]);
}
