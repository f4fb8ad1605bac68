// The event that listeners of the plain door get under `event_argument`.

import assert from "node:assert/strict";
import { test } from "node:test";

import { start } from "./electron.js";
import { assertIsSafe, type CounterEvent } from "./events.js";
import { until } from "./until.js";

const app = await start();

test("a listener of the plain door answers through its event", async () => {
  const values: unknown[] = [];
  const listener = (event: CounterEvent, step: number) => {
    assertIsSafe(event);
    values.push(step);
    event.sender.send("counter-value", step + 1);
  };
  const off = app.page.on("update-counter", listener, ["counter-value"]);
  assert.deepEqual(await app.frames(1), ["listen update-counter"]);
  app.rust("event update-counter\n[4]\n");
  assert.deepEqual(await app.frames(1), ["send counter-value [5]"]);
  assert.deepEqual(values, [4]);
  off();
  assert.deepEqual(await app.frames(1), ["unlisten update-counter"]);
});

test("an API without sends has an event that sends nothing", async () => {
  let problem: unknown;
  const listener = ({ sender }: CounterEvent) => {
    try {
      sender.send("counter-value", 1);
    } catch (error) {
      problem = error;
    }
  };
  app.page.on("update-counter", listener, []);
  await app.frames(1);
  app.rust("event update-counter\n[4]\n");
  await until(() => problem !== undefined);
  assert.equal(
    String(problem),
    'TypeError: event.sender cannot send on "counter-value": the channels of its API are none',
  );
});

/** Compiles: the channels and arguments of an event. */
export function answers({ sender }: CounterEvent): void {
  sender.send("counter-value", 1);
  // @ts-expect-error The argument is a number.
  sender.send("counter-value", "1");
  // @ts-expect-error The argument is missing.
  sender.send("counter-value");
  // @ts-expect-error Another API's channel.
  sender.send("note", 1);
}
